/** The panel "patrols". */
export function PatrolsPanel() {
  return null;
}
