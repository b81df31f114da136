/** What comparing lays over the map. */
export function ComparingOverlay() {
  return null;
}
