/** The panel "plans". */
export function PlansPanel() {
  return null;
}
