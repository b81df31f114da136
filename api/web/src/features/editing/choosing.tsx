/** What is chosen, and ways to choose by names and numbers instead of by a pointer. */
import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { membersOf } from "../../plan/groups";
import { gridsOf, inCompound, wholeCompounds } from "../../plan/selection";
import { householdsOf } from "../../plan/totals";
import { ComingToTarget } from "./card";
import { select } from "./commands";
import { chooseHouseholds } from "./effects";
import { targetOf } from "./reading";
import { called, words } from "./words";

const ROUND_NUMBER = 80;

/** What is chosen, and what would happen to it. */
export function Chosen() {
  const app = useApp();
  const say = useSay();
  const members = useState$((state) => state.plan?.members ?? null);
  const selection = useState$((state) => state.editing.selection);
  if (members === null) return null;
  return (
    <section class="stack ed-tight" aria-label={say(words.selection)}>
      <h3>{say(words.selection)}</h3>
      <Summary />
      <ComingToTarget />
      {selection.size > 0 && (
        <div class="row">
          <button
            type="button"
            onClick={() => app.store.run(select(wholeCompounds(members.units, selection)))}
          >
            {say(words.wholeCompounds)} <kbd>C</kbd>
          </button>
          <button type="button" onClick={() => app.store.run(select([]))}>
            {say(words.clear)} <kbd>Esc</kbd>
          </button>
        </div>
      )}
    </section>
  );
}

/** Choosing by names and numbers. */
export function Choosing() {
  const app = useApp();
  const say = useSay();
  const shown = useState$((state) => state.plan?.members?.shown ?? null);
  const code = useState$(targetOf)?.code ?? null;
  if (shown === null) return null;
  return (
    <section class="stack ed-tight" aria-label={say(words.choosing)}>
      <h3>{say(words.choosing)}</h3>
      <ByCompound />
      <ByHouseholds />
      {code !== null && (
        <button type="button" onClick={() => app.store.run(select(membersOf(shown, code)))}>
          {say(words.wholeGrid)}
        </button>
      )}
    </section>
  );
}

function Summary() {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const members = useState$((state) => state.plan?.members ?? null);
  const selection = useState$((state) => state.editing.selection);
  if (members === null || selection.size === 0)
    return <div class="soft">{say(words.nothingChosen)}</div>;
  const grids = [...gridsOf(members.shown, selection)].map(
    ([code, count]) => `${called(code, lang)} (${count})`,
  );
  const households = householdsOf(members.units, selection);
  return (
    <div data-chosen={selection.size}>
      <strong>{say(words.chosen, { units: selection.size, households })}</strong>{" "}
      <span class="soft">
        {say(words.fromGrids, { grids: grids.join(lang === "zh" ? "、" : ", ") })}
      </span>
    </div>
  );
}

function ByCompound() {
  const app = useApp();
  const say = useSay();
  const list = useId();
  const units = useState$((state) => state.plan?.members?.units ?? null);
  const options = useMemo(
    () => units?.compounds.map(({ id, name }) => <option key={id} value={name || id} />),
    [units],
  );
  if (units === null || units.compounds.length === 0) return null;
  const take = (asked: string) => {
    const number = units.compounds.findIndex(({ id, name }) => name === asked || id === asked);
    if (number >= 0) app.store.run(select(inCompound(units, number)));
  };
  return (
    <label class="row">
      <span>{say(words.byCompound)}</span>
      <input
        class="grow"
        list={list}
        onChange={({ currentTarget }) => take(currentTarget.value)}
        onInput={({ currentTarget }) => take(currentTarget.value)}
      />
      <datalist id={list}>{options}</datalist>
    </label>
  );
}

/** "Take about 80 households from the edge." */
function ByHouseholds() {
  const app = useApp();
  const say = useSay();
  const members = useState$((state) => state.plan?.members ?? null);
  const target = useState$(targetOf)?.code ?? null;
  const { selection, cursor } = useState$((state) => state.editing);
  const [source, setSource] = useState("");
  const [households, setHouseholds] = useState(ROUND_NUMBER);
  const grids = useState$((state) => state.plan?.grids);
  const near = useMemo(() => {
    const home = target === null ? undefined : grids?.get(target)?.properties.community_code;
    return [...(grids?.values() ?? [])].filter(
      ({ id, properties }) => id !== target && properties.community_code === home,
    );
  }, [grids, target]);
  const begun = selection.size > 0 ? [...selection][0] : cursor;
  const here = members && begun != null ? [...gridsOf(members.shown, [begun]).keys()][0] : null;
  useEffect(() => {
    if (here && here !== target) setSource(here);
  }, [here, target]);
  const chosen = near.some(({ id }) => id === source) ? source : "";
  return (
    <fieldset class="stack ed-tight">
      <legend>{say(words.byHouseholds)}</legend>
      <p class="soft">{say(words.byHouseholdsHint)}</p>
      <div class="row">
        <select
          aria-label={say(words.source)}
          value={chosen}
          disabled={target === null}
          onChange={({ currentTarget }) => setSource(currentTarget.value)}
        >
          <option value="">{say(target === null ? words.noTarget : words.source)}</option>
          {near.map(({ id, properties }) => (
            <option key={id} value={id}>
              {id.slice(-3)} {properties.name}
            </option>
          ))}
        </select>
        <input
          type="number"
          class="ed-number"
          min={1}
          max={9999}
          aria-label={say(words.count)}
          value={households}
          onInput={({ currentTarget }) => setHouseholds(currentTarget.valueAsNumber || 0)}
        />
        <button
          type="button"
          disabled={chosen === "" || target === null || households < 1}
          onClick={() => target && chooseHouseholds(app, chosen, target, households)}
        >
          {say(words.find)}
        </button>
      </div>
    </fieldset>
  );
}
