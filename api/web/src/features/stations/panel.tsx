/** The panel "stations". */
export function StationsPanel() {
  return null;
}
