/** How reach is looked at: to which stations, within how many minutes, beside which version. */
import { useApp, useSay, useState$ } from "../../app/app";
import { lookBy } from "./commands";
import { NOT_OWN, OUT } from "./drawing";
import { baseOf } from "./listing";
import type { Base } from "./state";
import type { Walker } from "./types";
import { words } from "./words";

const BASES: readonly Base[] = ["parent", "first", "none"];
const WALKERS: readonly Walker[] = ["adult", "elder"];

export function Looks() {
  const { store } = useApp();
  const say = useSay();
  const { ofAny, minutes, walker, onlyOut } = useState$((state) => state.stations);
  return (
    <div class="st-looks">
      <fieldset class="st-choice" aria-label={say(words.which)}>
        {[false, true].map((one) => (
          <button
            type="button"
            key={`${one}`}
            aria-pressed={ofAny === one}
            onClick={() => store.run(lookBy({ ofAny: one }))}
          >
            {say(one ? words.any : words.own)}
          </button>
        ))}
      </fieldset>
      <label class="row">
        {say(words.minutes)}
        <input
          type="number"
          class="st-number"
          min={1}
          max={60}
          value={minutes}
          onChange={({ currentTarget }) => {
            const value = currentTarget.valueAsNumber;
            if (value >= 1 && value <= 60) store.run(lookBy({ minutes: value }));
          }}
        />
      </label>
      <BaseChoice />
      <label class="row">
        {say(words.mark)}
        <select
          value={walker}
          onChange={({ currentTarget }) =>
            store.run(lookBy({ walker: currentTarget.value as Walker }))
          }
        >
          {WALKERS.map((one) => (
            <option key={one} value={one}>
              {say(words[one])}
            </option>
          ))}
        </select>
      </label>
      <Legend ofAny={ofAny} />
      <label class="row">
        <input
          type="checkbox"
          checked={onlyOut}
          onChange={({ currentTarget }) => store.run(lookBy({ onlyOut: currentTarget.checked }))}
        />
        {say(words.onlyOut)}
      </label>
    </div>
  );
}

function BaseChoice() {
  const { store } = useApp();
  const say = useSay();
  const base = useState$(baseOf);
  const hasParent = useState$((state) => {
    const parent = state.plan?.head.parent ?? null;
    return parent !== null && state.plans.some((one) => one.plan_id === parent.plan_id);
  });
  return (
    <label class="row">
      {say(words.compare)}
      <select
        value={base}
        onChange={({ currentTarget }) => store.run(lookBy({ base: currentTarget.value as Base }))}
      >
        {BASES.filter((one) => one !== "parent" || hasParent).map((one) => (
          <option key={one} value={one}>
            {say(words[one])}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What the colours on the map mean. */
function Legend({ ofAny }: { readonly ofAny: boolean }) {
  const say = useSay();
  return (
    <p class="st-legend">
      {!ofAny && (
        <span>
          <i style={{ background: NOT_OWN }} /> {say(words.notOwn)}
        </span>
      )}
      <span>
        <i style={{ background: OUT }} /> {say(words.out)}
      </span>
    </p>
  );
}
