/** Rows of the table of grids: figures as they are shown, sorted and filtered. */
import type { Band, GridFeature } from "../../api/types";
import { type Assignment, NONE } from "../../plan/assignment";
import { allTotals } from "../../plan/groups";
import { placeInBand } from "../../plan/totals";
import { at, type Units } from "../../plan/units";
import type { OpenPlan } from "../../store/state";

export interface GridRow {
  readonly code: string;
  readonly name: string;
  readonly communityCode: string;
  readonly community: string;
  readonly special: boolean;
  readonly locked: boolean;
  readonly households: number | null;
  readonly persons: number | null;
  readonly compounds: number | null;
  /** Whether what is shown is yet to be acknowledged. */
  readonly pending: boolean;
}

export type Column = "band" | "code" | "households" | "persons" | "compounds";

export interface Order {
  readonly by: Column;
  readonly falling: boolean;
}

export interface Wanted {
  readonly text: string;
  readonly community: string;
  readonly onlyOutside: boolean;
}

type Grids = Pick<OpenPlan, "grids" | "members">;

/** Return a row for every grid of the plan, and for those that the service has yet to name. */
export function rowsOf(plan: Grids): GridRow[] {
  const rows = [...plan.grids.values()].map((grid) => rowOf(plan, grid));
  if (plan.members === null) return rows;
  const { units, shown } = plan.members;
  const fresh = [...allTotals(units, shown).keys()].filter((code) => !plan.grids.has(code));
  const compounds = compoundsIn(units, shown);
  return [...rows.filter(({ households }) => households !== NONE), ...fresh.map(newborn)];

  function newborn(code: string): GridRow {
    const { households = 0, persons = 0 } = allTotals(units, shown).get(code) ?? {};
    const first = shown.gridOf.indexOf(shown.codes.indexOf(code));
    const community = units.communities[at(units.community, first)];
    return {
      code,
      name: "",
      communityCode: community?.code ?? "",
      community: community?.name ?? "",
      special: false,
      locked: false,
      households,
      persons,
      compounds: compounds.get(code) ?? 0,
      pending: true,
    };
  }
}

function rowOf(plan: Grids, { id, properties }: GridFeature): GridRow {
  const known = {
    code: id,
    name: properties.name,
    communityCode: properties.community_code,
    community: properties.community,
    special: properties.kind === "special",
    locked: properties.locked,
    households: properties.households,
    persons: properties.persons,
    compounds: properties.compounds,
    pending: false,
  };
  if (plan.members === null) return known;
  const { units, shown, confirmed } = plan.members;
  const now = allTotals(units, shown).get(id);
  const then = allTotals(units, confirmed).get(id);
  // A grid whose last unit is leaving is on its way out.
  if (now === undefined) return then === undefined ? known : { ...known, households: NONE };
  const pending = now.units !== then?.units || now.households !== then.households;
  const { households, persons } = now;
  return {
    ...known,
    households,
    persons,
    compounds: compoundsIn(units, shown).get(id) ?? 0,
    pending,
  };
}

const counted = new WeakMap<Int32Array, ReadonlyMap<string, number>>();

/** Return how many compounds have a unit in each grid, by code. */
export function compoundsIn(
  units: Units,
  { codes, gridOf }: Assignment,
): ReadonlyMap<string, number> {
  const known = counted.get(gridOf);
  if (known) return known;
  const sets = codes.map(() => new Set<number>());
  for (let p = 0; p < gridOf.length; p++) {
    const [grid, compound] = [at(gridOf, p), at(units.compound, p)];
    if (grid !== NONE && compound !== NONE) sets[grid]?.add(compound);
  }
  const found = new Map(codes.map((code, grid) => [code, sets[grid]?.size ?? 0]));
  counted.set(gridOf, found);
  return found;
}

/** Return how far a grid is outside the band; 0 inside, and where it is held in none. */
export function outsideBy({ special, households }: GridRow, band: Band): number {
  if (special || households === null) return 0;
  const place = placeInBand(households, band);
  if (place === "in") return 0;
  return place === "below" ? band.lower - households : households - band.upper;
}

export function chosenRows(
  rows: readonly GridRow[],
  { text, community, onlyOutside }: Wanted,
  { by, falling }: Order,
  band: Band,
): GridRow[] {
  const asked = text.trim().toLowerCase();
  const kept = rows.filter(
    (one) =>
      (community === "" || one.communityCode === community) &&
      (!onlyOutside || outsideBy(one, band) > 0) &&
      `${one.code} ${one.name} ${one.community}`.toLowerCase().includes(asked),
  );
  const figure = (one: GridRow) => (by === "band" ? outsideBy(one, band) : Number(one[by]));
  const direction = falling ? -1 : 1;
  const byCode = (one: GridRow, other: GridRow) => (one.code < other.code ? -1 : 1);
  return kept.sort((one, other) =>
    by === "code"
      ? direction * byCode(one, other)
      : direction * (figure(one) - figure(other)) || byCode(one, other),
  );
}

export interface Summary {
  readonly grids: number;
  readonly inBand: number;
  readonly special: number;
  readonly households: number | null;
}

/** Return the totals of a table; households are null where they are not told. */
export function summaryOf(rows: readonly GridRow[], band: Band): Summary {
  const told = rows.flatMap(({ households }) => households ?? []);
  const ordinary = rows.filter(({ special }) => !special);
  return {
    grids: rows.length,
    inBand: ordinary.filter((one) => one.households !== null && outsideBy(one, band) === 0).length,
    special: rows.length - ordinary.length,
    households: told.length === 0 ? null : told.reduce((sum, one) => sum + one, 0),
  };
}
