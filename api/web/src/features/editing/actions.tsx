/** What may be done with the chosen units, and with the target grid. */
import { Combine, Lock, LockOpen, MoveRight, Plus } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { GridFeature } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { gridsOf } from "../../plan/selection";
import { at } from "../../plan/units";
import { createGrid, lockGrid, lockUnits, mark, mergeInto, moveSelection, rename } from "./effects";
import { targetOf } from "./reading";
import { called, PURPOSES, words } from "./words";

const LONGEST_NAME = 100;

export function Actions() {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const target = useState$(targetOf);
  const members = useState$((state) => state.plan?.members ?? null);
  const selection = useState$((state) => state.editing.selection);
  if (members === null) return null;
  const none = selection.size === 0;
  const allLocked = !none && [...selection].every((p) => at(members.shown.locked, p) === 1);
  const grids = [...gridsOf(members.shown, selection).keys()].filter((code) => code !== null);
  const into = target?.code ?? null;
  const others = grids.filter((code) => code !== into);
  return (
    <section class="stack ed-tight" aria-label={say(words.actions)}>
      <button
        type="button"
        class="primary"
        disabled={none || target === null}
        onClick={() => moveSelection(app)}
      >
        <MoveRight size={16} aria-hidden="true" />
        {target === null
          ? say(words.moveNowhere)
          : say(words.move, { grid: called(target.code, lang) })}
        <kbd>Enter</kbd>
      </button>
      <div class="row">
        <button type="button" disabled={none} onClick={() => createGrid(app)}>
          <Plus size={16} aria-hidden="true" /> {say(words.create)} <kbd>N</kbd>
        </button>
        <button type="button" disabled={none} onClick={() => lockUnits(app, !allLocked)}>
          {allLocked ? (
            <LockOpen size={16} aria-hidden="true" />
          ) : (
            <Lock size={16} aria-hidden="true" />
          )}
          {say(allLocked ? words.unlock : words.lock)} <kbd>{allLocked ? "U" : "K"}</kbd>
        </button>
        <button
          type="button"
          disabled={into === null || others.length === 0}
          onClick={() => into && mergeInto(app, others, into)}
        >
          <Combine size={16} aria-hidden="true" /> {say(words.merge)}
        </button>
      </div>
    </section>
  );
}

export function GridActions() {
  const target = useState$(targetOf);
  const grid = useState$((state) =>
    target?.code ? state.plan?.grids.get(target.code) : undefined,
  );
  return grid === undefined ? null : <OfGrid key={grid.id} grid={grid} />;
}

function OfGrid({ grid }: { readonly grid: GridFeature }) {
  const app = useApp();
  const say = useSay();
  const { id, properties } = grid;
  const [name, setName] = useState(properties.name);
  useEffect(() => setName(properties.name), [properties.name]);
  const { locked } = properties;
  const known = PURPOSES.some(([one]) => one === properties.purpose);
  return (
    <section class="stack ed-tight" aria-label={say(words.gridOf, { grid: id })}>
      <h3>{say(words.gridOf, { grid: id })}</h3>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== properties.name) rename(app, id, name.trim());
        }}
      >
        <input
          class="grow"
          aria-label={say(words.name)}
          placeholder={say(words.name)}
          maxLength={LONGEST_NAME}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <button type="submit" disabled={name.trim() === properties.name}>
          {say(words.rename)}
        </button>
      </form>
      <div class="row">
        <select
          class="grow"
          aria-label={say(words.kind)}
          value={properties.purpose ?? ""}
          onChange={({ currentTarget }) => mark(app, id, currentTarget.value || null)}
        >
          <option value="">{say(words.ordinary)}</option>
          {PURPOSES.map(([one, purpose]) => (
            <option key={one} value={one}>
              {say(words.special, { purpose: say(purpose) })}
            </option>
          ))}
          {properties.purpose && !known && (
            <option value={properties.purpose}>
              {say(words.special, { purpose: properties.purpose })}
            </option>
          )}
        </select>
        <button type="button" aria-pressed={locked} onClick={() => lockGrid(app, id, !locked)}>
          {locked ? (
            <LockOpen size={16} aria-hidden="true" />
          ) : (
            <Lock size={16} aria-hidden="true" />
          )}
          {say(locked ? words.unlockGrid : words.lockGrid)}
        </button>
      </div>
    </section>
  );
}
