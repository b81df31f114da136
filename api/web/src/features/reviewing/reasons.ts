/** Reasons for exceptions, kept in the browser until they are recorded with the publication. */

/** Return the reasons that were given for violations of a plan and are not recorded yet. */
export function keptReasons(planId: string): ReadonlyMap<string, string> {
  return new Map(JSON.parse(localStorage.getItem(placeOf(planId)) ?? "[]") as [string, string][]);
}

/** Keep them through a reload of the page. */
export function keepReasons(planId: string, reasons: ReadonlyMap<string, string>): void {
  if (reasons.size === 0) localStorage.removeItem(placeOf(planId));
  else localStorage.setItem(placeOf(planId), JSON.stringify([...reasons]));
}

function placeOf(planId: string): string {
  return `gridmap.reasons.${planId}`;
}
