/** The panel "violations". */
export function ViolationsPanel() {
  return null;
}
