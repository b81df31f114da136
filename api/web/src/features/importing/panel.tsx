/** The panel "import". */
export function ImportingPanel() {
  return null;
}
