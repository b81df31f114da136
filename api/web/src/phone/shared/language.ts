/** The language of a phone's page: what the address asks for, what was chosen, what the browser speaks. */
import { signal } from "@preact/signals";
import type { Lang, Words } from "../../api/types";
import { filled } from "../../words/words";

const KEPT = "gridmap.lang";

function first(): Lang {
  const asked = new URLSearchParams(location.search).get("lang") ?? kept();
  if (asked === "zh" || asked === "en") return asked;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The language that is spoken; components that read it are drawn anew when it changes. */
export const lang = signal<Lang>(first());

/** Speak another language from now on. */
export function speak(wanted: Lang): void {
  lang.value = wanted;
  try {
    localStorage.setItem(KEPT, wanted);
  } catch {
    // Nothing can be kept here: it is asked again next time.
  }
}

/** Return a text in the language that is spoken, with what stands in braces put in. */
export function say(words: Words, values: Readonly<Record<string, string | number>> = {}): string {
  return filled(words[lang.value], values);
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
