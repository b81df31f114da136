/** Reports as a list with filters, and the form for a new one. */
import { MapPinPlus } from "lucide-preact";
import { useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { moment } from "../../words/words";
import { filterBy } from "./commands";
import { remaining } from "./deadlines";
import { MOST, visit } from "./effects";
import { NewReport } from "./newreport";
import type { Which } from "./state";
import type { Report, ReportState } from "./types";
import { kinds, states, words } from "./words";

export function List() {
  const say = useSay();
  const page = useState$((state) => state.reports.page);
  const which = useState$((state) => state.reports.which);
  const grid = useState$((state) => state.reports.grid);
  const [adding, add] = useState(false);
  if (adding) return <NewReport close={() => add(false)} />;
  const isFiltered = grid !== null || which !== "open";
  return (
    <>
      <Filters />
      <div class="row">
        <span class="grow soft" role="status">
          {page === null ? say(words.loading) : say(words.count, { count: page.number_matched })}
        </span>
        <button type="button" onClick={() => add(true)}>
          <MapPinPlus size={16} aria-hidden="true" />
          {say(words.add)}
        </button>
      </div>
      {page?.number_matched === 0 && (
        <p class="soft">{say(isFiltered ? words.none : words.noneYet)}</p>
      )}
      <ul class="re-list">
        {page?.reports.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
      {page !== null && page.number_matched > page.reports.length && (
        <p class="soft">{say(words.first, { count: MOST })}</p>
      )}
    </>
  );
}

function Filters() {
  const { store } = useApp();
  const say = useSay();
  const which = useState$((state) => state.reports.which);
  const grid = useState$((state) => state.reports.grid);
  const grids = useState$((state) => [...(state.plan?.grids.values() ?? [])]);
  return (
    <div class="re-filters">
      <select
        aria-label={say(words.which)}
        value={which}
        onChange={(event) => store.run(filterBy({ which: event.currentTarget.value as Which }))}
      >
        <option value="open">{say(words.open)}</option>
        <option value="overdue">{say(words.overdue)}</option>
        {(Object.keys(states) as ReportState[]).map((state) => (
          <option key={state} value={state}>
            {say(states[state])}
          </option>
        ))}
        <option value="all">{say(words.all)}</option>
      </select>
      <select
        aria-label={say(words.grid)}
        value={grid ?? ""}
        onChange={(event) => store.run(filterBy({ grid: event.currentTarget.value || null }))}
      >
        <option value="">{say(words.everyGrid)}</option>
        {grids.map(({ id, properties }) => (
          <option key={id} value={id}>
            {`${properties.community} ${properties.name || id.slice(-3)}`}
          </option>
        ))}
      </select>
    </div>
  );
}

function Line({ one }: { readonly one: Report }) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  return (
    <li>
      <button type="button" class="re-line" data-report={one.id} onClick={() => visit(app, one)}>
        <span class="row">
          <b class="grow">{say(kinds[one.kind])}</b>
          <StateBadge one={one} />
        </span>
        {one.note && <span class="re-cut">{one.note}</span>}
        <span class="soft re-small">
          {[
            moment(one.time, lang),
            one.grid_code?.slice(-3),
            one.assignee,
            one.photos > 0 ? say(words.photos, { count: one.photos }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </button>
    </li>
  );
}

export function StateBadge({ one }: { readonly one: Report }) {
  const say = useSay();
  const isOpen = one.closed === null;
  return (
    <>
      {isOpen && one.due !== null && (
        <span class={one.overdue ? "badge re-late" : "badge re-left"}>
          {say(remaining(one.due, new Date()))}
        </span>
      )}
      <span class={`badge re-${one.state}`}>{say(states[one.state])}</span>
    </>
  );
}
