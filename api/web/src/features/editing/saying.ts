/** What editing says aloud: the unit at which the keyboard is, and what a move would do. */
import type { Words } from "../../api/types";
import { codeAt } from "../../plan/assignment";
import { at } from "../../plan/units";
import type { OpenUnits, State } from "../../store/state";
import { saying } from "../../words/words";
import { toldOf } from "./effects";
import { comingOf, previewed } from "./reading";
import { called, words } from "./words";

/** Return what is known of the unit at which the keyboard is. */
export function underCursor(
  { editing }: State,
  { units, shown }: OpenUnits,
  cursor: number,
): Words {
  const code = codeAt(shown, cursor);
  const more = [
    ...(at(shown.locked, cursor) === 1 ? [words.isLocked] : []),
    ...(editing.selection.has(cursor) ? [words.underChosen] : []),
  ];
  const told = (lang: "zh" | "en") => ({
    unit: units.ids[cursor] as string,
    households: at(units.households, cursor),
    grid: called(code, lang),
    community: units.communities[at(units.community, cursor)]?.name ?? "",
  });
  return {
    zh: [saying(words.under, told("zh")).zh, ...more.map(({ zh }) => zh)].join("，"),
    en: [saying(words.under, told("en")).en, ...more.map(({ en }) => en)].join(", "),
  };
}

/** Return what the move that is coming would do, and what stands in its way. */
export function saidOf(state: State): Words[] {
  const coming = comingOf(state);
  const preview = state.plan && coming ? previewed(state.plan, coming) : null;
  if (preview === null) return [];
  const { giving, taking, obstacle } = preview;
  const changes = [...giving, ...(taking ? [taking] : [])].flatMap(({ code, before, after }) =>
    code === null ? [] : [saying(words.wouldHave, { grid: code.slice(-3), before, after })],
  );
  return obstacle ? [...changes, toldOf(obstacle)[0]] : changes;
}
