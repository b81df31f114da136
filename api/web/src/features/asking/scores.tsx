/** Scores and grids before and after. */
import { useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { shortCode } from "../violations/drawing";
import type { Preview, Scores } from "./types";
import { scoreNames, words } from "./words";

type Name = Exclude<keyof typeof scoreNames, "moved">;

const SHOWN: readonly Name[] = [
  "grids",
  "in_band",
  "deviation_pct",
  "mean_distance_m",
  "splits",
  "crossings",
  "hard",
];
/** Of these more is better; of the others less is, and the number of grids is neither. */
const MORE = new Set<Name>(["in_band"]);

export function useScore(): (scores: Scores, name: Name) => string {
  const lang = useState$((state) => state.lang);
  return (scores, name) => {
    if (name === "deviation_pct") return `${numeral(scores[name], lang, 1)}%`;
    if (name === "mean_distance_m") return `${numeral(scores[name], lang)} m`;
    return numeral(scores[name], lang);
  };
}

export function ScoreTable({ preview }: { readonly preview: Preview }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const score = useScore();
  const { before, after } = preview;
  return (
    <table class="as-scores">
      <thead>
        <tr>
          <th>{say(words.score)}</th>
          <th class="number">{say(words.now)}</th>
          <th class="number">{say(words.after)}</th>
        </tr>
      </thead>
      <tbody>
        {SHOWN.map((name) => (
          <tr key={name}>
            <th scope="row">{say(scoreNames[name])}</th>
            <td class="number">{score(before, name)}</td>
            <td class={`number ${turnOf(before, after, name)}`}>{score(after, name)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{say(scoreNames.moved)}</th>
          <td class="number" />
          <td class="number">{numeral(preview.moved, lang)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function turnOf(before: Scores, after: Scores, name: Name): string {
  // What is shown as equal is not told as better.
  const digits = name === "deviation_pct" ? 10 : 1;
  const change = Math.round(after[name] * digits) - Math.round(before[name] * digits);
  if (change === 0 || name === "grids") return "";
  return change > 0 === MORE.has(name) ? "as-better" : "as-worse";
}

export function GridTable({ preview }: { readonly preview: Preview }) {
  const say = useSay();
  const band = useState$((state) => state.plan?.head.band);
  const isOut = (count: number) => band && count > 0 && (count < band.lower || count > band.upper);
  const shown = preview.grids.filter((one) => one.before !== one.after);
  return (
    <details open={shown.length <= 6}>
      <summary>{say(words.changedGrids, { count: preview.grids.length })}</summary>
      <table class="as-scores">
        <thead>
          <tr>
            <th>{say(words.grid)}</th>
            <th class="number">{say(words.now)}</th>
            <th class="number">{say(words.after)}</th>
          </tr>
        </thead>
        <tbody>
          {preview.grids.map(({ grid_code: code, before, after, kind }) => (
            <tr key={code}>
              <th scope="row" title={code}>
                …{shortCode(code)}
              </th>
              <td class={kind === "ordinary" && isOut(before) ? "number as-worse" : "number"}>
                {before === 0 ? <span class="soft">{say(words.isNew)}</span> : before}
              </td>
              <td class={kind === "ordinary" && isOut(after) ? "number as-worse" : "number"}>
                {after === 0 && before > 0 ? <span class="soft">{say(words.gone)}</span> : after}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
