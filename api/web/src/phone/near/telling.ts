/** Times and distances in words. */
import type { Lang, Words } from "../../api/types";
import { filled, saying } from "../../words/words";
import type { Near, Station } from "./types";
import { words } from "./words";

const MINUTE_S = 60;
const LONGEST_MIN = 120;

/** Return how long a walk takes; a minute that has begun counts. */
export function duration(seconds: number): Words {
  const minutes = Math.max(1, Math.ceil(seconds / MINUTE_S));
  if (minutes <= LONGEST_MIN) return saying(words.minutes, { count: minutes });
  return saying(words.hours, { count: Math.floor(minutes / 60) });
}

/** Return how far it is: metres to the ten, kilometres with one decimal. */
export function distance(metres: number): Words {
  if (metres < 995) return saying(words.metres, { count: Math.round(metres / 10) * 10 });
  return saying(words.kilometres, { count: (metres / 1000).toFixed(1) });
}

/** Return whether a station is open, and until or from when. */
export function openness(
  { state, changes }: Pick<Station, "state" | "changes">,
  at: string,
): Words {
  if (state === "unknown") return words.unknown;
  if (state === "open")
    return changes === null ? words.openAlways : timed(words.openUntil, changes, at);
  return changes === null ? words.closed : timed(words.closedUntil, changes, at);
}

/** Phones of Apple have no map for `geo:`. */
export function isApple(): boolean {
  return /iPhone|iPad|iPod|Macintosh/.test(navigator.userAgent);
}

/** Return the nearest station that is open, and the others, the nearest first. */
export function sorted({ stations, nearest_open }: Near) {
  const best = stations.find((one) => one.station_id === nearest_open) ?? null;
  return { best, others: stations.filter((one) => one !== best) };
}

function timed(told: Words, changes: string, at: string): Words {
  const time = (lang: Lang) => filled(told[lang], { time: moment(changes, at, lang) });
  return { zh: time("zh"), en: time("en") };
}

/**
 * Return a moment as one says it from another; both carry the clock of the place, which is read
 * as it stands: the phone may be set to another.
 */
export function moment(changes: string, at: string, lang: Lang): string {
  const time = changes.slice(11, 16);
  const days = dayOf(changes) - dayOf(at);
  // What shuts at midnight shuts today.
  if (days === 1 && time === "00:00") return "24:00";
  if (days === 0) return time;
  if (days === 1) return filled(words.tomorrow[lang], { time });
  const day = new Date(dayOf(changes) * DAY_MS).toLocaleDateString(
    lang === "zh" ? "zh-CN" : "en-GB",
    { weekday: "long", timeZone: "UTC" },
  );
  return filled(words.onDay[lang], { day, time });
}

const DAY_MS = 86_400_000;

function dayOf(time: string): number {
  return Date.parse(`${time.slice(0, 10)}T00:00:00Z`) / DAY_MS;
}
