/** The figures of the teams: workers by kind, complete grids, workload; and how it is counted. */
import { useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import type { TeamTable } from "./teamstypes";
import { loads, roles, words } from "./teamswords";

const MOST_SHARED = 8;

export function TeamsFigures({ table }: { readonly table: TeamTable }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const { staffing, workload, worker_kinds: named } = table;
  const kinds = Object.entries(staffing.workers_by_kind)
    .map(([kind, count]) => `${named[kind] ?? say(words.kindless)} ${count}`)
    .join(" · ");
  const two = (value: number) => numeral(value, lang, 2);
  const share = Math.round(1000 * staffing.complete_share) / 10;
  return (
    <section class="tm-figures" aria-label={say(words.team)}>
      <div class="tm-cards">
        <Figure
          title={say(words.workers)}
          value={say(words.workersOf, { workers: staffing.workers })}
          notes={[
            kinds,
            say(words.perGrid, { grids: staffing.grids, ratio: two(staffing.workers_per_grid) }),
          ]}
        />
        <Figure
          title={say(words.complete)}
          value={say(words.completeOf, { share })}
          isBad={staffing.complete < staffing.grids}
          notes={[say(words.ofGrids, { count: staffing.complete, grids: staffing.grids })]}
        />
        <Figure
          title={say(words.noFullTime)}
          value={say(words.grids, { count: staffing.without_full_time })}
          isBad={staffing.without_full_time > 0}
          notes={staffing.shared > 0 ? [say(words.shared, { count: staffing.shared })] : []}
        />
        <Figure
          title={say(words.spread)}
          value={say(words.spreadOf, { least: two(workload.least), most: two(workload.most) })}
          notes={[say(words.deviation, { deviation: two(workload.deviation) })]}
        />
      </div>
      <details class="soft">
        <summary>{say(words.how)}</summary>
        <p>{say(workload.definition)}</p>
        <p>{say(words.weights, { weights: weightsOf(table, say) })}</p>
        {workload.note && <p>{say(workload.note)}</p>}
        {table.shared.slice(0, MOST_SHARED).map((one) => (
          <p key={one.role + one.name + one.organisation}>
            {say(words.sharedBy, {
              role: say(roles[one.role]),
              name: one.name,
              count: one.grids.length,
            })}
          </p>
        ))}
      </details>
    </section>
  );
}

interface FigureProps {
  readonly title: string;
  readonly value: string;
  readonly notes: readonly string[];
  readonly isBad?: boolean;
}

function Figure({ title, value, notes, isBad = false }: FigureProps) {
  return (
    <div class="tm-card">
      <span>{title}</span>
      <strong class={isBad ? "tm-bad" : ""}>{value}</strong>
      {notes.map((note) => (
        <span key={note} class="soft">
          {note}
        </span>
      ))}
    </div>
  );
}

function weightsOf({ workload }: TeamTable, say: ReturnType<typeof useSay>): string {
  return Object.entries(workload.weights)
    .map(([name, weight]) => `${say(loads[name] ?? { zh: name, en: name })} ${weight}`)
    .join("、");
}
