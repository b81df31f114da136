/** Choosing two: a plan and a version of it on either side. */
import { ArrowUpDown, RefreshCw } from "lucide-preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { PlanItem } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { common } from "../../words/common";
import { exchanged, sideChosen } from "./commands";
import { compare, nameVersions } from "./effects";
import type { Choice, Side } from "./state";
import { words } from "./words";

export function Sides() {
  const app = useApp();
  const say = useSay();
  const isAsking = useState$((state) => state.comparing.isAsking);
  const exchange = () => {
    app.store.run(exchanged);
    void compare(app);
  };
  return (
    <div class="cmp-sides">
      <ChosenSide side="before" />
      <div class="row cmp-between">
        <button type="button" onClick={exchange}>
          <ArrowUpDown size={14} aria-hidden="true" />
          {say(words.exchange)}
        </button>
        <button type="button" data-do="compare" onClick={() => void compare(app)}>
          <RefreshCw size={14} aria-hidden="true" />
          {say(words.again)}
        </button>
        <span class="soft" role="status" aria-live="polite">
          {isAsking && say(words.asking)}
        </span>
      </div>
      <ChosenSide side="after" />
    </div>
  );
}

function ChosenSide({ side }: { readonly side: Side }) {
  const app = useApp();
  const say = useSay();
  const plans = useState$((state) => state.plans);
  const choice = useState$((state) => state.comparing[side]);
  const mayWrite = useState$((state) => state.start?.me.may_write === true);
  const planId = choice?.planId ?? "";
  useEffect(() => {
    if (planId) void nameVersions(app, planId);
  }, [app, planId]);
  const choose = (next: Choice) => {
    app.store.run(sideChosen(side, next));
    void compare(app);
  };
  const plan = plans.find((one) => one.plan_id === planId);
  return (
    <fieldset class={`cmp-side cmp-${side}`}>
      <legend>{say(words[side])}</legend>
      <select
        class="cmp-plan"
        aria-label={`${say(words[side])}：${say(common.plan)}`}
        value={planId}
        onChange={(event) => choose({ planId: event.currentTarget.value, version: null })}
      >
        {plans.map((one) => (
          <option key={one.plan_id} value={one.plan_id}>
            {one.name}（{say(common[one.state])}）
          </option>
        ))}
      </select>
      {mayWrite && plan && choice && (
        <Version key={planId} side={side} plan={plan} choice={choice} choose={choose} />
      )}
    </fieldset>
  );
}

interface VersionProps {
  readonly side: Side;
  readonly plan: PlanItem;
  readonly choice: Choice;
  readonly choose: (choice: Choice) => void;
}

function Version({ side, plan, choice, choose }: VersionProps) {
  const say = useSay();
  const number = useId();
  const names = useState$((state) => state.comparing.names.get(plan.plan_id)) ?? [];
  const open = useState$((state) => state.plan?.head);
  const head = open?.plan_id === plan.plan_id ? open.version : plan.version;
  const isListed = choice.version === null || choice.version === 0;
  const isNamed = names.some((one) => one.version === choice.version);
  const [byNumber, setByNumber] = useState(!isListed && !isNamed);
  const given = (version: number | null) => choose({ planId: plan.plan_id, version });
  const picked = (value: string) => {
    setByNumber(value === "number");
    if (value === "number") given(choice.version ?? head);
    else given(value === "" ? null : Number(value));
  };
  return (
    <>
      <select
        class="cmp-version"
        aria-label={`${say(words[side])}：${say(words.version)}`}
        value={byNumber ? "number" : (choice.version ?? "")}
        onChange={(event) => picked(event.currentTarget.value)}
      >
        <option value="">{say(words.newest, { version: head })}</option>
        {names.map((one) => (
          <option key={one.name} value={one.version}>
            {say(words.named, { name: one.name, version: one.version })}
          </option>
        ))}
        {!names.some((one) => one.version === 0) && <option value="0">{say(words.first)}</option>}
        <option value="number">{say(words.numbered)}</option>
      </select>
      {byNumber && (
        <>
          <label class="hidden-text" for={number}>
            {say(words.number, { head })}
          </label>
          <input
            id={number}
            class="cmp-number"
            type="number"
            min={0}
            max={head}
            title={say(words.number, { head })}
            value={choice.version ?? head}
            onChange={({ currentTarget: { valueAsNumber } }) => {
              if (valueAsNumber >= 0 && valueAsNumber <= head) given(Math.floor(valueAsNumber));
            }}
          />
        </>
      )}
    </>
  );
}
