/** One net out of many: nets with weights, the start, what was kept; and published totals. */
import { FileDown, FolderOpen, Merge } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { TotalsPart } from "./totals";
import "./unifying.css";
import { fillForm, weigh } from "./unifyingcommands";
import { askUnifying, cancelUnifying, openUnified, recallUnifying } from "./unifyingeffects";
import { isFit } from "./unifyingreading";
import { words } from "./unifyingwords";

export function Unifying() {
  const app = useApp();
  const say = useSay();
  const part = useState$((state) => state.nets.unifying);
  useEffect(() => void recallUnifying(app), [app]);
  return (
    <div class="stack">
      <section class="stack nt-unify" aria-label={say(words.unify)}>
        <h3>{say(words.unify)}</h3>
        <p class="soft">{say(words.intro)}</p>
        {part.nets?.length === 0 && <p role="status">{say(words.noNets)}</p>}
        {part.nets && part.nets.length > 0 && <Form />}
        {part.found && <Result />}
      </section>
      <TotalsPart />
    </div>
  );
}

function Form() {
  const app = useApp();
  const say = useSay();
  const part = useState$((state) => state.nets.unifying);
  const { form, working, found } = part;
  const fit = isFit(part);
  return (
    <form
      class="nt-form"
      onSubmit={(event) => {
        event.preventDefault();
        void askUnifying(app);
      }}
    >
      <Weights />
      <fieldset class="nt-band nt-wide">
        <legend>{say(words.band)}</legend>
        <End name="lower" label={say(words.lower)} />
        <span aria-hidden="true">–</span>
        <End name="upper" label={say(words.upper)} />
      </fieldset>
      <label class="nt-wide nt-check">
        <input
          type="checkbox"
          name="compare"
          checked={form.compare}
          onChange={({ currentTarget }) =>
            app.store.run(fillForm({ compare: currentTarget.checked }))
          }
        />
        {say(words.compare)}
      </label>
      {!fit && (
        <p class="nt-bad nt-wide" role="alert">
          {say(words.unfit)}
        </p>
      )}
      <button type="submit" class="primary nt-wide" disabled={working !== null || !fit}>
        <Merge size={17} aria-hidden="true" />
        {working === null ? say(found === null ? words.start : words.again) : say(words.working)}
      </button>
      {working !== null && (
        <div class="nt-wide nt-step" role="status">
          <span>
            <progress max={1} value={working.share} />
            {working.step ? say(working.step) : say(words.working)}
          </span>
          <button type="button" onClick={() => void cancelUnifying(app)}>
            {say(words.cancel)}
          </button>
        </div>
      )}
    </form>
  );
}

function Weights() {
  const app = useApp();
  const say = useSay();
  const { nets, form } = useState$((state) => state.nets.unifying);
  return (
    <table class="nt-table nt-wide">
      <thead>
        <tr>
          <th scope="col">{say(words.net)}</th>
          <th scope="col">{say(words.gridsOf)}</th>
          <th scope="col" title={say(words.weightHint)}>
            {say(words.weight)}
          </th>
        </tr>
      </thead>
      <tbody>
        {nets?.map(({ net, grids }) => (
          <tr key={net}>
            <th scope="row">{net}</th>
            <td>{grids}</td>
            <td>
              <input
                type="number"
                min={0}
                max={1000}
                step={0.1}
                data-net={net}
                aria-label={say(words.weightOf, { net })}
                title={say(words.weightHint)}
                value={form.weights[net] ?? 1}
                onChange={({ currentTarget }) => {
                  const weight = currentTarget.valueAsNumber;
                  if (weight >= 0) app.store.run(weigh(net, weight));
                }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function End({ name, label }: { readonly name: "lower" | "upper"; readonly label: string }) {
  const app = useApp();
  const value = useState$((state) => state.nets.unifying.form[name]);
  return (
    <input
      type="number"
      name={name}
      aria-label={label}
      min={1}
      required
      value={value}
      onChange={({ currentTarget }) => {
        const number = currentTarget.valueAsNumber;
        if (Number.isFinite(number)) app.store.run(fillForm({ [name]: number }));
      }}
    />
  );
}

function Result() {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const { found, job } = useState$((state) => state.nets.unifying);
  if (found === null || job === null) return null;
  const figures = {
    grids: found.figures.ordinary_grids,
    in_band: found.figures.in_band,
    share: numeral(100 * found.kept_share, lang, 1),
    km: numeral(found.new_m / 1000, lang, 1),
  };
  return (
    <section class="stack nt-result" aria-label={say(words.ways)} data-plan={found.plan_id}>
      <p>{say(words.result, figures)}</p>
      {found.violations > 0 && <p class="nt-bad">{say(words.hard, { count: found.violations })}</p>}
      <ul class="nt-said">
        {found.nets.map((one) => (
          <li key={one.net}>{say(one.said)}</li>
        ))}
      </ul>
      {found.compared.length > 0 && <Ways />}
      <p class="nt-files">
        <button type="button" class="primary" onClick={() => void openUnified(app)}>
          <FolderOpen size={16} aria-hidden="true" />
          {say(words.open)}
        </button>
        <a class="button" href={`/unifications/${job}/crosswalk`} download>
          <FileDown size={16} aria-hidden="true" />
          {say(words.crosswalk)}
        </a>
      </p>
    </section>
  );
}

function Ways() {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const found = useState$((state) => state.nets.unifying.found);
  if (found === null) return null;
  const own = { ...found, ...found.figures, name: words.unify };
  return (
    <table class="nt-table">
      <caption>{say(words.ways)}</caption>
      <thead>
        <tr>
          {[words.way, words.kept, words.fresh, words.inBand].map((head) => (
            <th key={head.en} scope="col">
              {say(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[own, ...found.compared].map((way) => (
          <tr key={way.name.en}>
            <th scope="row">{say(way.name)}</th>
            <td>{numeral(100 * way.kept_share, lang, 1)}</td>
            <td>{numeral(way.new_m / 1000, lang, 1)}</td>
            <td>
              {way.in_band}/{way.ordinary_grids}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
