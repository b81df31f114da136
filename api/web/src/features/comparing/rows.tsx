/** The table of successions: sorted by its heads, walked through by arrow keys. */
import { ArrowDown, ArrowUp } from "lucide-preact";
import { useState } from "preact/hooks";
import type { Words } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { narrowed, rowPicked, sortedBy } from "./commands";
import type { SortName } from "./state";
import { keyOf, listedRows } from "./table";
import { type Difference, KINDS, type Kind, type Succession } from "./types";
import { words } from "./words";

const PAGE = 150;
const COLUMNS: readonly (readonly [SortName, Words, string])[] = [
  ["kind", words.kind, ""],
  ["code", words.what, ""],
  ["households", words.amount, "number"],
];

export const KIND_WORDS: Readonly<Record<Kind, Words>> = { ...words, recoded: words.recodedKind };

export function Rows({ found }: { readonly found: Difference }) {
  const say = useSay();
  const comparing = useState$((state) => state.comparing);
  const [limit, setLimit] = useState(PAGE);
  const rows = listedRows(comparing);
  const rest = rows.length - limit;
  return (
    <section class="stack" aria-label={say(words.table)}>
      <Kinds found={found} />
      {rows.length === 0 && <p class="soft">{say(words.noRows)}</p>}
      {rows.length > 0 && (
        <table class="cmp-table" onKeyDown={walk}>
          <Heads />
          <tbody>
            {rows.slice(0, limit).map((row) => (
              <Row key={keyOf(row)} row={row} isPicked={keyOf(row) === comparing.row} />
            ))}
          </tbody>
        </table>
      )}
      {rest > 0 && (
        <button type="button" onClick={() => setLimit(limit + PAGE)}>
          {say(words.more, { count: Math.min(rest, PAGE) })}
        </button>
      )}
    </section>
  );
}

function Kinds({ found }: { readonly found: Difference }) {
  const { store } = useApp();
  const say = useSay();
  const kind = useState$((state) => state.comparing.kind);
  const there = KINDS.filter((one) => found.kinds[one]);
  const all = found.successions.length - (found.kinds.unchanged ?? 0);
  return (
    <fieldset class="row cmp-kinds">
      <legend class="hidden-text">{say(words.kind)}</legend>
      <button type="button" aria-pressed={kind === null} onClick={() => store.run(narrowed(null))}>
        {say(words.all, { count: all })}
      </button>
      {there.map((one) => (
        <button
          type="button"
          key={one}
          data-kind={one}
          aria-pressed={kind === one}
          onClick={() => store.run(narrowed(one))}
        >
          {say(KIND_WORDS[one])} {found.kinds[one]}
        </button>
      ))}
    </fieldset>
  );
}

function Heads() {
  const { store } = useApp();
  const say = useSay();
  const { by, down } = useState$((state) => state.comparing.sort);
  const Arrow = down ? ArrowDown : ArrowUp;
  return (
    <thead>
      <tr>
        {COLUMNS.map(([name, title, kind]) => (
          <th
            scope="col"
            key={name}
            class={kind}
            aria-sort={by !== name ? undefined : down ? "descending" : "ascending"}
          >
            <button type="button" class="bare" onClick={() => store.run(sortedBy(name))}>
              {say(title)}
              {by === name && <Arrow size={14} aria-hidden="true" />}
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Row({ row, isPicked }: { readonly row: Succession; readonly isPicked: boolean }) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const amount = (count: number | null, sign: string) =>
    count === null ? `${sign}<10` : count > 0 ? `${sign}${numeral(count, lang)}` : "";
  const pick = () => {
    app.store.run(rowPicked(keyOf(row)));
    app.map?.flyTo(row.bounds);
  };
  return (
    <tr data-row={keyOf(row)} class={isPicked ? "cmp-picked" : undefined}>
      <td>
        <span class={`badge cmp-kind-${row.kind}`}>{say(KIND_WORDS[row.kind])}</span>
      </td>
      <td>
        <button
          type="button"
          class="bare cmp-what"
          aria-current={isPicked ? "true" : undefined}
          onClick={pick}
        >
          <span>{unbroken(say(row.what))}</span>
          <span class="soft">{row.community}</span>
        </button>
      </td>
      <td class="number">
        <div>{amount(row.moved_in, "+")}</div>
        <div>{amount(row.moved_out, "−")}</div>
      </td>
    </tr>
  );
}

/** Keep the end of a code on one line with the dots before it. */
function unbroken(text: string) {
  return text
    .split(/(…\d+(?:（[^）]*）)?)/)
    .map((part) => (part.startsWith("…") ? <code class="cmp-code">{part}</code> : part));
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Go to the row above or below by an arrow key, to the first or last by Home and End. */
function walk(event: KeyboardEvent): void {
  const { key, currentTarget } = event;
  const rows = [...(currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".cmp-what")];
  const here = rows.indexOf(document.activeElement as HTMLElement);
  if (here < 0) return;
  const goal = key === "Home" ? 0 : key === "End" ? rows.length - 1 : here + (STEPS[key] ?? 0);
  if (goal === here || !rows[goal]) return;
  event.preventDefault();
  rows[goal].focus();
}
