/** What viewing lays over the map. */
export function ViewingOverlay() {
  return null;
}
