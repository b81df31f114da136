/** Return the size of a file as people read it. */
export function bytes(count: number): string {
  if (count < 1_000_000) return `${Math.max(1, Math.round(count / 1_000))} kB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
}
