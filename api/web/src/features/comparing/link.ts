/** The comparison in the address: `compare=plan:version,plan:version` and `swipe=50`. */
import type { Choice } from "./state";

export interface Linked {
  readonly before: Choice;
  readonly after: Choice;
  readonly swipe: number | null;
}

const CHOICE = /^([!-9;-~]{1,64}?)(?::(\d{1,9}))?$/;

/** Return the comparison that an address names; null if it names none. */
export function comparisonOf(search: string): Linked | null {
  const told = new URLSearchParams(search);
  const [before, after, more] = (told.get("compare") ?? "").split(",").map(choiceOf);
  if (!before || !after || more !== undefined) return null;
  const swipe = Number(told.get("swipe") ?? Number.NaN);
  return { before, after, swipe: swipe >= 0 && swipe <= 100 ? swipe : null };
}

/** Return the query with a comparison in it, or without any; all else in it stays. */
export function withComparison(search: string, linked: Linked | null): string {
  const told = new URLSearchParams(search);
  told.delete("compare");
  told.delete("swipe");
  if (linked) told.set("compare", `${textOf(linked.before)},${textOf(linked.after)}`);
  if (linked && linked.swipe !== null) told.set("swipe", String(Math.round(linked.swipe)));
  const query = told
    .toString()
    .replaceAll("%2C", ",")
    .replaceAll("%2F", "/")
    .replaceAll("%3A", ":");
  return query === "" ? "" : `?${query}`;
}

function choiceOf(text: string): Choice | null {
  const [, planId, version] = CHOICE.exec(text) ?? [];
  if (planId === undefined) return null;
  return { planId, version: version === undefined ? null : Number(version) };
}

function textOf({ planId, version }: Choice): string {
  return version === null ? planId : `${planId}:${version}`;
}
