/** The columns of a table: what each is taken for, how surely, and its first values. */
import { useApp, useSay } from "../../app/app";
import { chooseColumn, meaningOf } from "./commands";
import type { How, LayerKind, SeenHeader, SeenTable, TableChoice } from "./types";
import { words } from "./words";

const MOST_HEADERS = 200;
const HOW = {
  name: words.howName,
  title: words.howTitle,
  alias: words.howAlias,
  cut: words.howCut,
  stated: words.howStated,
} as const;
const GUESSES: readonly How[] = ["alias", "cut"];

interface ColumnTableProps {
  readonly seen: SeenTable;
  readonly choice: TableChoice;
  readonly kind: LayerKind;
}

export function ColumnTable({ seen, choice, kind }: ColumnTableProps) {
  const say = useSay();
  // What was found was found for another layer: nothing of it counts for this one.
  const isOther = kind.name !== seen.layer;
  const meaning = (header: string) =>
    isOther ? meaningOf({ ...seen, headers: [] }, choice, header) : meaningOf(seen, choice, header);
  const meant = new Set(seen.headers.map((one) => meaning(one.name)));
  const known = seen.headers.filter((one) => one.how === "place" || meaning(one.name)).length;
  const guesses = seen.headers.filter(
    (one) => GUESSES.includes(one.how) && meaning(one.name) === one.column,
  ).length;
  const isTouched = choice.columns !== undefined;
  const lacking = kind.columns.filter((one) => one.required && !meant.has(one.name));
  return (
    <div>
      {lacking.length > 0 && !isOther && (
        <p class="im-warn">
          {say(words.lacking, { titles: lacking.map((one) => say(one.title)).join("、") })}
        </p>
      )}
      <details class="im-details" open={isOther || guesses > 0 || lacking.length > 0 || isTouched}>
        <summary>
          {say(words.columns, { known, all: seen.headers.length })}
          {guesses > 0 && (
            <span class="im-how guess">{say(words.guesses, { count: guesses })}</span>
          )}
        </summary>
        <table class="im-columns">
          <thead>
            <tr>
              <th scope="col">{say(words.header)}</th>
              <th scope="col">{say(words.meaning)}</th>
              <th scope="col">{say(words.samples)}</th>
            </tr>
          </thead>
          <tbody>
            {seen.headers.map((header) => (
              <ColumnRow
                key={header.name}
                header={header}
                seen={isOther ? { ...seen, headers: [], layer: kind.name } : seen}
                choice={choice}
                kind={kind}
                value={meaning(header.name)}
              />
            ))}
          </tbody>
        </table>
      </details>
      {seen.headers.length >= MOST_HEADERS && (
        <p class="soft im-small">{say(words.moreHeaders, { count: seen.headers.length })}</p>
      )}
    </div>
  );
}

interface ColumnRowProps extends ColumnTableProps {
  readonly header: SeenHeader;
  readonly value: string;
}

function ColumnRow({ header, seen, choice, kind, value }: ColumnRowProps) {
  const { store } = useApp();
  const say = useSay();
  const samples = header.samples.filter((one) => one !== "").slice(0, 3);
  const isPlace = header.how === "place";
  return (
    <tr data-header={header.name}>
      <th scope="row">{header.name}</th>
      <td>
        {isPlace ? (
          <span class="badge">{say(words.place)}</span>
        ) : (
          <select
            value={value}
            aria-label={`${header.name} → ${say(words.meaning)}`}
            onChange={(event) =>
              store.run(chooseColumn(seen, header.name, event.currentTarget.value))
            }
          >
            <option value="">{say(words.kept)}</option>
            {kind.columns.map(({ name, title, required }) => (
              <option key={name} value={name}>
                {required ? say(words.required, { title: say(title) }) : say(title)}
              </option>
            ))}
          </select>
        )}
        {!isPlace && <HowMark header={header} choice={choice} value={value} />}
      </td>
      <td class="soft im-samples" title={header.samples.join(" | ")}>
        {samples.join("、") || "—"}
      </td>
    </tr>
  );
}

/** How surely a header means what it is taken for. */
function HowMark({ header, choice, value }: Pick<ColumnRowProps, "header" | "choice" | "value">) {
  const say = useSay();
  if (value === "") return null;
  const isSaid = choice.columns?.[value] === header.name;
  const how = isSaid ? "stated" : header.how;
  if (how === "" || how === "place" || (!isSaid && header.column !== value)) return null;
  return <span class={`im-how ${GUESSES.includes(how) ? "guess" : ""}`}>{say(HOW[how])}</span>;
}
