/** The page "report". */
export function Report() {
  return <h1>事项上报 Report</h1>;
}
