/** Deadlines as offices set them, and how much time is left. */
import type { Words } from "../../api/types";
import { saying } from "../../words/words";
import { words } from "./words";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** When an office closes. */
const EVENING = 18;

export interface Preset {
  readonly name: Words;
  readonly due: Date;
}

/** Return the deadlines to choose from: today's evening while there is time, then whole days. */
export function presets(now: Date): Preset[] {
  const evening = new Date(now);
  evening.setHours(EVENING, 0, 0, 0);
  const after = (hours: number) => new Date(now.getTime() + hours * HOUR_MS);
  return [
    ...(evening.getTime() - now.getTime() >= HOUR_MS
      ? [{ name: words.today, due: evening }]
      : [{ name: saying(words.hours, { count: 4 }), due: after(4) }]),
    { name: saying(words.hours, { count: 24 }), due: after(24) },
    { name: saying(words.days, { count: 3 }), due: after(72) },
    { name: saying(words.days, { count: 7 }), due: after(168) },
  ];
}

/** Return how much time is left until a deadline, or how long ago it was. */
export function remaining(due: string, now: Date): Words {
  const left = new Date(due).getTime() - now.getTime();
  const [amount, unit] =
    Math.abs(left) >= DAY_MS
      ? [Math.floor(Math.abs(left) / DAY_MS), words.days]
      : [Math.floor(Math.abs(left) / HOUR_MS), words.hours];
  const time = saying(unit, { count: amount });
  const around = left < 0 ? words.late : words.left;
  return {
    zh: saying(around, { time: time.zh }).zh,
    en: saying(around, { time: time.en }).en,
  };
}

/** Return a time as a field for date and time takes it, in the time of this place. */
export function fieldOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
