/** The sheet of paper: A4 landscape with map, legend, scale bar, date, version. */
import { createPortal } from "preact/compat";
import { useEffect, useRef } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { common } from "../../words/common";
import { moment, numeral } from "../../words/words";
import { printing } from "./commands";
import { factsOfGrid } from "./facts";
import { bandOf } from "./figures";
import { Legend, useGrids } from "./legend";
import { roundBar } from "./scale";
import type { Printing } from "./state";
import { LayerSign, SWITCHED } from "./symbols";
import { words } from "./words";
import "./print.css";

/** Share of the width of the picture that the scale bar may take. */
const BAR_SHARE = 0.22;

export function PrintSheet() {
  const sheet = useState$((state) => state.viewing.printing);
  return sheet && createPortal(<Sheet sheet={sheet} />, document.body);
}

function Sheet({ sheet }: { readonly sheet: Printing }) {
  const { store } = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const head = useState$((state) => state.plan?.head);
  const product = useState$((state) => state.start?.version);
  const picture = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const done = () => store.run(printing(null));
    addEventListener("afterprint", done);
    void picture.current?.decode().then(() => window.print());
    return () => removeEventListener("afterprint", done);
  }, [store]);
  const title = head?.name ?? say(common.product);
  return (
    <div class="print-sheet" lang={lang === "zh" ? "zh-CN" : "en"}>
      <header>
        <h1>{title}</h1>
        <span>
          {head && `${say(common[head.state])} · ${say(words.version)} ${head.version} · `}
          {moment(new Date().toISOString(), lang)}
        </span>
      </header>
      <div class="print-map">
        <img ref={picture} src={sheet.picture} alt={say(common.map)} />
        <ScaleBar widthM={sheet.widthM} />
        <NorthArrow />
      </div>
      <aside>
        <Legend />
        <Symbols />
        <ChosenGrid />
      </aside>
      <footer>
        <span>{say(words.reviewNumber)}：＿＿＿＿＿＿＿＿</span>
        <span>{say(words.madeBy)}：＿＿＿＿＿＿</span>
        <span>{say(words.approvedBy)}：＿＿＿＿＿＿</span>
        <span class="grow" />
        <span>{say(words.crs)}</span>
        <span>
          gridmap {product}
          {head && ` · ${head.plan_id.slice(0, 8)}-v${head.version}`}
        </span>
      </footer>
    </div>
  );
}

function ScaleBar({ widthM }: { readonly widthM: number }) {
  const lang = useState$((state) => state.lang);
  const length = roundBar(widthM * BAR_SHARE);
  const isFar = length >= 1_000;
  const told = numeral(isFar ? length / 1_000 : length, lang);
  const unit = { zh: isFar ? "公里" : "米", en: isFar ? "km" : "m" }[lang];
  return (
    <div class="print-scale" style={{ width: `${(length / widthM) * 100}%` }}>
      {told} {unit}
    </div>
  );
}

function NorthArrow() {
  const say = useSay();
  return (
    <svg class="print-north" width="34" height="46" viewBox="0 0 34 46" aria-hidden="true">
      <path d="M17 2 L27 32 L17 26 L7 32 Z" fill="#1d2b2f" />
      <text x="17" y="45" text-anchor="middle" font-size="12">
        {say(words.north)}
      </text>
    </svg>
  );
}

/** The layers that are shown, as they are drawn. */
function Symbols() {
  const say = useSay();
  const layers = useState$((state) => state.start?.layers) ?? [];
  const off = useState$((state) => state.viewing.off);
  const there = SWITCHED.flatMap((name) => layers.filter((one) => one.name === name));
  return (
    <ul class="viewing-classes">
      {there
        .filter((one) => !off.includes(one.name))
        .map(({ name, title }) => (
          <li key={name}>
            <LayerSign layer={name} />
            <span>{say(title)}</span>
          </li>
        ))}
    </ul>
  );
}

/** The figures of the grid that is chosen: the sheet is then that of the grid. */
function ChosenGrid() {
  const say = useSay();
  const band = useState$(bandOf);
  const chosen = useState$((state) => state.chosen);
  const grid = useGrids().find((one) => one.grid_code === chosen?.id);
  if (chosen?.layer !== "grids" || !grid) return null;
  return (
    <div>
      <h3>
        {say(words.grid)} {grid.name || grid.grid_code}
      </h3>
      <dl class="viewing-facts">
        {factsOfGrid(grid, band).map(({ label, value }) => (
          <div key={label.en}>
            <dt>{say(label)}</dt>
            <dd>{say(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
