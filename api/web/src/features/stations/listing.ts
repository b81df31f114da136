/** What is shown of reach: rows of the table, the address that is asked, candidates that were typed. */
import type { Bounds, Position } from "../../api/types";
import type { OpenPlan, State } from "../../store/state";
import type { Base, SitingForm, StationsState } from "./state";
import type { Out, Reach } from "./types";

export interface Row {
  readonly code: string;
  readonly name: string;
  readonly households: number;
  readonly stations: readonly string[];
  readonly meanM: number | null;
  readonly adult: number;
  readonly elder: number;
  /** Before; null where nothing is compared, or there was no such grid. */
  readonly adultBefore: number | null;
  readonly elderBefore: number | null;
}

/** Return the lived-in grids, those with most households out of reach first. */
export function rowsOf(reach: Reach, look: Pick<StationsState, "ofAny" | "onlyOut">): Row[] {
  const before = new Map((reach.before?.grids ?? []).map((one) => [one.grid_code, one]));
  const rows = reach.grids
    .filter((one) => one.households > 0)
    .map((one) => {
      const was = look.ofAny ? undefined : before.get(one.grid_code);
      return {
        code: one.grid_code,
        name: one.name,
        households: one.households,
        stations: one.stations,
        meanM: one.mean_m,
        adult: look.ofAny ? one.adult_out_any : one.adult_out,
        elder: look.ofAny ? one.elder_out_any : one.elder_out,
        adultBefore: was?.adult_out_before ?? null,
        elderBefore: was?.elder_out_before ?? null,
      };
    })
    .filter((row) => !look.onlyOut || row.elder > 0 || row.adult > 0);
  return rows.sort((a, b) => b.elder - a.elder || a.code.localeCompare(b.code));
}

/** Return the name of the column that counts what is looked at. */
export function columnOf(look: Pick<StationsState, "ofAny" | "walker">): keyof Out {
  return `${look.walker}_out${look.ofAny ? "_any" : ""}`;
}

/** Return what the plan is compared with, as far as that can be seen. */
export function baseOf(state: State): Base {
  const { plan, plans, stations } = state;
  if (plan === null || stations.base === "none") return "none";
  const { parent } = plan.head;
  const isSeen = parent !== null && plans.some((one) => one.plan_id === parent.plan_id);
  return stations.base === "parent" && isSeen ? "parent" : "first";
}

/** Return the address of who reaches a station in a plan. */
export function addressOf(plan: OpenPlan, base: Base, minutes: number): string {
  const { plan_id, version, parent } = plan.head;
  const query = new URLSearchParams({ version: `${version}`, minutes: `${minutes}` });
  if (base === "parent" && parent !== null) {
    query.set("plan", parent.plan_id);
    query.set("from", `${parent.version}`);
  } else if (base === "first" && version > 0) {
    query.set("from", "0");
  }
  return `/plans/${plan_id}/reach?${query}`;
}

/** Return the candidates of a text, a longitude and a latitude a line; null where one is none. */
export function candidatesOf(text: string): Position[] | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const places = lines.map((line) =>
    line
      .trim()
      .split(/[\s,，;；]+/)
      .map(Number),
  );
  const isPlace = (one: readonly number[]) =>
    one.length === 2 && one.every(Number.isFinite) && Math.abs(one[0] ?? 999) <= 180;
  return places.every(isPlace) ? (places as unknown as Position[]) : null;
}

/** Return what is asked for by the form. */
export function requestOf(planId: string, form: SitingForm, minutes: number): object {
  const candidates = candidatesOf(form.candidates);
  return {
    kind: "siting",
    params: {
      plan_id: planId,
      count: form.count,
      objective: form.objective,
      walker: form.walker,
      minutes,
      ...(form.community === "" ? {} : { communities: [form.community] }),
      ...(candidates === null || candidates.length === 0 ? {} : { candidates }),
    },
  };
}

/** Half of the least extent that is looked at, in degrees: some 300 m. */
const AROUND = 0.003;

/** Return the bounds of some places with ground around them; null for none. */
export function boundsOf(places: readonly Position[]): Bounds | null {
  if (places.length === 0) return null;
  const xs = places.map(([x]) => x);
  const ys = places.map(([, y]) => y);
  const [west, south] = [Math.min(...xs) - AROUND, Math.min(...ys) - AROUND];
  return [west, south, Math.max(...xs) + AROUND, Math.max(...ys) + AROUND];
}
