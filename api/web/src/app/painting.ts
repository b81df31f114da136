/** Keeps the map like the state: grids, units, their colours. The state never asks the map. */
import { effect } from "@preact/signals";
import { ThemePainter } from "../features/viewing/themepainter";
import type { MapView } from "../map/mapview";
import type { OpenPlan, OpenUnits } from "../store/state";
import type { App } from "./app";

/** Draw the open plan now and whenever it changes, until the returned function is called. */
export function paintPlan(app: App, map: MapView): () => void {
  const theme = new ThemePainter(map);
  let before: OpenPlan | null = null;
  return effect(() => {
    const state = app.store.state.value;
    const { plan } = state;
    if (plan?.members?.units !== before?.members?.units) showUnits(map, plan?.members ?? null);
    if (plan?.grids !== before?.grids) map.showGrids(plan?.grids ?? new Map());
    theme.paint(state);
    before = plan;
  });
}

function showUnits(map: MapView, members: OpenUnits | null): void {
  map.showUnits(members?.units.setId ?? null, members?.units.bounds ?? null);
  map.fillBy(members ? "near" : "grids");
}
