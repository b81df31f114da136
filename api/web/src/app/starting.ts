/** The first view: what the service tells, the map, the plan that the address names or the newest. */
import { ProblemError, UnreachableError } from "../api/http";
import type { Lang, PlanItem, Start } from "../api/types";
import { watchMap } from "../features/viewing/effects";
import { viewOf } from "../features/viewing/link";
import { Linker } from "../features/viewing/linking";
import { drawsChinese } from "../map/letters";
import { MapView } from "../map/mapview";
import { failed, speak, started } from "../store/commands";
import { common } from "../words/common";
import { type App, attempt } from "./app";
import { paintPlan } from "./painting";

const LANG = "gridmap.lang";

/** Ask the service what there is; it is known when this returns, or why it is not. */
export async function start(app: App): Promise<void> {
  const { store, http } = app;
  try {
    const lang = wantedLang();
    if (lang) http.lang = lang;
    const found = await http.json<Start>("/start");
    http.csrf = found.me.csrf;
    await speakIn(app, lang ?? found.lang);
    store.run(started(found));
  } catch (error) {
    store.run(failed(problemOf(error, store.state.value.lang)));
  }
}

/** Draw the map, and open the first plan. */
export async function begin(app: App, container: HTMLElement): Promise<void> {
  const { start: told, lang } = app.store.state.value;
  if (told === null) return;
  const fonts = drawsChinese() ? [] : (await import("../map/fonts")).chineseFont();
  const { camera } = viewOf(location.search);
  const map = new MapView(container, { bounds: told.bounds, camera, fonts, lang });
  app.map = map;
  const item = firstPlan(told.plans);
  // What is to be shown is fetched while the map gets ready for it.
  const opening = item && attempt(app, () => app.opener.open(item, map.ready));
  await map.ready;
  map.showLayers(told.layers);
  paintPlan(app, map);
  watchMap(app, map);
  await opening;
  new Linker(app, map).begin();
  document.documentElement.dataset.ready = "true";
}

/** Speak another language from now on. */
export async function speakIn(app: App, lang: Lang): Promise<void> {
  app.http.lang = lang;
  localStorage.setItem(LANG, lang);
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = `${common.product[lang]} gridmap`;
  app.store.run(speak(lang));
}

/** The plan that the address names; else the newest that is published; else the newest. */
function firstPlan(plans: readonly PlanItem[]): PlanItem | undefined {
  const asked = new URLSearchParams(location.search).get("plan");
  return (
    plans.find((one) => one.plan_id === asked) ??
    plans.find((one) => one.state === "published") ??
    plans[0]
  );
}

function wantedLang(): Lang | null {
  const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem(LANG);
  return asked === "zh" || asked === "en" ? asked : null;
}

function problemOf(error: unknown, lang: Lang) {
  if (error instanceof ProblemError) return error.problem;
  if (!(error instanceof UnreachableError)) throw error;
  const [detail, remedy] = [common.unreachable[lang], common.unreachableRemedy[lang]];
  return { title: detail, status: 0, detail, remedy };
}
