/** A row a grid: who has each role, what is missing in red, and the workload as a bar. */
import { useMemo } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { lookAt } from "./teamscommands";
import { visit } from "./teamseffects";
import { barOf, HEAVY, namesOf, rowsOf } from "./teamslisting";
import type { Order, Which } from "./teamsstate";
import { type GridTeam, ROLES, type Role, type TeamTable } from "./teamstypes";
import { shortRoles, words } from "./teamswords";

export function TeamsTable({ table }: { readonly table: TeamTable }) {
  const say = useSay();
  const which = useState$((state) => state.register.teams.which);
  const order = useState$((state) => state.register.teams.order);
  const rows = useMemo(() => rowsOf(table, { which, order }), [table, which, order]);
  return (
    <section>
      <Looks which={which} order={order} />
      {rows.length === 0 && <p class="tm-good">{say(words.nothing)}</p>}
      {rows.length > 0 && (
        <div class="tm-table">
          <table aria-label={say(words.team)}>
            <thead>
              <tr>
                <th scope="col">{say(words.grid)}</th>
                {ROLES.map((role) => (
                  <th scope="col" key={role}>
                    {say(shortRoles[role])}
                  </th>
                ))}
                <th scope="col">{say(words.spread)}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Line key={row.grid_code} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Looks({ which, order }: { readonly which: Which; readonly order: Order }) {
  const app = useApp();
  const say = useSay();
  return (
    <div class="row tm-looks">
      <select
        aria-label={say(words.team)}
        value={which}
        onChange={(event) => app.store.run(lookAt({ which: event.currentTarget.value as Which }))}
      >
        <option value="all">{say(words.all)}</option>
        <option value="gaps">{say(words.gaps)}</option>
      </select>
      <select
        aria-label={say(words.workload)}
        value={order}
        onChange={(event) => app.store.run(lookAt({ order: event.currentTarget.value as Order }))}
      >
        <option value="workload">{say(words.byWorkload)}</option>
        <option value="code">{say(words.byCode)}</option>
      </select>
    </div>
  );
}

function Line({ row }: { readonly row: GridTeam }) {
  const app = useApp();
  const isChosen = useState$((state) => state.register.teams.grid === row.grid_code);
  const name = useState$((state) => state.plan?.grids.get(row.grid_code)?.properties.name ?? "");
  return (
    <tr class={isChosen ? "tm-chosen" : ""} data-grid={row.grid_code}>
      <th scope="row">
        <button
          type="button"
          class="bare tm-grid"
          aria-pressed={isChosen}
          title={row.grid_code}
          onClick={() => visit(app, row.grid_code)}
        >
          <span class="soft">{row.grid_code.slice(-6, -3)}</span>
          {name || row.grid_code.slice(-3)}
        </button>
      </th>
      {ROLES.map((role) => (
        <Names key={role} row={row} role={role} />
      ))}
      <Workload index={row.index} />
    </tr>
  );
}

function Names({ row, role }: { readonly row: GridTeam; readonly role: Role }) {
  const say = useSay();
  const names = namesOf(row.members, role);
  const [first] = names;
  if (first === undefined) {
    const isAsked = row.missing.includes(role);
    return <td class={isAsked ? "tm-missing" : "soft"}>{isAsked ? say(words.none) : "–"}</td>;
  }
  const told = names.length > 1 ? say(words.more, { name: first, count: names.length }) : first;
  const isPart = role === "grid_worker" && row.lacks_full_time;
  return (
    <td title={names.join("、")}>
      {told}
      {isPart && <span class="tm-part">{say(words.notFullTime)}</span>}
    </td>
  );
}

function Workload({ index }: { readonly index: number }) {
  const lang = useState$((state) => state.lang);
  return (
    <td class={index >= HEAVY ? "tm-load tm-heavy" : "tm-load"}>
      <span class="tm-bar" aria-hidden="true">
        <span style={{ width: `${100 * barOf(index)}%` }} />
      </span>
      {numeral(index, lang, 2)}
    </td>
  );
}
