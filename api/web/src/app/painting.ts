/** Keeps the map like the state: grids, units, their colours. The state never asks the map. */
import { effect } from "@preact/signals";
import { DISTINCT, householdsColour, NO_GRID } from "../map/colours";
import type { MapView } from "../map/mapview";
import { type Assignment, codeAt } from "../plan/assignment";
import type { OpenPlan, OpenUnits } from "../store/state";
import type { App } from "./app";

/** Draw the open plan now and whenever it changes, until the returned function is called. */
export function paintPlan(app: App, map: MapView): () => void {
  let before: OpenPlan | null = null;
  return effect(() => {
    const { plan } = app.store.state.value;
    if (plan === before) return;
    if (plan?.members?.units !== before?.members?.units) showUnits(map, plan?.members ?? null);
    if (plan?.grids !== before?.grids) showGrids(map, plan);
    if (plan?.members) paintUnits(map, plan, before);
    before = plan;
  });
}

function showUnits(map: MapView, members: OpenUnits | null): void {
  map.showUnits(members?.units.setId ?? null, members?.units.bounds ?? null);
  map.fillBy(members ? "units" : "grids");
}

function showGrids(map: MapView, plan: OpenPlan | null): void {
  const grids = plan?.grids ?? new Map();
  map.showGrids(grids);
  const band = plan && "band" in plan.head ? plan.head.band : { lower: 300, upper: 500 };
  map.paintGrids(
    new Map(
      [...grids.values()].map(({ id, properties }) => [
        id,
        householdsColour(properties.households, properties.kind, band),
      ]),
    ),
  );
  map.label(
    [...grids.values()].flatMap(({ properties }) =>
      properties.label ? [{ place: properties.label, text: labelOf(properties) }] : [],
    ),
  );
}

function labelOf({
  grid_code: code,
  households,
}: {
  grid_code: string;
  households: number | null;
}) {
  return households === null ? code.slice(-3) : `${code.slice(-3)}\n${households}`;
}

/** Give units the colours of their grids; after an edit, only those that moved. */
function paintUnits(map: MapView, plan: OpenPlan, before: OpenPlan | null): void {
  if (plan.members === null) return;
  const { units, shown } = plan.members;
  const old = before?.members;
  if (old?.shown === shown && before?.colours === plan.colours) return;
  const all = old?.units !== units || before?.colours !== plan.colours;
  const positions = all ? units.rows.keys() : changed(old.shown, shown);
  const rows = function* () {
    for (const position of positions) yield units.rows[position] as number;
  };
  map.paintUnits(rows(), (row) => {
    const code = codeAt(shown, units.positionOfRow.get(row) ?? -1);
    if (code === null || code === undefined) return NO_GRID;
    const colour = plan.colours.get(code);
    return colour === undefined ? DISTINCT[code.length % DISTINCT.length] : DISTINCT[colour];
  });
}

function* changed(before: Assignment, after: Assignment): Generator<number> {
  for (let p = 0; p < after.gridOf.length; p++) {
    if (codeAt(before, p) !== codeAt(after, p)) yield p;
  }
}
