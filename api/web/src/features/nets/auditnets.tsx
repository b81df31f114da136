/** Each net in figures, and every two nets beside each other. */
import { useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import type { NetAudit } from "./auditstate";
import { words } from "./auditwords";

export function Nets({ found }: { readonly found: NetAudit }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  return (
    <table class="nt-table">
      <caption>{say(words.nets)}</caption>
      <thead>
        <tr>
          <th scope="col">{say(words.net)}</th>
          <th scope="col">{say(words.grids)}</th>
          <th scope="col">{say(words.inBand)}</th>
          <th scope="col">{say(words.covered)}</th>
          <th scope="col">{say(words.none)}</th>
        </tr>
      </thead>
      <tbody>
        {found.nets.map((one) => (
          <tr key={one.net}>
            <th scope="row">{one.net}</th>
            <td>{one.grids}</td>
            <td>{one.in_band}</td>
            <td>{percent(one.covered_m2, one.ground_m2, 2)}</td>
            <td>{numeral(one.households_none, lang)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Pairs({ found }: { readonly found: NetAudit }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  return (
    <table class="nt-table">
      <caption>{say(words.pairs)}</caption>
      <thead>
        <tr>
          <th scope="col">{say(words.two)}</th>
          <th scope="col">{say(words.edges)}</th>
          <th scope="col">{say(words.alike)}</th>
        </tr>
      </thead>
      <tbody>
        {found.pairs.map((one) => (
          <tr key={one.nets.join()}>
            <th scope="row">{one.nets.join(" – ")}</th>
            <td>
              {say(words.edgesOf, {
                count: one.edges,
                metres: numeral(Math.round(one.edge_m), lang),
              })}
            </td>
            <td>
              {percent(one.households_both - one.households_moved, one.households_both, 1)}
              <span class="soft nt-moved">
                {say(words.moved, { count: numeral(one.households_moved, lang) })}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function percent(part: number, whole: number, decimals: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(decimals)}%` : "–";
}
