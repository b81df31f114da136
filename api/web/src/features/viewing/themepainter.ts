/** Colours grids, units, compounds and labels by the theme; after an edit, only what changed. */
import type { GridFeature } from "../../api/types";
import { DISTINCT, NO_GRID } from "../../map/colours";
import type { MapView } from "../../map/mapview";
import { colourCompounds } from "../../map/touring";
import { codeAt } from "../../plan/assignment";
import type { OpenPlan, OpenUnits, State } from "../../store/state";
import { bandOf, gridsNow, themeNow } from "./figures";
import type { ThemeName } from "./themenames";
import { COMPOUND_KINDS, COMPOUND_STARS, NOT_GIVEN, themeOf } from "./themes";

type Fills = ReadonlyMap<string, string>;

export class ThemePainter {
  private before: readonly unknown[] = [];
  private theme: ThemeName | null = null;
  private painted: { units: OpenUnits["units"]; fills: string[] } | null = null;
  private texts = "";

  constructor(private readonly map: MapView) {}

  /** Bring the colours up to the state. */
  paint(state: State): void {
    const { plan } = state;
    const name = themeNow(state);
    const now = [plan?.grids, plan?.members?.shown, plan?.colours, name, state.viewing.theme];
    if (now.every((one, place) => one === this.before[place])) return;
    this.before = now;
    if (name !== this.theme) this.paintCompounds(name);
    if (plan) this.paintPlan(plan, state, name);
    else this.map.label([]);
  }

  private paintPlan(plan: OpenPlan, state: State, name: ThemeName): void {
    const grids = gridsNow(plan);
    const theme = themeOf(name, grids, bandOf(state));
    const fills = new Map(
      grids.map((one) => [
        one.grid_code,
        theme.colourOf ? theme.colourOf(one) : distinct(plan, one.grid_code),
      ]),
    );
    this.map.paintGrids(fills);
    if (plan.members) this.paintUnits(plan.members, fills);
    const figures = new Map(grids.map((one) => [one.grid_code, theme.figureOf(one)]));
    this.write([...plan.grids.values()], figures);
  }

  private paintUnits({ units, shown }: OpenUnits, fills: Fills): void {
    const known = this.painted?.units === units ? this.painted.fills : [];
    const fresh: string[] = [];
    const rows: number[] = [];
    for (let position = 0; position < units.count; position++) {
      const code = codeAt(shown, position);
      const fill = (code === null ? undefined : fills.get(code)) ?? NO_GRID;
      fresh.push(fill);
      if (known[position] !== fill) rows.push(units.rows[position] as number);
    }
    this.painted = { units, fills: fresh };
    this.map.paintUnits(rows, (row) => fresh[units.positionOfRow.get(row) ?? -1]);
  }

  private write(grids: readonly GridFeature[], figures: ReadonlyMap<string, string>): void {
    const texts = grids.flatMap(({ id, properties: { label } }) =>
      label ? [{ place: label, text: labelOf(id, figures.get(id) ?? "") }] : [],
    );
    const now = JSON.stringify(texts);
    if (now === this.texts) return;
    this.texts = now;
    this.map.label(texts);
  }

  private paintCompounds(name: ThemeName): void {
    this.theme = name;
    colourCompounds(this.map, compoundColours(name));
  }
}

function distinct({ colours }: OpenPlan, code: string): string {
  return DISTINCT[(colours.get(code) ?? code.length) % DISTINCT.length] as string;
}

function labelOf(code: string, figure: string): string {
  const short = code.slice(-3);
  return figure === "" ? short : `${short}\n${figure}`;
}

function compoundColours(name: ThemeName) {
  if (name === "compound-kind") {
    const colours = COMPOUND_KINDS.map(([kind, , colour]) => [kind, colour] as const);
    return { property: "kind", colours, rest: NOT_GIVEN };
  }
  if (name === "compound-stars") {
    const colours = COMPOUND_STARS.map((colour, stars) => [String(stars), colour] as const);
    return { property: "stars", colours, rest: NOT_GIVEN };
  }
  return null;
}
