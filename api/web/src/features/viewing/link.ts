/** The address of a view: plan, theme, layers, what is chosen, where the map stands. */
import type { Camera } from "../../map/mapview";
import type { Walker } from "./state";
import { THEMES, type ThemeName } from "./themenames";

export interface View {
  readonly plan: string | null;
  readonly theme: ThemeName | null;
  readonly off: readonly string[];
  readonly circles: readonly Walker[];
  readonly basemap: string | null;
  readonly at: { readonly layer: string; readonly id: string } | null;
  readonly camera: Camera | null;
}

const WALKERS: readonly Walker[] = ["adult", "elder"];
const NAMES = ["plan", "theme", "off", "circles", "base", "at", "map"] as const;
const LAYER = /^[a-z]{1,20}$/;

/** Return the view that an address names; what makes no sense in it is passed over. */
export function viewOf(search: string): View {
  const told = new URLSearchParams(search);
  const listed = (name: string) => (told.get(name) ?? "").split(",").filter((one) => one !== "");
  return {
    plan: told.get("plan"),
    theme: THEMES.find((one) => one === told.get("theme")) ?? null,
    off: listed("off").filter((one) => LAYER.test(one)),
    circles: WALKERS.filter((one) => listed("circles").includes(one)),
    basemap: told.get("base"),
    at: thingOf(told.get("at") ?? ""),
    camera: cameraOf(told.get("map") ?? ""),
  };
}

/** Return the query of a view; what other parts keep in the address stays there. */
export function searchOf(view: View, present: string): string {
  const told = new URLSearchParams(present);
  for (const name of NAMES) told.delete(name);
  const put = (name: (typeof NAMES)[number], value: string | null) => {
    if (value) told.set(name, value);
  };
  put("plan", view.plan);
  put("theme", view.theme);
  put("off", [...view.off].sort().join(","));
  put("circles", view.circles.join(","));
  put("base", view.basemap);
  put("at", view.at && `${view.at.layer}:${view.at.id}`);
  put("map", view.camera && placed(view.camera));
  const query = told
    .toString()
    .replaceAll("%2C", ",")
    .replaceAll("%2F", "/")
    .replaceAll("%3A", ":");
  return query === "" ? "" : `?${query}`;
}

/** Return whether going from one view to the other is a step that "back" should undo. */
export function isStep(before: View, after: View): boolean {
  const steady = (view: View) => searchOf({ ...view, camera: null }, "");
  return steady(before) !== steady(after);
}

function placed({ centre: [lon, lat], zoom }: Camera): string {
  return `${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
}

function cameraOf(text: string): Camera | null {
  const numbers = text.split("/").map(Number);
  const [zoom, lat, lon] = numbers;
  if (numbers.length !== 3 || zoom === undefined || lat === undefined || lon === undefined)
    return null;
  const isThere = Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 24;
  return isThere ? { centre: [lon, lat], zoom } : null;
}

function thingOf(text: string): View["at"] {
  const cut = text.indexOf(":");
  const [layer, id] = [text.slice(0, Math.max(0, cut)), text.slice(cut + 1)];
  return LAYER.test(layer) && id !== "" ? { layer, id } : null;
}
