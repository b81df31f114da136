/** The panel "grids". */
export function GridsPanel() {
  return null;
}
