/** The gate: what stands in the way of publishing, the reasons for exceptions, the next steps. */
import { useState } from "preact/hooks";
import type { PlanStateName, Violation } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import type { OpenPlan } from "../../store/state";
import {
  byRule,
  exceptionsOf,
  following,
  type Gate,
  gateOf,
  type Obstacle,
  obstacleOf,
} from "./gate";
import { giveReason, step } from "./revieweffects";
import { PublishDialog, RetireDialog } from "./stepforms";
import { words } from "./words";

const SHOWN_OF_A_RULE = 30;

export function GatePart() {
  const plan = useState$((state) => state.plan);
  const reasons = useState$((state) => state.reviewing.reasons);
  if (plan === null) return null;
  const gate = gateOf(plan.violations, reasons);
  const { state } = plan.head;
  return (
    <div class="stack">
      {(state === "draft" || state === "in_review") && <Asks gate={gate} state={state} />}
      {plan.head.whole === false ? <PartOnly /> : <NextSteps plan={plan} gate={gate} />}
    </div>
  );
}

function PartOnly() {
  const say = useSay();
  return <p class="soft">{say(words.partOnly)}</p>;
}

function Asks({ gate, state }: { readonly gate: Gate; readonly state: PlanStateName }) {
  const say = useSay();
  const isWhole = useState$((whole) => whole.plan?.head.whole !== false);
  const mayExcuse = isWhole && state === "in_review";
  const { hard, left, soft } = gate;
  const counts = { left: left.length, all: hard.length };
  const verdict =
    hard.length === 0 ? words.gateClear : left.length === 0 ? words.gateReady : words.gateLeft;
  return (
    <section aria-label={say(words.gateTitle)} class="stack">
      <h3>{say(words.gateTitle)}</h3>
      <div
        class={`rv-gate ${left.length === 0 ? "ready" : ""}`}
        role="status"
        data-left={left.length}
      >
        {say(verdict, counts)}
        {state === "draft" && left.length > 0 && <div class="rv-small">{say(words.gateDraft)}</div>}
      </div>
      {byRule(hard).map(([rule, ones]) => (
        <RulePart key={rule} ones={ones} mayExcuse={mayExcuse} />
      ))}
      {soft.length > 0 && (
        <details>
          <summary>{say(words.gateSoft, { count: soft.length })}</summary>
          {soft.slice(0, SHOWN_OF_A_RULE).map((one) => (
            <ViolationLine key={one.key} violation={one} mayExcuse={false} />
          ))}
        </details>
      )}
    </section>
  );
}

interface RulePartProps {
  readonly ones: readonly Violation[];
  readonly mayExcuse: boolean;
}

/** Violations of one rule; the many of a large plan come in parts. */
function RulePart({ ones, mayExcuse }: RulePartProps) {
  const say = useSay();
  const [count, show] = useState(SHOWN_OF_A_RULE);
  return (
    <div>
      {mayExcuse && ones.length > 1 && <ReasonForAll ones={ones} />}
      {ones.slice(0, count).map((one) => (
        <ViolationLine key={one.key} violation={one} mayExcuse={mayExcuse} />
      ))}
      {ones.length > count && (
        <button type="button" onClick={() => show(count + SHOWN_OF_A_RULE)}>
          {say(words.more, { count: ones.length - count })}
        </button>
      )}
    </div>
  );
}

function ReasonForAll({ ones }: { readonly ones: readonly Violation[] }) {
  const app = useApp();
  const say = useSay();
  const [reason, setReason] = useState("");
  const label = say(words.reasonAllFor, { count: ones.length });
  const give = (event: Event) => {
    event.preventDefault();
    giveReason(
      app,
      ones.map((one) => one.key),
      reason.trim(),
    );
  };
  return (
    <form class="row" onSubmit={give}>
      <input
        class="grow"
        aria-label={label}
        placeholder={label}
        maxLength={4_000}
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <button type="submit" class="rv-quiet" disabled={reason.trim() === ""}>
        {say(words.reasonAll)}
      </button>
    </form>
  );
}

interface ViolationLineProps {
  readonly violation: Violation;
  readonly mayExcuse: boolean;
}

function ViolationLine({ violation, mayExcuse }: ViolationLineProps) {
  const app = useApp();
  const say = useSay();
  const reason = useState$((state) => state.reviewing.reasons.get(violation.key) ?? "");
  const { key, place } = violation;
  return (
    <div class="rv-violation" data-key={key}>
      <div class="row">
        <span class="grow">{say(violation.what)}</span>
        {place && (
          <button type="button" class="rv-quiet" onClick={() => app.map?.flyTo(place)}>
            {say(words.fly)}
          </button>
        )}
      </div>
      <div class="soft rv-small">{say(violation.remedy)}</div>
      {mayExcuse && (
        <textarea
          rows={1}
          maxLength={4_000}
          aria-label={say(words.reasonFor, { what: say(violation.what) })}
          placeholder={say(words.reason)}
          value={reason}
          onInput={(event) => giveReason(app, [key], event.currentTarget.value)}
        />
      )}
    </div>
  );
}

function NextSteps({ plan, gate }: { readonly plan: OpenPlan; readonly gate: Gate }) {
  const app = useApp();
  const say = useSay();
  const [note, setNote] = useState("");
  const [asked, ask] = useState<PlanStateName | null>(null);
  const reasons = useState$((state) => state.reviewing.reasons);
  const { state } = plan.head;
  const take = async (to: PlanStateName) => {
    const exceptions = to === "published" ? exceptionsOf(gate.hard, reasons) : [];
    const taken = await step(app, to, note.trim(), exceptions);
    ask(null);
    if (taken !== null) setNote("");
  };
  const begin = (to: PlanStateName) =>
    to === "published" || to === "retired" ? ask(to) : void take(to);
  const steps = following(state);
  if (steps.length === 0) return null;
  return (
    <section class="stack">
      <input
        aria-label={say(words.note)}
        placeholder={say(words.note)}
        maxLength={4_000}
        value={note}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      {steps.map((to) => (
        <StepButton
          key={to}
          to={to}
          obstacle={obstacleOf(plan, gate, to)}
          onClick={() => begin(to)}
        />
      ))}
      {asked === "published" && (
        <PublishDialog
          plan={plan.head}
          exceptions={gate.hard.length}
          onDo={() => take("published")}
          onClose={() => ask(null)}
        />
      )}
      {asked === "retired" && (
        <RetireDialog plan={plan.head} onDo={() => take("retired")} onClose={() => ask(null)} />
      )}
    </section>
  );
}

interface StepButtonProps {
  readonly to: PlanStateName;
  readonly obstacle: Obstacle | null;
  readonly onClick: () => void;
}

function StepButton({ to, obstacle, onClick }: StepButtonProps) {
  const say = useSay();
  const isForward = to === "in_review" || to === "published";
  return (
    <div>
      <button
        type="button"
        class={isForward ? "primary" : to === "retired" ? "danger" : ""}
        data-to={to}
        disabled={obstacle !== null}
        aria-describedby={obstacle ? `rv-obstacle-${to}` : undefined}
        onClick={onClick}
      >
        {say(words[`to_${to}`])}
      </button>
      {obstacle && (
        <span id={`rv-obstacle-${to}`} class="soft rv-small">
          {" "}
          {say(words[obstacle])}
        </span>
      )}
    </div>
  );
}
