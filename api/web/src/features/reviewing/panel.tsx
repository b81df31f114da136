/** The panel "review". */
export function ReviewPanel() {
  return null;
}
