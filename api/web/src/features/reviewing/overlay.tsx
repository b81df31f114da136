/** What reviewing lays over the map. */
export function ReviewingOverlay() {
  return null;
}
