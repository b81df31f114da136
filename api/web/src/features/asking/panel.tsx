/** The panel "engine". */
export function AskingPanel() {
  return null;
}
