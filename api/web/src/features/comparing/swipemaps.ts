/** The two maps of a swipe: made, drawn, kept together, and taken away. */
import type { Feature } from "geojson";
import type { GridFeature } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { householdsColour } from "../../map/colours";
import { drawsChinese } from "../../map/letters";
import { MapView } from "../../map/mapview";
import { keepTogether } from "../../map/together";
import { bothPlans } from "./effects";
import type { ComparedPlan, Difference, Succession } from "./types";

export class SwipeMaps {
  private maps: readonly [before: MapView, after: MapView] | null = null;
  private picked: Succession | null = null;
  private isDrawn = false;
  private readonly asked = new AbortController();
  private apart: () => void = () => undefined;

  constructor(
    private readonly app: App,
    left: HTMLElement,
    right: HTMLElement,
    found: Difference,
  ) {
    void this.begin(left, right, found);
  }

  /** Mark a grid as it was and as it is, and go there. */
  mark(row: Succession | null): void {
    this.picked = row;
    if (this.maps === null || !this.isDrawn) return;
    const [before, after] = this.maps;
    before.markGrids(new Set(row?.old ? [row.old] : []));
    after.markGrids(new Set(row?.new ? [row.new] : []));
    if (row) before.flyTo(row.bounds);
  }

  /** Take the maps away; the map below goes where they were. */
  end(): void {
    this.asked.abort();
    this.apart();
    if (this.maps) this.app.map?.setCamera(this.maps[0].camera());
    for (const map of this.maps ?? []) map.destroy();
    this.maps = null;
  }

  private async begin(left: HTMLElement, right: HTMLElement, found: Difference): Promise<void> {
    const { app } = this;
    const { start, lang } = app.store.state.value;
    const fonts = drawsChinese() ? [] : (await import("../../map/fonts")).chineseFont();
    if (this.asked.signal.aborted) return;
    const camera = app.map?.camera() ?? null;
    const [before, after] = [left, right].map((one) => new MapView(one, { camera, fonts, lang }));
    if (!before || !after) return;
    this.maps = [before, after];
    this.apart = keepTogether(before, after);
    const features = attempt(app, () => bothPlans(app, this.asked.signal));
    await Promise.all([before.ready, after.ready]);
    const shapes = await features.catch((error) => {
      if (!this.asked.signal.aborted) throw error;
      return null;
    });
    if (this.asked.signal.aborted || shapes === null) return;
    for (const map of this.maps) map.showLayers(start?.layers ?? []);
    showPlan(before, found.before, ofRole(shapes, "before"));
    showPlan(after, found.after, ofRole(shapes, "after"));
    this.isDrawn = true;
    if (this.picked) this.mark(this.picked);
    left.parentElement?.setAttribute("data-drawn", "true");
  }
}

function ofRole(shapes: readonly Feature[], role: string): GridFeature[] {
  const grids = shapes.filter((one) => one.properties?.role === role);
  // What the service tells of them is what /plans/{id}/outlines tells, but for the id.
  return grids.map((one) => ({ ...one, id: one.properties?.grid_code }) as unknown as GridFeature);
}

function showPlan(map: MapView, plan: ComparedPlan, grids: readonly GridFeature[]): void {
  map.showGrids(new Map(grids.map((one) => [one.id, one])));
  const colour = ({ properties: { households, kind } }: GridFeature) =>
    householdsColour(households, kind, plan.band);
  map.paintGrids(new Map(grids.map((one) => [one.id, colour(one)])));
  map.label(
    grids.flatMap(({ properties: { label, grid_code: code, households } }) =>
      label ? [{ place: label, text: `${code.slice(-3)}\n${households ?? "<10"}` }] : [],
    ),
  );
}
