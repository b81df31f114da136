/** Households out of reach by grid, before and now; a click flies there. */
import { useMemo } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { visitGrid } from "./effects";
import { type Row, rowsOf } from "./listing";
import type { Reach } from "./types";
import { words } from "./words";

export function Table({ reach }: { readonly reach: Reach }) {
  const say = useSay();
  const { ofAny, onlyOut } = useState$((state) => state.stations);
  const rows = useMemo(() => rowsOf(reach, { ofAny, onlyOut }), [reach, ofAny, onlyOut]);
  if (rows.length === 0) return <p class="st-none">{say(words.nothingOut)}</p>;
  return (
    <div class="st-table">
      <table aria-label={say(words.table)}>
        <thead>
          <tr>
            <th scope="col">{say(words.grid)}</th>
            <th scope="col" class="number">
              {say(words.count)}
            </th>
            <th scope="col">{say(words.stations)}</th>
            <th scope="col" class="number">
              {say(words.adult)}
            </th>
            <th scope="col" class="number">
              {say(words.elder)}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.code} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ row }: { readonly row: Row }) {
  const app = useApp();
  const say = useSay();
  const isChosen = useState$((state) => state.stations.grid === row.code);
  const hasStation = row.stations.length > 0;
  return (
    <tr class={isChosen ? "st-chosen" : ""} data-grid={row.code}>
      <th scope="row">
        <button
          type="button"
          class="bare st-grid"
          aria-pressed={isChosen}
          title={row.code}
          onClick={() => visitGrid(app, row.code)}
        >
          <span class="soft">{row.code.slice(-6, -3)}</span>
          {row.name || row.code.slice(-3)}
        </button>
      </th>
      <td class="number">{row.households}</td>
      <td class={hasStation ? "" : "st-bad"}>
        {hasStation ? row.stations.join("、") : say(words.noStation)}
        {hasStation && <span class="st-change soft">{meanOf(row, say)}</span>}
      </td>
      <Count now={row.adult} was={row.adultBefore} />
      <Count now={row.elder} was={row.elderBefore} />
    </tr>
  );
}

function Count({ now, was }: { readonly now: number; readonly was: number | null }) {
  const say = useSay();
  const isChanged = was !== null && was !== now;
  return (
    <td class="number">
      <span class={now > 0 ? "st-out" : "soft"}>{now}</span>
      {isChanged && (
        <span class={now < was ? "st-change st-good" : "st-change st-bad"}>
          {say(words.was, { count: was })}
        </span>
      )}
    </td>
  );
}

function meanOf(row: Row, say: ReturnType<typeof useSay>): string {
  if (row.meanM === null) return say(words.beyond);
  return say(words.mean, { metres: Math.round(row.meanM) });
}
