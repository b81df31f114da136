/** Published totals beside the plan: a table that is compared after every edit, and a strip. */
import { Check, FileDown, TriangleAlert, Upload } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { showPanel } from "../../store/commands";
import { showPart } from "./commands";
import "./unifying.css";
import { askTotals, keepTotal, sendTotals } from "./unifyingeffects";
import { figureOf, type Place, placesOf } from "./unifyingreading";
import { type Counts, QUANTITIES, type Totals } from "./unifyingstate";
import { words } from "./unifyingwords";

/** Ask again whenever another plan is open, or another version of it. */
function useTotals(): Totals | null {
  const app = useApp();
  const may = useState$((state) => state.start?.me.may_write === true);
  const id = useState$((state) => state.plan?.head.plan_id);
  const version = useState$((state) => state.plan?.head.version);
  const totals = useState$((state) => state.nets.totals);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for every version
  useEffect(() => {
    if (may && id !== undefined) void askTotals(app);
  }, [app, may, id, version]);
  return totals?.plan_id === id ? totals : null;
}

/** Over the map: whether the plan is as published, whichever panel is open. */
export function TotalsStrip() {
  const app = useApp();
  const say = useSay();
  const totals = useTotals();
  if (totals === null || totals.rows.length === 0) return null;
  const Icon = totals.equal ? Check : TriangleAlert;
  const count = totals.rows.filter((row) => !row.equal).length;
  return (
    <button
      type="button"
      class={`over-map tt-strip ${totals.equal ? "" : "tt-off"}`}
      data-differing={count}
      data-version={totals.version}
      title={totals.rows
        .filter((row) => !row.equal)
        .map((row) => say(row.said))
        .join("\n")}
      onClick={() => {
        app.store.run(showPanel("nets"));
        app.store.run(showPart("unifying"));
      }}
    >
      <Icon size={15} aria-hidden="true" />
      {count > 0
        ? say(words.differ, { count })
        : say(totals.equal ? words.agree : (totals.notes[0] ?? words.agree))}
    </button>
  );
}

/** In the panel: what was published, row by row, and what differs in words. */
export function TotalsPart() {
  const app = useApp();
  const say = useSay();
  const id = useState$((state) => state.plan?.head.plan_id);
  const found = useState$((state) => state.nets.totals);
  const totals = found?.plan_id === id ? found : null;
  if (id === undefined) return <p class="soft">{say(words.noPlan)}</p>;
  return (
    <section class="stack nt-totals" aria-label={say(words.totals)}>
      <h3>{say(words.totals)}</h3>
      <p class="soft">{say(words.totalsIntro)}</p>
      {totals && <Said totals={totals} />}
      {totals && <Table totals={totals} />}
      <p class="nt-files">
        <label class="button">
          <Upload size={16} aria-hidden="true" />
          {say(words.read)}
          <input
            type="file"
            class="tt-file"
            accept=".xlsx,.csv"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file) void sendTotals(app, file);
              currentTarget.value = "";
            }}
          />
        </label>
        {totals && totals.rows.length > 0 && (
          <a class="button" href={`/plans/${id}/totals/file`} download>
            <FileDown size={16} aria-hidden="true" />
            {say(words.file)}
          </a>
        )}
      </p>
    </section>
  );
}

function Said({ totals }: { readonly totals: Totals }) {
  const say = useSay();
  const off = totals.rows.filter((row) => !row.equal).map((row) => row.said);
  return (
    <div role="status">
      <p class={totals.equal ? "" : "nt-bad"}>{say(totals.said)}</p>
      <ul class="nt-said">
        {[...off, ...totals.notes, ...(totals.faults ?? [])].map((one) => (
          <li key={one.en}>{say(one)}</li>
        ))}
      </ul>
    </div>
  );
}

function Table({ totals }: { readonly totals: Totals }) {
  const say = useSay();
  return (
    <table class="nt-table tt-table">
      <thead>
        <tr>
          <th scope="col">{say(words.place)}</th>
          {QUANTITIES.map((one) => (
            <th key={one} scope="col">
              {say(words[one])}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {placesOf(totals).map((place) => (
          <Row key={`${totals.plan_id} ${place.level} ${place.code}`} {...{ place, totals }} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ place, totals }: { readonly place: Place; readonly totals: Totals }) {
  const app = useApp();
  const say = useSay();
  const row = totals.rows.find(({ level, code }) => level === place.level && code === place.code);
  const name = place.level === "all" ? say(words.all) : place.name || place.code;
  const counts = plannedOf(place, totals);
  const keep = (key: keyof Counts, text: string) => {
    const { [key]: before, ...others } = place.published;
    const figure = figureOf(text);
    if (figure === before) return;
    const published = figure === undefined ? others : { ...others, [key]: figure };
    void keepTotal(app, { ...place, published });
  };
  return (
    <tr data-code={place.code} data-level={place.level}>
      <th scope="row" title={place.code}>
        {name}
      </th>
      {QUANTITIES.map((key) => (
        <td key={key} class={row?.differences[key] ? "tt-off" : ""}>
          <input
            inputMode="numeric"
            aria-label={`${name} ${say(words[key])}`}
            placeholder={String(counts[key])}
            value={place.published[key] ?? ""}
            onChange={({ currentTarget }) => keep(key, currentTarget.value)}
          />
          {row?.differences[key] ? <small>{signed(row.differences[key] ?? 0)}</small> : null}
        </td>
      ))}
    </tr>
  );
}

function plannedOf({ code }: Place, { communities }: Totals): Required<Counts> {
  const inside = communities.filter((one) => one.code.startsWith(code));
  const sum = (key: keyof Counts) => inside.reduce((total, one) => total + one[key], 0);
  return { grids: sum("grids"), households: sum("households"), persons: sum("persons") };
}

function signed(gap: number): string {
  return gap > 0 ? `+${gap}` : `−${-gap}`;
}
