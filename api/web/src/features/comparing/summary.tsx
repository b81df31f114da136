/** What differs, in figures: how many moved, and both plans side by side. */
import { useSay, useState$ } from "../../app/app";
import { common } from "../../words/common";
import { numeral } from "../../words/words";
import type { ComparedPlan, Difference } from "./types";
import { words } from "./words";

export function Summary({ found }: { readonly found: Difference }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const told = (count: number | null) =>
    count === null ? say(words.few) : say(words.households, { count: numeral(count, lang) });
  const plain = (count: number | null) => (count === null ? "–" : numeral(count, lang));
  return (
    <div class="stack">
      <p class="cmp-headline">
        {say(words.moved)} <strong>{told(found.households)}</strong>{" "}
        {found.share !== null && (
          <span class="soft">
            {say(words.ofAll, { share: numeral(100 * found.share, lang, 1) })}
          </span>
        )}
        {found.recoded !== null && found.recoded !== 0 && (
          <span class="soft">
            {" "}
            {say(words.recoded)} {told(found.recoded)}
          </span>
        )}
      </p>
      {found.compared_by === "buildings" && (
        <p class="soft">
          {say(words.byBuildings, {
            built: plain(found.built),
            gone: plain(found.gone),
          })}
        </p>
      )}
      {found.least_told !== null && (
        <p class="soft">{say(words.withheld, { least: found.least_told })}</p>
      )}
      <Figures found={found} />
    </div>
  );
}

function Figures({ found }: { readonly found: Difference }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const plain = (count: number | null) => (count === null ? "–" : numeral(count, lang));
  const sides = [found.before, found.after];
  const rows: readonly (readonly [string, (plan: ComparedPlan) => string])[] = [
    [say(words.grids), (plan) => numeral(plan.grids, lang)],
    [
      say(words.inBand),
      (plan) => `${numeral(plan.in_band, lang)} / ${numeral(plan.ordinary_grids, lang)}`,
    ],
    [say(words.hard), (plan) => numeral(plan.hard_violations, lang)],
    [say(common.households), (plan) => plain(plan.households)],
    [say(words.unassigned), (plan) => plain(plan.unassigned_households)],
  ];
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">
            <span class="hidden-text">{say(words.figure)}</span>
          </th>
          {(["before", "after"] as const).map((side) => (
            <th scope="col" class="number" key={side}>
              {say(words[side])} v{found[side].version}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, figure]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {sides.map((plan, side) => (
              <td class="number" key={side}>
                {figure(plan)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
