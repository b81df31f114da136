/** The page "patrol". */
export function Patrol() {
  return <h1>巡查路线 Patrol route</h1>;
}
