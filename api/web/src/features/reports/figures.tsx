/** Figures of the grids of the open plan. */
import { Download } from "lucide-preact";
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { filterBy, turnTo } from "./commands";
import { busy } from "./listing";
import type { Figures, GridFigures } from "./types";
import { words } from "./words";

export function FiguresTable() {
  const say = useSay();
  const figures = useState$((state) => state.reports.figures);
  const planId = useState$((state) => state.plan?.head.plan_id);
  if (figures === null || planId === undefined) return <p class="soft">{say(words.loading)}</p>;
  const grids = busy(figures.grids);
  const quiet = figures.grids.length - grids.length;
  return (
    <>
      <Whole figures={figures.whole} />
      <div class="re-wide">
        <table class="re-figures">
          <thead>
            <tr>
              <th scope="col">{say(words.grid)}</th>
              <th scope="col" class="number">
                {say(words.reported)}
              </th>
              <th scope="col" class="number">
                {say(words.openShort)}
              </th>
              <th scope="col" class="number">
                {say(words.overdue)}
              </th>
              <th scope="col" class="number">
                {say(words.sameDayShort)}
              </th>
              <th scope="col" class="number">
                {say(words.medianShort)}
              </th>
            </tr>
          </thead>
          <tbody>
            {grids.map((one) => (
              <Row key={one.grid_code ?? ""} one={one} />
            ))}
          </tbody>
        </table>
      </div>
      {quiet > 0 && <p class="soft">{say(words.quiet, { count: quiet })}</p>}
      <p class="soft re-small">{say(words.counted)}</p>
      <div class="row">
        {(["xlsx", "csv"] as const).map((format) => (
          <a
            key={format}
            class="button"
            href={`/reports/file?plan_id=${planId}&format=${format}`}
            download
          >
            <Download size={16} aria-hidden="true" />
            {say(format === "xlsx" ? words.asXlsx : words.asCsv)}
          </a>
        ))}
      </div>
    </>
  );
}

function Whole({ figures }: { readonly figures: Figures }) {
  const say = useSay();
  const told = useTold();
  const tiles: [string, string, boolean][] = [
    [say(words.reported), told.count(figures.count), false],
    [say(words.open), told.count(figures.open), false],
    [say(words.overdue), told.count(figures.overdue), figures.overdue > 0],
    [say(words.sameDay), told.rate(figures), false],
    [say(words.median), told.hours(figures), false],
  ];
  return (
    <dl class="re-tiles">
      {tiles.map(([name, value, isBad]) => (
        <div key={name} class={isBad ? "re-bad" : ""}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Row({ one }: { readonly one: GridFigures }) {
  const { store } = useApp();
  const say = useSay();
  const told = useTold();
  const grid = useState$((state) =>
    one.grid_code === null ? undefined : state.plan?.grids.get(one.grid_code)?.properties,
  );
  const name = grid ? `${grid.community} ${one.name || one.grid_code?.slice(-3)}` : one.grid_code;
  const list = () => {
    store.run(filterBy({ grid: one.grid_code, which: "all" }));
    store.run(turnTo("list"));
  };
  return (
    <tr data-grid={one.grid_code}>
      <th scope="row">
        {one.grid_code === null ? (
          say(words.noGrid)
        ) : (
          <button type="button" class="bare re-name" onClick={list}>
            {name}
          </button>
        )}
      </th>
      <td class="number">{told.count(one.count)}</td>
      <td class="number">{told.count(one.open)}</td>
      <td class={one.overdue > 0 ? "number re-bad" : "number"}>{told.count(one.overdue)}</td>
      <td class="number">{told.rate(one)}</td>
      <td class="number">{told.hours(one)}</td>
    </tr>
  );
}

/** Return how figures are told in the language of the user. */
function useTold() {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  return {
    count: (value: number) => numeral(value, lang),
    rate: ({ same_day_rate: rate }: Figures) =>
      rate === null ? "—" : `${numeral(100 * rate, lang)}%`,
    hours: ({ median_hours: hours }: Figures) =>
      hours === null ? "—" : say(words.inHours, { hours: numeral(hours, lang, 1) }),
  };
}
