/** One table of a file: which layer it is, its encoding and CRS, and what its columns mean. */
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { ColumnTable } from "./columntable";
import { choiceFor, chooseFor, chooseLayer } from "./commands";
import { CrsField, crsName, EncodingField } from "./fields";
import { OriginCard } from "./origincard";
import type { CrsSource, LayerKind, SeenTable, TableChoice } from "./types";
import { words } from "./words";

const CRS_WORDS: Readonly<Record<CrsSource, (typeof words)[keyof typeof words]>> = {
  file: words.crsFile,
  stated: words.crsStated,
  assumed: words.crsAssumed,
  format: words.crsFormat,
  unknown: words.crsUnknown,
};

interface CardProps {
  readonly seen: SeenTable;
  readonly layers: readonly LayerKind[];
}

export function TableCard({ seen, layers }: CardProps) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const choice = useState$((state) =>
    choiceFor(state.importing.reading.tables, seen.file, seen.table),
  );
  const isOut = choice.leave_out === true;
  const target = isOut ? "" : (choice.layer ?? seen.layer);
  const kind = layers.find((one) => one.name === target);
  const name = nameOf(seen);
  return (
    <article class="card im-card stack" aria-label={name} data-layer={target}>
      <header class="row">
        <h3 class="grow im-name">{name}</h3>
        <span class="soft im-small">
          {seen.geometry.map((one) => say(words[one as "point"] ?? words.other)).join("、")} ·{" "}
          {say(words.rowsOf, { count: numeral(seen.rows, lang) })}
        </span>
      </header>
      <div class="im-fields">
        <LayerField seen={seen} choice={choice} layers={layers} />
        {!isOut && <Found seen={seen} choice={choice} />}
      </div>
      {!isOut && (
        <>
          <OriginCard seen={seen} choice={choice} />
          {kind && <ColumnTable seen={seen} choice={choice} kind={kind} />}
          {seen.drawn < seen.rows && (
            <p class="soft im-small">
              {say(words.drawn, {
                drawn: numeral(seen.drawn, lang),
                rows: numeral(seen.rows, lang),
              })}
            </p>
          )}
        </>
      )}
    </article>
  );
}

function nameOf({ file, table }: SeenTable): string {
  const stem = file.replace(/\.[^.]+(\.(gz|bz2))?$/, "");
  return table === "" || table === stem ? file : `${file} · ${table}`;
}

interface PartProps {
  readonly seen: SeenTable;
  readonly choice: TableChoice;
}

function LayerField({
  seen,
  choice,
  layers,
}: PartProps & { readonly layers: CardProps["layers"] }) {
  const { store } = useApp();
  const say = useSay();
  const value = choice.leave_out ? "-" : (choice.layer ?? seen.layer);
  const isGuess = choice.layer === undefined && !choice.leave_out;
  return (
    <div>
      <label class="im-field">
        <span>{say(words.layer)}</span>
        <select
          value={value}
          onChange={({ currentTarget }) => {
            const layer = currentTarget.value === "-" ? null : currentTarget.value;
            store.run(chooseLayer(seen.file, seen.table, layer));
          }}
        >
          {value === "" && <option value="">{say(words.pickLayer)}</option>}
          {layers.map(({ name, title }) => (
            <option key={name} value={name}>
              {say(title)}
            </option>
          ))}
          <option value="-">{say(words.leaveOut)}</option>
        </select>
      </label>
      {isGuess && seen.layer !== "" && (
        <div class="soft im-small">{say(words.guessedLayer, { why: say(seen.why) })}</div>
      )}
      {isGuess && seen.layer === "" && <div class="im-bad">{say(words.unknownLayer)}</div>}
    </div>
  );
}

/** Encoding and CRS as they were found; where the file does not say them, they can be said. */
function Found({ seen, choice }: PartProps) {
  const { store } = useApp();
  const say = useSay();
  const { file, table } = seen;
  return (
    <>
      {seen.encoding && (
        <div>
          <EncodingField
            value={choice.encoding ?? ""}
            onChange={(encoding) => store.run(chooseFor(file, table, { encoding }))}
          />
          <div class="soft im-small">{say(seen.encoding)}</div>
        </div>
      )}
      <div>
        {seen.crs_source === "file" ? (
          <div class="im-field">
            <span>{say(words.crs)}</span>
            <span class="im-fixed">
              {crsName(seen.crs)}
              <span class="soft im-small">{say(words.crsFile)}</span>
            </span>
          </div>
        ) : (
          <CrsField
            value={choice.crs ?? ""}
            onChange={(crs) => store.run(chooseFor(file, table, { crs }))}
          />
        )}
        {seen.crs_source !== "file" && (
          <div class={seen.crs_source === "unknown" ? "im-bad im-small" : "soft im-small"}>
            {crsName(seen.crs)} {say(CRS_WORDS[seen.crs_source])}
          </div>
        )}
      </div>
    </>
  );
}
