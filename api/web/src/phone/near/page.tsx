/** The page "near". */
export function Near() {
  return <h1>最近的驿站 Nearest station</h1>;
}
