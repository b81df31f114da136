/** Where new stations go: what is asked for, and what was found with its proof. */
import { BadgeCheck, Hourglass, MapPinPlus } from "lucide-preact";
import { useApp, useSay, useState$ } from "../../app/app";
import { fillIn, sited } from "./commands";
import { askSites } from "./effects";
import { candidatesOf } from "./listing";
import type { Objective, Siting, Walker } from "./types";
import { words } from "./words";

const OBJECTIVES: readonly Objective[] = ["cover", "distance"];
const WALKERS: readonly Walker[] = ["adult", "elder"];
const MOST = 50;

export function SitingSection() {
  const say = useSay();
  const planId = useState$((state) => state.plan?.head.plan_id);
  const siting = useState$((state) => state.stations.siting);
  const mayWrite = useState$((state) => state.start?.me.may_write === true);
  if (!mayWrite) return null;
  return (
    <section class="st-siting">
      <h3>{say(words.siting)}</h3>
      <Form />
      {siting && siting.plan_id === planId && <Result siting={siting} />}
    </section>
  );
}

function Form() {
  const app = useApp();
  const say = useSay();
  const { form, working } = useState$((state) => state.stations);
  const communities = useState$((state) => state.plan?.head.communities ?? {});
  const isBad = candidatesOf(form.candidates) === null;
  const run = app.store.run.bind(app.store);
  return (
    <form
      class="st-form"
      onSubmit={(event) => {
        event.preventDefault();
        void askSites(app);
      }}
    >
      <label>
        {say(words.howMany)}
        <input
          type="number"
          class="st-number"
          name="count"
          min={1}
          max={MOST}
          required
          value={form.count}
          onChange={({ currentTarget }) => {
            const count = currentTarget.valueAsNumber;
            if (count >= 1 && count <= MOST) run(fillIn({ count: Math.round(count) }));
          }}
        />
      </label>
      <label>
        {say(words.objective)}
        <select
          name="objective"
          value={form.objective}
          onChange={({ currentTarget }) =>
            run(fillIn({ objective: currentTarget.value as Objective }))
          }
        >
          {OBJECTIVES.map((one) => (
            <option key={one} value={one}>
              {say(words[one])}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say(words.walker)}
        <select
          name="walker"
          value={form.walker}
          onChange={({ currentTarget }) => run(fillIn({ walker: currentTarget.value as Walker }))}
        >
          {WALKERS.map((one) => (
            <option key={one} value={one}>
              {say(words[one])}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say(words.community)}
        <select
          name="community"
          value={form.community}
          onChange={({ currentTarget }) => run(fillIn({ community: currentTarget.value }))}
        >
          <option value="">{say(words.everywhere)}</option>
          {Object.entries(communities).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="st-wide">
        {say(words.candidates)}
        <textarea
          rows={2}
          name="candidates"
          placeholder={say(words.candidatesHint)}
          aria-invalid={isBad}
          value={form.candidates}
          onInput={({ currentTarget }) => run(fillIn({ candidates: currentTarget.value }))}
        />
      </label>
      {isBad && (
        <p class="st-wide st-bad" role="alert">
          {say(words.badCandidates)}
        </p>
      )}
      <button type="submit" class="primary st-wide" disabled={working !== null || isBad}>
        <MapPinPlus size={17} aria-hidden="true" />
        {working ?? say(words.ask)}
      </button>
    </form>
  );
}

function Result({ siting }: { readonly siting: Siting }) {
  const app = useApp();
  const say = useSay();
  const isProved = siting.status === "optimal";
  const Icon = isProved ? BadgeCheck : Hourglass;
  return (
    <div class="st-result" role="status">
      <p class={isProved ? "st-state st-good" : "st-state st-bad"}>
        <Icon size={17} aria-hidden="true" />
        <strong>{say(isProved ? words.proved : words.unproved)}</strong>
      </p>
      <p>{say(siting.said)}</p>
      <ol>
        {siting.sites.map((one, n) => (
          <li key={one.key}>
            <button
              type="button"
              class="bare st-fault"
              onClick={() => app.map?.flyTo(one.place, 16)}
            >
              {say(words.site, { number: n + 1 })}
              {one.name && ` · ${one.name}`}
            </button>
            <span class="soft">
              {siting.objective === "cover"
                ? say(words.reaches, { count: one.gained })
                : say(words.near, { count: one.near })}
            </span>
          </li>
        ))}
      </ol>
      <button type="button" onClick={() => app.store.run(sited(null))}>
        {say(words.clear)}
      </button>
    </div>
  );
}
