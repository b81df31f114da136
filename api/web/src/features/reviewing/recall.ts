/** The history as a planner reads it: by days, in sentences, with what can be taken back. */
import type { HistoryEvent, VersionName } from "../../api/reviewing";
import type { Lang, Words } from "../../api/types";
import type { History } from "./state";

export interface Day {
  readonly day: string;
  readonly events: readonly HistoryEvent[];
}

/** Return events, the newest first, by the day on the wall's calendar. */
export function byDay(events: readonly HistoryEvent[], lang: Lang): Day[] {
  const days: { day: string; events: HistoryEvent[] }[] = [];
  for (const event of events) {
    const day = dayOf(event.time, lang);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

/** Return the day of a time of the service. */
export function dayOf(time: string, lang: Lang): string {
  const locale = lang === "zh" ? "zh-CN" : "en-GB";
  return new Date(time).toLocaleDateString(locale, { dateStyle: "full" });
}

/** Return the time of day of a time of the service. */
export function clockOf(time: string, lang: Lang): string {
  const locale = lang === "zh" ? "zh-CN" : "en-GB";
  return new Date(time).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
}

/** Return what an event did; of an undo or redo also what that version was. */
export function sentenceOf(event: HistoryEvent, events: readonly HistoryEvent[]): Words {
  const target = events.find((one) => one.version === event.reverses);
  if (target === undefined) return event.what;
  const [zh, en] = [event.what.zh.replace(/。$/, ""), event.what.en.replace(/\.$/, "")];
  return { zh: `${zh}：${target.what.zh}`, en: `${en}: ${target.what.en}` };
}

/** What a step would act on; "unknown" where the history is not fetched that far back. */
export type Target = HistoryEvent | "nothing" | "unknown";

/** Return the last edit that holds: made or made again, and not taken back since. */
export function toUndo({ events, since }: Pick<History, "events" | "since">): Target {
  const settled = new Set<number>();
  for (const event of events) {
    const version = event.reverses ?? event.version;
    if (settled.has(version)) continue;
    settled.add(version);
    if (event.kind === "undo") continue;
    return events.find((one) => one.version === version) ?? "unknown";
  }
  return since > 1 ? "unknown" : "nothing";
}

/** Return the edit that was taken back last, if no other was made since. */
export function toRedo({ events, since }: Pick<History, "events" | "since">): Target {
  const settled = new Set<number>();
  for (const event of events) {
    if (event.reverses === null) return "nothing";
    const version = event.reverses;
    if (event.kind === "undo" && !settled.has(version)) {
      return events.find((one) => one.version === version) ?? "unknown";
    }
    settled.add(version);
  }
  return since > 1 ? "unknown" : "nothing";
}

/** Return the names of a version. */
export function namesOf(names: readonly VersionName[], version: number): string[] {
  return names.filter((one) => one.version === version).map((one) => one.name);
}
