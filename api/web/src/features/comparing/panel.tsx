/** The panel "compare". */
export function ComparingPanel() {
  return null;
}
