/** The panel "history". */
export function HistoryPanel() {
  return null;
}
