/** Effects of hazards: reading what is due, setting the rain level. */
import { type App, attempt } from "../../app/app";
import { notify } from "../../store/commands";
import { saying } from "../../words/words";
import { picked } from "../viewing/commands";
import { setting, told } from "./commands";
import type { DueList, Hazard, Rain, RainInfo } from "./types";
import { words } from "./words";

/** Read the rain level that holds and every hazard with the day on which it is due. */
export async function read(app: App): Promise<void> {
  const found = await attempt(app, () =>
    Promise.all([
      app.http.json<RainInfo>("/hazards/rain"),
      app.http.json<DueList>("/hazards/due?all=true"),
    ]),
  );
  if (found !== null) app.store.run(told(...found));
}

/** Set the rain level for everybody; what is due is read again. */
export async function setRain(app: App, level: Rain): Promise<void> {
  app.store.run(setting(true));
  const set = await attempt(app, () =>
    app.http.json<RainInfo>("/hazards/rain", { method: "PUT", json: { level } }),
  );
  if (set !== null) {
    await read(app);
    const count = countDue(app);
    app.store.run(notify("done", saying(words.isSet[level === "none" ? "off" : "on"], { count })));
  }
  app.store.run(setting(false));
}

function countDue(app: App): number {
  const counts = app.store.state.value.hazards.list?.counts;
  return counts ? counts.overdue + counts.due : 0;
}

/** Look at a hazard: its card opens, the map flies there. */
export function visit(app: App, one: Hazard): void {
  const { hazard_id: id, place } = one;
  app.store.run(picked({ layer: "hazards", id, place, properties: {} }));
  app.map?.flyTo(place, 16);
}
