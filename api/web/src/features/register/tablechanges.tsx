/** The changes of a register, row by row, to be ticked and accepted. */
import { MapPin } from "lucide-preact";
import { useApp, useSay, useState$ } from "../../app/app";
import { narrow, putAway, tick, tickShown } from "./tablecommands";
import { acceptTicked, visitRow } from "./tableeffects";
import { byPage, countsOf, kindOf, rowsShown } from "./tablereading";
import type { Narrowed } from "./tablestate";
import type { Cell, RegisterDifference, Row } from "./tabletypes";
import { words } from "./tablewords";

const SORTS: readonly Narrowed[] = ["all", "plain", "flagged", "barred"];

export function Changes({ found }: { readonly found: RegisterDifference }) {
  const app = useApp();
  const say = useSay();
  const part = useState$((state) => state.register.table);
  const counts = countsOf(found);
  const shown = rowsShown(part);
  const { file, date, head } = found;
  return (
    <section class="stack rt">
      {found.version !== null && (
        <p class="soft">{say(words.writtenOf, { file, date, head, version: found.version })}</p>
      )}
      <Faults found={found} />
      {counts.all === 0 ? (
        <p>{say(words.same, { count: found.unchanged })}</p>
      ) : (
        <fieldset class="rt-sorts" aria-label={say(words.show)}>
          {SORTS.filter((one) => counts[one] > 0).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={part.narrowed === one}
              onClick={() => app.store.run(narrow(one))}
            >
              {say(words[one], { count: counts[one] })}
            </button>
          ))}
          <span class="soft">{say(words.unchanged, { count: found.unchanged })}</span>
        </fieldset>
      )}
      {shown.some((row) => row.possible) && (
        <label class="row">
          <input
            type="checkbox"
            checked={shown.every((row) => !row.possible || part.ticked.has(row.id))}
            onChange={(event) => app.store.run(tickShown(event.currentTarget.checked))}
          />
          {say(words.tickShown)}
        </label>
      )}
      {byPage(shown).map(([first, rows]) => (
        <div key={first.page}>
          <h3>{say(first.title)}</h3>
          <ul class="rt-rows" aria-label={say(first.title)}>
            {rows.map((row) => (
              <RowLine key={row.id} row={row} />
            ))}
          </ul>
        </div>
      ))}
      <div class="row rt-foot">
        <button type="button" onClick={() => app.store.run(putAway)}>
          {say(words.putAway)}
        </button>
        <span class="grow" />
        <button
          type="button"
          class="primary"
          disabled={part.isBusy || part.ticked.size === 0}
          onClick={() => void acceptTicked(app)}
        >
          {say(words.accept, { count: part.ticked.size })}
        </button>
      </div>
    </section>
  );
}

function Faults({ found }: { readonly found: RegisterDifference }) {
  const say = useSay();
  return (
    <>
      {found.faults.length > 0 && (
        <div class="rt-warn" role="alert">
          <ul>
            {found.faults.map((flag) => (
              <li key={`${flag.rule} ${flag.place} ${flag.what.en}`}>
                {say(flag.what)}
                {say(flag.remedy)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {found.violations_added.length > 0 && (
        <div class="rt-warn">
          {say(words.breaks)}
          <ul>
            {found.violations_added.map((one) => (
              <li key={`${one.rule} ${one.grid_code} ${one.what.en}`}>{say(one.what)}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function RowLine({ row }: { readonly row: Row }) {
  const app = useApp();
  const say = useSay();
  const isTicked = useState$((state) => state.register.table.ticked.has(row.id));
  const isLooked = useState$((state) => state.register.table.looked === row.id);
  const key = row.key || say(words.newRow);
  return (
    <li class="rt-row" data-kind={kindOf(row)} data-key={row.key} data-looked={isLooked}>
      <input
        type="checkbox"
        checked={isTicked}
        disabled={!row.possible}
        aria-label={say(words.tick, { key: `${key} ${row.name}` })}
        onChange={(event) => app.store.run(tick(row, event.currentTarget.checked))}
      />
      <span class="rt-key">
        <strong>{row.name || key}</strong> {row.name && <span class="soft">{row.key}</span>}{" "}
        <span class="badge">{say(words[row.change])}</span>
      </span>
      {row.at ? (
        <button
          type="button"
          class="bare"
          title={say(words.visit)}
          onClick={() => visitRow(app, row)}
        >
          <MapPin size={16} aria-label={say(words.visit)} />
        </button>
      ) : (
        <span />
      )}
      <ul class="rt-cells">
        {row.cells.map((cell) => (
          <CellLine key={cell.column} cell={cell} change={row.change} />
        ))}
      </ul>
      {row.flags.length > 0 && (
        <ul class="rt-flags">
          {row.flags.map((flag) => (
            <li key={`${flag.rule} ${flag.place}`} data-bars={flag.bars}>
              {flag.place && <span>{flag.place}　</span>}
              {say(flag.what)}
              {say(flag.remedy)}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function CellLine({ cell, change }: { readonly cell: Cell; readonly change: Row["change"] }) {
  const say = useSay();
  const text = (value: string | null) => value ?? `（${say(words.empty)}）`;
  return (
    <li>
      <span class="soft">{say(cell.title)}</span>{" "}
      {change !== "added" && <del>{text(cell.before)}</del>}
      {change === "changed" && " → "}
      {change !== "deleted" && <ins>{text(cell.after)}</ins>}
      {!cell.taken && <span class="soft"> {say(words.notTaken)}</span>}
      {cell.stale && <span class="badge"> {say(words.now, { value: text(cell.now) })}</span>}
    </li>
  );
}
