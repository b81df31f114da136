/** The search box. */
export function Search() {
  return null;
}
