/** The panel "edit". */
export function EditingPanel() {
  return null;
}
