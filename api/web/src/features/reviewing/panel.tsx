/** The panel "review": the way from draft to published, the gate, comments. */
import { useEffect, useState } from "preact/hooks";
import type { PlanHead, PlanItem, PlanStateName } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { common } from "../../words/common";
import { moment } from "../../words/words";
import { Comments } from "./comments";
import { STATES } from "./gate";
import { GatePart } from "./gatepart";
import { BranchDialog } from "./planforms";
import { walk } from "./revieweffects";
import { words } from "./words";
import "./reviewing.css";

export function ReviewPanel() {
  const app = useApp();
  const head = useState$((state) => state.plan?.head);
  const [planId, state] = [head?.plan_id, head?.state];
  useEffect(() => {
    if (planId !== undefined && state !== undefined) void walk(app);
  }, [app, planId, state]);
  if (head === undefined) return null;
  return (
    <>
      <Stepper state={head.state} />
      <Sealed />
      <GatePart />
      <StepsTaken />
      <Comments />
    </>
  );
}

function Stepper({ state }: { readonly state: PlanStateName }) {
  const say = useSay();
  const now = STATES.indexOf(state);
  return (
    <>
      <ol class="rv-stepper" data-state={state}>
        {STATES.map((name, place) => (
          <li
            key={name}
            data-past={place < now}
            aria-current={place === now ? "step" : undefined}
            title={say(words[`${name}What`])}
          >
            {say(common[name])}
          </li>
        ))}
      </ol>
      <p class="rv-meaning soft">{say(words[`${state}What`])}</p>
    </>
  );
}

/** What froze a published plan, and whether it holds. */
function Sealed() {
  const say = useSay();
  const head = useState$((state) => state.plan?.head);
  if (!head || !("published_hash" in head) || head.published_hash === null) return null;
  return (
    <div class="stack">
      <div class={`rv-gate ${head.intact === false ? "broken" : "ready"}`}>
        {say(head.intact === false ? words.broken : words.intact)}
      </div>
      <div>
        <div class="soft rv-small">{say(words.sealPublished)}</div>
        <div class="rv-hash">{head.published_hash}</div>
      </div>
      <GoOn plan={head} />
    </div>
  );
}

/** What is frozen goes on as a branch. */
function GoOn({ plan }: { readonly plan: PlanHead | PlanItem }) {
  const say = useSay();
  const [asked, ask] = useState(false);
  return (
    <div>
      <p class="soft rv-small">{say(words.goOn)}</p>
      <button type="button" onClick={() => ask(true)}>
        {say(words.branch)}
      </button>
      {asked && <BranchDialog plan={plan} version={plan.version} onClose={() => ask(false)} />}
    </div>
  );
}

function StepsTaken() {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const planId = useState$((state) => state.plan?.head.plan_id);
  const steps = useState$((state) => state.reviewing.steps);
  const violations = useState$((state) => state.plan?.violations);
  const said = (key: string) => {
    const what = violations?.get(key)?.what;
    return what ? say(what) : key;
  };
  if (steps === null || steps.planId !== planId || steps.all.length === 0) return null;
  return (
    <details class="rv-part">
      <summary>
        {say(words.steps)} ({steps.all.length})
      </summary>
      <ul class="rv-list">
        {steps.all.map((one) => (
          <li key={one.number}>
            {say(words.stepLine, {
              state: say(common[one.state]),
              version: one.version,
              actor: one.actor,
            })}
            <div class="soft rv-small">{moment(one.time, lang)}</div>
            {one.note && <div class="rv-said">{one.note}</div>}
            {one.exceptions.length > 0 && (
              <details class="rv-small">
                <summary>{say(words.exceptionCount, { count: one.exceptions.length })}</summary>
                {one.exceptions.map(({ key, reason }) => (
                  <p key={key} class="rv-said">
                    {said(key)}
                    <br />
                    {say(words.reasonGiven, { reason })}
                  </p>
                ))}
              </details>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
