/** What asking lays over the map. */
export function AskingOverlay() {
  return null;
}
