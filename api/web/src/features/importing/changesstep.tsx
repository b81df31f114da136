/** The fourth step: what an import would change, layer by layer; then it is confirmed. */
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { goTo, readAs } from "./commands";
import { importNow, lookAt } from "./effects";
import type { Change, LayerKind, Preview } from "./types";
import { words } from "./words";

export function ChangesStep() {
  const say = useSay();
  const preview = useState$((state) => state.importing.preview);
  if (preview === null) return null;
  return (
    <section class="stack">
      <h3>{say(words.changeTitle)}</h3>
      {preview.changes.length > 0 && (
        <>
          <ChangeTable preview={preview} />
          <Wholes preview={preview} />
          <p class="soft im-small">{say(words.oneVersion)}</p>
        </>
      )}
      {!preview.ok && <WhyNot preview={preview} />}
      <Foot preview={preview} />
    </section>
  );
}

function titleOf(layers: readonly LayerKind[], name: string) {
  return layers.find((one) => one.name === name)?.title ?? { zh: name, en: name };
}

function ChangeTable({ preview }: { readonly preview: Preview }) {
  const say = useSay();
  return (
    <table class="im-changes">
      <thead>
        <tr>
          <th scope="col">{say(words.colLayer)}</th>
          {[
            words.colBefore,
            words.colAdded,
            words.colChanged,
            words.colRemoved,
            words.colAfter,
          ].map((head) => (
            <th scope="col" class="number" key={head.en}>
              {say(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {preview.changes.map((change) => (
          <ChangeRow key={change.layer} change={change} layers={preview.layers} />
        ))}
      </tbody>
    </table>
  );
}

interface ChangeRowProps {
  readonly change: Change;
  readonly layers: readonly LayerKind[];
}

function ChangeRow({ change, layers }: ChangeRowProps) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const { layer, version, before, after, added, changed, removed } = change;
  const isSame = version !== null && added + changed + removed === 0;
  return (
    <tr data-layer={layer}>
      <th scope="row">
        {say(titleOf(layers, layer))}{" "}
        {version === null && <span class="badge">{say(words.newLayer)}</span>}
        {isSame && <span class="soft im-small">{say(words.sameLayer)}</span>}
      </th>
      {[before, added, changed, removed, after].map((count, column) => (
        <td class={`number ${column === 3 && count > 0 ? "im-bad" : ""}`} key={column}>
          {numeral(count, lang)}
        </td>
      ))}
    </tr>
  );
}

/** Layers that are there already may be replaced whole instead of updated. */
function Wholes({ preview }: { readonly preview: Preview }) {
  const { store } = useApp();
  const say = useSay();
  const whole = useState$((state) => state.importing.reading.whole);
  const there = preview.changes.filter((one) => one.version !== null);
  if (there.length === 0) return null;
  const set = (layer: string, isWhole: boolean) => {
    const others = whole.filter((one) => one !== layer);
    store.run(readAs({ whole: isWhole ? [...others, layer] : others }));
  };
  return (
    <fieldset class="im-wholes">
      {there.map(({ layer }) => (
        <label class="row" key={layer}>
          <input
            type="checkbox"
            checked={whole.includes(layer)}
            onChange={(event) => set(layer, event.currentTarget.checked)}
          />
          {say(words.whole, { layer: say(titleOf(preview.layers, layer)) })}
        </label>
      ))}
      <p class="soft im-small">{say(words.wholeHint)}</p>
    </fieldset>
  );
}

function WhyNot({ preview }: { readonly preview: Preview }) {
  const { store } = useApp();
  const say = useSay();
  const errors = preview.counts.error;
  return (
    <div class="im-failure" role="alert">
      <strong>{say(words.notOk)}</strong>{" "}
      {errors > 0 ? say(words.notOkErrors, { count: errors }) : say(words.notOkNothing)}
      {errors > 0 && (
        <div>
          <button type="button" onClick={() => store.run(goTo("faults"))}>
            {say(words.stepFaults)}
          </button>
        </div>
      )}
    </div>
  );
}

function Foot({ preview }: { readonly preview: Preview }) {
  const app = useApp();
  const say = useSay();
  const isStale = useState$((state) => state.importing.isStale);
  return (
    <div class="row im-foot">
      <button type="button" onClick={() => app.store.run(goTo("faults"))}>
        {say(words.back)}
      </button>
      <span class="grow soft">{isStale ? say(words.stale) : ""}</span>
      {isStale ? (
        <button type="button" class="primary" onClick={() => void lookAt(app)}>
          {say(words.lookAgain)}
        </button>
      ) : (
        <button
          type="button"
          class="primary"
          disabled={!preview.ok}
          onClick={() => void importNow(app)}
        >
          {say(words.confirm)}
        </button>
      )}
    </div>
  );
}
