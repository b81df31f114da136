/** What the table of teams shows: which grids in which order, and names in little room. */
import type { TeamsState } from "./teamsstate";
import type { GridTeam, Member, Role, TeamTable } from "./teamstypes";

/** Return the grids that are looked at. */
export function rowsOf(
  { grids }: TeamTable,
  { which, order }: Pick<TeamsState, "which" | "order">,
): readonly GridTeam[] {
  const wanted = which === "all" ? grids : grids.filter(isLacking);
  if (order === "code") return wanted;
  return [...wanted].sort((one, other) => other.index - one.index);
}

export function isLacking({ missing, lacks_full_time }: GridTeam): boolean {
  return missing.length > 0 || lacks_full_time;
}

/** Return the names of those who have a role. */
export function namesOf(members: readonly Member[], role: Role): readonly string[] {
  return members.filter((one) => one.role === role).map((one) => one.name);
}

/** Return the rows of a list without those in which nothing stands. */
export function filledRows(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows
    .map((row) => row.map((value) => value.trim()))
    .filter((row) => row.some((value) => value !== ""));
}

/** Return the headers that somebody wrote, divided by commas or line breaks. */
export function columnsOf(text: string): readonly string[] {
  return text
    .split(/[、，,;；\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** Return how long the bar of a workload is, from 0 to 1; twice the mean fills it. */
export function barOf(index: number): number {
  return Math.max(0, Math.min(1, index / 2));
}

/** Where the workload is so far above the mean that the grid is marked. */
export const HEAVY = 1.3;
