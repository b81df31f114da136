/** The panel "layers". */
export function LayersPanel() {
  return null;
}
