/** The panel "reports". */
export function ReportsPanel() {
  return null;
}
