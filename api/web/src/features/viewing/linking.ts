/** The address names the view, so that it can be kept, sent on, and gone back to. */
import { effect } from "@preact/signals";
import { type App, attempt } from "../../app/app";
import type { MapView } from "../../map/mapview";
import { onMoved } from "../../map/touring";
import type { State } from "../../store/state";
import { picked, viewed } from "./commands";
import { boundsOf } from "./effects";
import { isStep, searchOf, type View, viewOf } from "./link";

/** Keeps the address of one map like its view, and the view like the address. */
export class Linker {
  private last: View;
  /** While an address is being taken up, it is not written. */
  private isTaking = true;

  constructor(
    private readonly app: App,
    private readonly map: MapView,
  ) {
    this.last = viewOf(location.search);
  }

  /** Take up what the address says besides the plan, which is open; from now on, write it. */
  begin(): void {
    this.take(viewOf(location.search), { isFirst: true });
    this.isTaking = false;
    onMoved(this.map, () => this.write());
    this.follow();
    addEventListener("popstate", () => void this.back());
  }

  /** Write the address when a part of the state changes that stands in it. */
  private follow(): void {
    let before: readonly unknown[] = [];
    effect(() => {
      const { plan, viewing, chosen } = this.app.store.state.value;
      const { theme, off, circles, basemap } = viewing;
      const now = [plan?.head.plan_id, theme, off, circles, basemap, chosen?.layer, chosen?.id];
      if (now.every((one, place) => one === before[place])) return;
      before = now;
      this.write();
    });
  }

  private take(view: View, { isFirst }: { readonly isFirst: boolean }): void {
    const { store } = this.app;
    store.run(viewed(view));
    store.run(picked(view.at && { ...view.at, place: null, properties: {} }));
    if (view.camera) this.map.setCamera(view.camera);
    else if (isFirst && view.at?.layer === "grids") this.flyToGrid(view.at.id);
  }

  private flyToGrid(code: string): void {
    const { plan } = this.app.store.state.value;
    const bounds = boundsOf(plan?.grids.get(code)?.geometry ?? null);
    if (bounds) this.map.flyTo(bounds);
  }

  private async back(): Promise<void> {
    const { app } = this;
    const view = viewOf(location.search);
    this.isTaking = true;
    try {
      const { plan, plans } = app.store.state.value;
      const wanted = plans.find((one) => one.plan_id === view.plan);
      if (wanted && wanted.plan_id !== plan?.head.plan_id)
        await attempt(app, () => app.opener.open(wanted));
      this.take(view, { isFirst: false });
      this.last = this.present(app.store.state.value);
    } finally {
      this.isTaking = false;
    }
  }

  private write(): void {
    if (this.isTaking) return;
    const view = this.present(this.app.store.state.value);
    const address = `${location.pathname}${searchOf(view, location.search)}${location.hash}`;
    if (isStep(this.last, view)) history.pushState(null, "", address);
    else if (address !== `${location.pathname}${location.search}${location.hash}`)
      history.replaceState(null, "", address);
    this.last = view;
  }

  private present({ plan, viewing, chosen }: State): View {
    const { theme, off, circles, basemap } = viewing;
    return {
      plan: plan?.head.plan_id ?? null,
      theme,
      off,
      circles,
      basemap,
      at: chosen && { layer: chosen.layer, id: chosen.id },
      camera: this.map.camera(),
    };
  }
}
