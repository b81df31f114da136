/** The panel "grids": every grid with its figures as they are shown; a click flies there. */

import type { Geometry } from "geojson";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Bounds } from "../../api/types";
import { type App, useApp, useSay, useState$ } from "../../app/app";
import { choose } from "../../store/commands";
import { common } from "../../words/common";
import { numeral } from "../../words/words";
import { aim } from "./commands";
import { GridLine, ROW_PX } from "./gridline";
import {
  type Column,
  chosenRows,
  type GridRow,
  type Order,
  rowsOf,
  summaryOf,
  type Wanted,
} from "./gridrows";
import { gridWords as words } from "./gridwords";
import { bandOf, targetOf } from "./reading";

const AROUND = 8;
const COLUMNS: readonly Column[] = ["code", "households", "persons", "compounds"];
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

export function GridsPanel() {
  const grids = useState$((state) => state.plan?.grids);
  const members = useState$((state) => state.plan?.members ?? null);
  const band = useState$(bandOf);
  const [order, setOrder] = useState<Order>({ by: "band", falling: true });
  const [wanted, want] = useState<Wanted>({ text: "", community: "", onlyOutside: false });
  const all = useMemo(() => (grids ? rowsOf({ grids, members }) : []), [grids, members]);
  const rows = useMemo(() => chosenRows(all, wanted, order, band), [all, wanted, order, band]);
  return (
    <div class="gd-panel">
      <Totals rows={all} />
      <Filters rows={all} wanted={wanted} want={want} />
      <Table rows={rows} order={order} setOrder={setOrder} />
    </div>
  );
}

function Totals({ rows }: { readonly rows: readonly GridRow[] }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const band = useState$(bandOf);
  const { grids, inBand, special, households } = summaryOf(rows, band);
  return (
    <div data-in-band={inBand}>
      <strong>{say(words.inBandOf, { inBand, all: grids - special })}</strong>{" "}
      <span class="soft">
        {say(words.band, { lower: band.lower, upper: band.upper })}
        {special > 0 && say(words.special, { special })}
        {households !== null && say(words.total, { households: numeral(households, lang) })}
      </span>
    </div>
  );
}

interface FiltersProps {
  readonly rows: readonly GridRow[];
  readonly wanted: Wanted;
  readonly want: (wanted: Wanted) => void;
}

function Filters({ rows, wanted, want }: FiltersProps) {
  const say = useSay();
  const communities = useMemo(
    () => [...new Map(rows.map((one) => [one.communityCode, one.community]))].sort(),
    [rows],
  );
  return (
    <div class="row">
      <input
        type="search"
        class="grow ed-number"
        aria-label={say(words.search)}
        placeholder={say(words.search)}
        value={wanted.text}
        onInput={({ currentTarget }) => want({ ...wanted, text: currentTarget.value })}
      />
      <select
        aria-label={say(common.community)}
        value={wanted.community}
        onChange={({ currentTarget }) => want({ ...wanted, community: currentTarget.value })}
      >
        <option value="">{say(words.allCommunities)}</option>
        {communities.map(([code, name]) => (
          <option key={code} value={code}>
            {name || code}
          </option>
        ))}
      </select>
      <label class="row">
        <input
          type="checkbox"
          checked={wanted.onlyOutside}
          onChange={({ currentTarget }) => want({ ...wanted, onlyOutside: currentTarget.checked })}
        />
        {say(words.onlyOutside)}
      </label>
    </div>
  );
}

interface TableProps {
  readonly rows: readonly GridRow[];
  readonly order: Order;
  readonly setOrder: (order: Order) => void;
}

/** Only rows in view are drawn: a city has thousands of grids. */
function Table({ rows, order, setOrder }: TableProps) {
  const app = useApp();
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [at, goTo] = useState(0);
  const chosen = useState$((state) => state.chosen);
  const target = useState$(targetOf)?.code;
  const here = Math.min(at, rows.length - 1);
  const seen = Math.ceil((box.current?.clientHeight ?? 800) / ROW_PX);
  const first = Math.max(0, Math.floor(top / ROW_PX) - AROUND);
  const shown = rows.slice(first, first + seen + 2 * AROUND);
  const code = chosen?.layer === "grids" ? chosen.id : target;

  const keys = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, here + step));
    goTo(next);
    reveal(box.current, next);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are those of the buttons in it
    <div
      class="gd-table"
      ref={box}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      onKeyDown={keys}
    >
      <table aria-label={say(common.grids)} aria-rowcount={rows.length + 1}>
        <Head order={order} setOrder={setOrder} />
        <tbody>
          <tr style={{ height: `${first * ROW_PX}px` }} />
          {shown.map((row, n) => (
            <GridLine
              key={row.code}
              row={row}
              number={first + n}
              isHere={first + n === here}
              isChosen={row.code === code}
              onChoose={() => {
                goTo(first + n);
                showGrid(app, row.code);
              }}
            />
          ))}
          <tr style={{ height: `${Math.max(0, rows.length - first - shown.length) * ROW_PX}px` }} />
        </tbody>
      </table>
      {rows.length === 0 && <p class="soft">{say(words.nothing)}</p>}
    </div>
  );
}

function Head({ order, setOrder }: Omit<TableProps, "rows">) {
  const say = useSay();
  const turn = (by: Column) =>
    setOrder({ by, falling: order.by === by ? !order.falling : by !== "code" });
  const sorted = (by: Column) => {
    if (order.by !== by) return undefined;
    return order.falling ? "descending" : "ascending";
  };
  return (
    <thead>
      <tr aria-rowindex={1}>
        {COLUMNS.map((by) => (
          <th key={by} scope="col" aria-sort={sorted(by)}>
            <button type="button" class="bare" onClick={() => turn(by)}>
              {say(words[by])}
              {sorted(by) === "descending" && <span aria-hidden="true">▾</span>}
              {sorted(by) === "ascending" && <span aria-hidden="true">▴</span>}
            </button>
          </th>
        ))}
        <th scope="col">
          <span class="hidden-text">{say(words.locked)}</span>
        </th>
      </tr>
    </thead>
  );
}

/** Bring a row into view and give it the focus, once it is drawn. */
function reveal(box: HTMLElement | null, number: number): void {
  if (box === null) return;
  const head = box.querySelector("thead")?.clientHeight ?? 0;
  const top = number * ROW_PX;
  const least = top + ROW_PX + head - box.clientHeight;
  if (box.scrollTop > top) box.scrollTop = top;
  else if (box.scrollTop < least) box.scrollTop = least;
  requestAnimationFrame(() => {
    box.querySelector<HTMLElement>(`[aria-rowindex="${number + 2}"] button`)?.focus();
  });
}

/** Fly to a grid, tell its details, and make it the target of editing. */
function showGrid(app: App, code: string): void {
  const grid = app.store.state.value.plan?.grids.get(code);
  if (grid === undefined) return;
  const bounds = boundsOf(grid.geometry);
  if (bounds) app.map?.flyTo(bounds);
  const { label } = grid.properties;
  app.store.run(
    choose({ layer: "grids", id: code, place: label, properties: { ...grid.properties } }),
  );
  app.store.run(aim({ code }));
}

export function boundsOf(geometry: Geometry | null): Bounds | null {
  if (geometry?.type !== "Polygon" && geometry?.type !== "MultiPolygon") return null;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const places = polygons.flat(2) as [number, number][];
  const xs = places.map(([x]) => x);
  const ys = places.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
