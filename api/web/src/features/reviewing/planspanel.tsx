/** The panel "plans": what plans there are, and what can be done with each. */
import { useEffect, useState } from "preact/hooks";
import type { PlanItem, PlanStateName } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { showPanel } from "../../store/commands";
import { common } from "../../words/common";
import { moment } from "../../words/words";
import { STATES } from "./gate";
import { openPlan, refreshPlans } from "./planeffects";
import { BranchDialog, NewDialog, RenameDialog } from "./planforms";
import "./reviewing.css";
import { words } from "./words";

type Asked =
  | { readonly about: "rename" | "branch"; readonly plan: PlanItem }
  | { readonly about: "new" };

export function PlansPanel() {
  const app = useApp();
  const plans = useState$((state) => state.plans);
  const mayWrite = useState$((state) => state.start?.me.may_write === true);
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  useEffect(() => void refreshPlans(app), [app]);
  if (plans.length === 0) return <Empty mayWrite={mayWrite} />;
  return (
    <div class="stack">
      <PlanList plans={plans} onAsk={mayWrite ? ask : null} />
      {asked?.about === "new" && <NewDialog onClose={close} />}
      {asked?.about === "rename" && <RenameDialog plan={asked.plan} onClose={close} />}
      {asked?.about === "branch" && (
        <BranchDialog plan={asked.plan} version={asked.plan.version} onClose={close} />
      )}
    </div>
  );
}

interface PlanListProps {
  readonly plans: readonly PlanItem[];
  /** Null for those who may only look. */
  readonly onAsk: ((asked: Asked) => void) | null;
}

function PlanList({ plans, onAsk }: PlanListProps) {
  const say = useSay();
  const [text, setText] = useState("");
  const [state, setState] = useState<PlanStateName | "">("");
  const found = plans.filter(
    (one) =>
      one.name.toLowerCase().includes(text.trim().toLowerCase()) &&
      (state === "" || one.state === state),
  );
  return (
    <>
      <div class="row">
        <input
          class="grow"
          type="search"
          aria-label={say(words.filter)}
          placeholder={say(words.filter)}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <select
          aria-label={say(words.anyState)}
          value={state}
          onChange={(event) => setState(event.currentTarget.value as PlanStateName | "")}
        >
          <option value="">{say(words.anyState)}</option>
          {STATES.map((name) => (
            <option key={name} value={name}>
              {say(common[name])}
            </option>
          ))}
        </select>
      </div>
      {onAsk && (
        <button type="button" onClick={() => onAsk({ about: "new" })}>
          {say(words.newPlan)}
        </button>
      )}
      <ul class="rv-list">
        {found.map((one) => (
          <PlanCard key={one.plan_id} plan={one} onAsk={onAsk} />
        ))}
      </ul>
      {found.length === 0 && <p class="soft">{say(words.noMatch)}</p>}
    </>
  );
}

function PlanCard({
  plan,
  onAsk,
}: {
  readonly plan: PlanItem;
  readonly onAsk: PlanListProps["onAsk"];
}) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const head = useState$((state) => state.plan?.head);
  const plans = useState$((state) => state.plans);
  const isOpen = head?.plan_id === plan.plan_id;
  // Of the open plan the stream tells what the list does not know yet.
  const { state, version } = isOpen ? head : plan;
  const parent = plans.find((one) => one.plan_id === plan.parent?.plan_id);
  return (
    <li class="rv-card" data-open={isOpen} data-plan={plan.plan_id}>
      <div class="row">
        <button
          type="button"
          class="rv-title grow"
          aria-current={isOpen ? "true" : undefined}
          onClick={() => void openPlan(app, plan)}
        >
          {plan.name}
        </button>
        <span class={`badge ${state}`}>{say(common[state])}</span>
      </div>
      <div class="soft rv-small">
        v{version}
        {plan.owner && ` · ${plan.owner}`} · {moment(plan.time, lang)}
      </div>
      {plan.parent && (
        <div class="soft rv-small">
          {parent
            ? say(words.parent, { name: parent.name, version: plan.parent.version })
            : say(words.parentUnseen, { version: plan.parent.version })}
        </div>
      )}
      {onAsk && (
        <div class="row">
          <button
            type="button"
            class="rv-quiet"
            onClick={() => onAsk({ about: "branch", plan: { ...plan, version } })}
          >
            {say(words.branch)}
          </button>
          {plan.whole !== false && (
            <button type="button" class="rv-quiet" onClick={() => onAsk({ about: "rename", plan })}>
              {say(words.rename)}
            </button>
          )}
          {isOpen && (
            <button
              type="button"
              class="rv-quiet"
              onClick={() => app.store.run(showPanel("review"))}
            >
              {say(common.review)}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

/** Leads to the import, then to the engine; who may only look is told what is waited for. */
export function Empty({ mayWrite }: { readonly mayWrite: boolean }) {
  const { store } = useApp();
  const say = useSay();
  const hasLayers = useState$((state) => (state.start?.layers.length ?? 0) > 0);
  if (!mayWrite) {
    return (
      <div class="empty">
        <h3>{say(common.noneVisible)}</h3>
        <p class="soft">{say(words.emptyViewer)}</p>
      </div>
    );
  }
  return (
    <div class="empty">
      <h3>{say(hasLayers ? common.noPlan : words.emptyTitle)}</h3>
      <p class="soft">{say(hasLayers ? words.emptyNext : words.emptyWhat)}</p>
      {hasLayers && (
        <button type="button" class="primary" onClick={() => store.run(showPanel("engine"))}>
          {say(words.emptyEngine)}
        </button>
      )}
      <button
        type="button"
        class={hasLayers ? "" : "primary"}
        onClick={() => store.run(showPanel("import"))}
      >
        {say(words.emptyDo)}
      </button>
    </div>
  );
}
