/** Grids with the figures that hold now, with what is pending, before the service tells them. */
import type { Band, Grid } from "../../api/types";
import { totalsOf } from "../../plan/totals";
import type { OpenPlan, State } from "../../store/state";
import type { ThemeName } from "./themenames";

type Parts = Pick<OpenPlan, "grids" | "members">;

/** Map, legend and card ask for the same figures after each edit: the last ones are kept. */
let last: { readonly parts: Parts; readonly found: readonly Grid[] } | null = null;

/** Return the grids of a plan; those that an edit just made have no outline yet. */
export function gridsNow({ grids, members }: Parts): readonly Grid[] {
  const isKnown = last?.parts.grids === grids && last.parts.members === members;
  if (last === null || !isKnown)
    last = { parts: { grids, members }, found: counted({ grids, members }) };
  return last.found;
}

function counted({ grids, members }: Parts): Grid[] {
  if (members === null) return [...grids.values()].map((one) => one.properties);
  const found: Grid[] = [];
  for (const [code, { households, persons, buildings }] of totalsOf(members.units, members.shown)) {
    const known = grids.get(code)?.properties ?? fresh(code);
    found.push({ ...known, households, persons, buildings });
  }
  return found;
}

export function bandOf(state: State): Band {
  const { plan, start } = state;
  if (plan && "band" in plan.head && plan.head.band) return plan.head.band;
  const [lower, upper] = start?.band ?? [300, 500];
  return { lower, upper };
}

/** Return the theme that holds: what was chosen, else what suits whoever looks. */
export function themeNow({ viewing, plan }: State): ThemeName {
  return viewing.theme ?? (plan?.members ? "distinct" : "households");
}

function fresh(code: string): Grid {
  return {
    grid_code: code,
    grid_uuid: "",
    community_code: code.slice(0, 12),
    community: "",
    name: "",
    kind: "ordinary",
    purpose: null,
    locked: false,
    retired: false,
    version: 0,
    households: 0,
    persons: 0,
    buildings: 0,
    compounds: 0,
    area_m2: 0,
    deviation_pct: 0,
    mean_distance_m: 0,
    service_radius_m: 0,
    roundness: 0,
  };
}
