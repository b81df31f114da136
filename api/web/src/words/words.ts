/** What the client says, in both languages. Each feature keeps its words in its own `words.ts`. */
import type { Lang, Words } from "../api/types";

export type Dictionary = Readonly<Record<string, Words>>;

/** Return a text with what stands in braces put in: `{count}`. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Return words with what stands in braces put in, in both languages. */
export function saying(words: Words, values: Readonly<Record<string, string | number>>): Words {
  return { zh: filled(words.zh, values), en: filled(words.en, values) };
}

/** Return a number as people of a language write it, with a fixed number of decimals. */
export function numeral(value: number, lang: Lang, decimals = 0): string {
  return value.toLocaleString(lang === "zh" ? "zh-CN" : "en-GB", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** Return a time of the service (ISO 8601, UTC) as the clock on the wall shows it. */
export function moment(time: string, lang: Lang): string {
  const locale = lang === "zh" ? "zh-CN" : "en-GB";
  return new Date(time).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}
