/** Times and lengths as people say them. */
import { numeral } from "../../words/words";
import { lang, say } from "../shared/language";
import { words } from "./words";

/** Return a time of day: seconds after midnight as 08:05. */
export function clock(seconds: number): string {
  const minutes = Math.round(seconds / 60) % (24 * 60);
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Return a length: metres to the nearest ten, from a kilometre on kilometres. */
export function far(metres: number): string {
  if (metres < 1_000) return say(words.metres, { m: Math.max(5, Math.round(metres / 10) * 10) });
  return say(words.kilometres, { km: numeral(metres / 1_000, lang.value, 1) });
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
