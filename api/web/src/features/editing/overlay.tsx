/** What editing lays over the map. */
export function EditingOverlay() {
  return null;
}
