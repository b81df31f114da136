/** The dialog of a conflict: what I wanted, what the others did, and what is to be kept. */
import { useEffect, useId, useRef } from "preact/hooks";
import type { HistoryEvent } from "../../api/reviewing";
import { useApp, useSay, useState$ } from "../../app/app";
import type { Conflict, OpenPlan } from "../../store/state";
import {
  canMerge,
  collidingVersions,
  collisions,
  flowsOf,
  householdsIn,
  unitsOf,
} from "./colliding";
import { type Choice, decide, learn } from "./conflicteffects";
import { Flows } from "./eventline";
import { clockOf, sentenceOf } from "./recall";
import { words } from "./words";

interface ConflictProps {
  readonly conflict: Conflict;
}

/** Stands beside the map, not before it: both edits are hatched there. */
export function ConflictCard({ conflict }: ConflictProps) {
  const app = useApp();
  const say = useSay();
  const name = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const plan = useState$((state) => state.plan);
  useEffect(() => {
    title.current?.focus();
    void learn(app, conflict);
  }, [app, conflict]);
  if (plan === null) return null;
  return (
    <div class="over-map card rv-conflict stack" role="alertdialog" aria-labelledby={name}>
      <h2 id={name} ref={title} tabIndex={-1}>
        {say(words.conflictTitle)}
      </h2>
      <Collision conflict={conflict} plan={plan} />
      <Mine conflict={conflict} plan={plan} />
      <Theirs conflict={conflict} plan={plan} />
      {plan.pending.length > 0 && (
        <p class="soft rv-small">{say(words.conflictWaiting, { count: plan.pending.length })}</p>
      )}
      <Choices conflict={conflict} plan={plan} />
    </div>
  );
}

interface WithPlan extends ConflictProps {
  readonly plan: OpenPlan;
}

function Collision({ conflict, plan: { members } }: WithPlan) {
  const say = useSay();
  const { units, grids } = conflict;
  const households = members ? householdsIn(units, members) : 0;
  return (
    <p class="rv-gate broken" data-units={units.length}>
      {units.length > 0 && say(words.conflictUnits, { count: units.length, households })}
      {units.length > 0 && grids.length > 0 && <br />}
      {grids.length > 0 && say(words.conflictGrids, { grids: grids.join("、") })}
    </p>
  );
}

function Mine({ conflict: { pending }, plan: { members } }: WithPlan) {
  const say = useSay();
  const units = members ? unitsOf(pending.edit, members) : [];
  return (
    <section>
      <h3>
        <span class="rv-swatch mine" aria-hidden="true" /> {say(words.conflictMine)}
      </h3>
      <div>{say(pending.what)}</div>
      {members && units.length > 0 && (
        <div class="soft rv-small">
          {say(words.unitCount, { count: units.length })} ·{" "}
          {say(words.householdCount, { count: householdsIn(units, members) })}
        </div>
      )}
    </section>
  );
}

function Theirs({ conflict, plan: { members } }: WithPlan) {
  const say = useSay();
  const theirs = useState$((state) => state.reviewing.theirs);
  const known = theirs?.key === conflict.pending.key ? theirs : null;
  const hits = collidingVersions(conflict);
  const events = known?.events.filter((one) => hits.has(one.version)) ?? [];
  const flips = known ? collisions(conflict, known.change.flips) : [];
  const apart = (known?.events.length ?? 0) - events.length;
  return (
    <section>
      <h3>
        <span class="rv-swatch theirs" aria-hidden="true" /> {say(words.conflictTheirs)}
      </h3>
      <ul class="rv-list">
        {events.map((one) => (
          <TheirEvent key={one.version} event={one} all={known?.events ?? []} />
        ))}
      </ul>
      {members && flips.length > 0 && <Flows flows={flowsOf(flips, members)} />}
      {apart > 0 && <p class="soft rv-small">{say(words.conflictApart, { count: apart })}</p>}
    </section>
  );
}

interface TheirEventProps {
  readonly event: HistoryEvent;
  readonly all: readonly HistoryEvent[];
}

function TheirEvent({ event, all }: TheirEventProps) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  return (
    <li>
      {say(sentenceOf(event, all))}
      <span class="soft rv-small">
        {" "}
        {event.actor} · {clockOf(event.time, lang)}
      </span>
    </li>
  );
}

function Choices({ conflict, plan: { members } }: WithPlan) {
  const say = useSay();
  const left = members ? unitsOf(conflict.pending.edit, members).length - conflict.units.length : 0;
  const mayMerge = canMerge(conflict);
  return (
    <div class="rv-choices">
      <ChoiceButton conflict={conflict} choice="keep" what={say(words.keepWhat)} />
      <ChoiceButton conflict={conflict} choice="take" what={say(words.takeWhat)} />
      <ChoiceButton
        conflict={conflict}
        choice="merge"
        disabled={!mayMerge}
        what={mayMerge ? say(words.mergeWhat, { count: left }) : say(words.mergeNot)}
      />
    </div>
  );
}

interface ChoiceProps extends ConflictProps {
  readonly choice: Choice;
  readonly what: string;
  readonly disabled?: boolean;
}

function ChoiceButton({ conflict, choice, what, disabled = false }: ChoiceProps) {
  const app = useApp();
  const say = useSay();
  return (
    <button
      type="button"
      data-choice={choice}
      disabled={disabled}
      onClick={() => decide(app, conflict, choice)}
    >
      <span>{say(words[choice])}</span>
      <span class="rv-small">{what}</span>
    </button>
  );
}
