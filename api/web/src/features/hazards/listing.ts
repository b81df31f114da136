/** Which hazards are listed, which are ringed on the map: pure. */
import type { Ringed } from "../../map/hazards";
import type { HazardsState } from "./state";
import type { Hazard } from "./types";

/** Rows that a list shows at once; the rest is counted. */
export const MOST = 200;

const IS: Readonly<Record<HazardsState["which"], (one: Hazard) => boolean>> = {
  pressing: ({ state }) => state === "overdue" || state === "due",
  overdue: ({ state }) => state === "overdue",
  candidates: ({ status }) => status === "candidate",
  all: () => true,
};

/** Return the hazards that are listed, in the order in which the service tells them. */
export function listed({ list, which, kind }: HazardsState): Hazard[] {
  const all = list?.hazards ?? [];
  return all.filter((one) => IS[which](one) && (kind === null || one.kind === kind));
}

/** Return how many hazards of each kind there are in what is chosen. */
export function kindsOf({ list, which }: HazardsState): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of list?.hazards ?? []) {
    if (!IS[which](one) || one.kind === null) continue;
    counts.set(one.kind, (counts.get(one.kind) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => a.localeCompare(b)));
}

/** Return how many hazards are only candidates. */
export function candidates(list: HazardsState["list"]): number {
  return list?.hazards.filter(IS.candidates).length ?? 0;
}

/** Return the hazards that the map rings: those that are due. */
export function ringed(list: HazardsState["list"]): Ringed[] {
  return (list?.hazards ?? []).flatMap(({ hazard_id: id, place, state }) =>
    state === "overdue" || state === "due" ? [{ id, place, state }] : [],
  );
}
