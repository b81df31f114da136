/** The panel "violations": what is wrong, where, and what mends it. */
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { filterBy, putAway } from "./commands";
import { drawLooked } from "./effects";
import { List } from "./list";
import { counted, filtered, grouped } from "./listing";
import { type ViolationsState, violations } from "./state";
import "./violations.css";
import { words } from "./words";

const SEVERITIES: readonly ViolationsState["severity"][] = ["all", "hard", "soft"];

export function ViolationsPanel() {
  const app = useApp();
  const say = useSay();
  const plan = useState$((state) => state.plan);
  const part = useState$((state) => state.violations);
  useEffect(() => drawLooked(app, plan, part), [app, plan, part]);
  useEffect(
    () => () => {
      app.store.run(putAway);
      drawLooked(app, null, violations);
    },
    [app],
  );
  if (plan === null) return null;
  const all = [...plan.violations.values()];
  if (all.length === 0) return <p class="vi-none">{say(words.none)}</p>;
  const groups = grouped(filtered(all, part));
  return (
    <div class="stack vi">
      <Counts />
      <Filters />
      {groups.length === 0 ? <p class="soft">{say(words.noneHere)}</p> : <List groups={groups} />}
    </div>
  );
}

function Counts() {
  const say = useSay();
  const all = useState$((state) => [...(state.plan?.violations.values() ?? [])]);
  const hard = all.filter((one) => one.hard).length;
  return (
    <p class="vi-counts" role="status">
      <strong class={hard > 0 ? "vi-hard" : "vi-good"}>
        {say(words.hardCount, { count: hard })}
      </strong>
      <span class="soft">{say(words.softCount, { count: all.length - hard })}</span>
    </p>
  );
}

function Filters() {
  const { store } = useApp();
  const say = useSay();
  const { community, severity } = useState$((state) => state.violations);
  const names = useState$((state) => state.plan?.head.communities ?? {});
  const counts = counted(useState$((state) => state.plan?.violations.values() ?? []));
  return (
    <div class="vi-filters">
      <select
        aria-label={say(words.everywhere)}
        value={community ?? ""}
        onChange={(event) => store.run(filterBy({ community: event.currentTarget.value || null }))}
      >
        <option value="">{say(words.everywhere)}</option>
        {[...counts].map(([code, count]) => (
          <option key={code} value={code}>
            {names[code] ?? code} ({count})
          </option>
        ))}
      </select>
      <fieldset class="vi-severity" aria-label={say(words.severity)}>
        {SEVERITIES.map((one) => (
          <button
            type="button"
            key={one}
            aria-pressed={severity === one}
            onClick={() => store.run(filterBy({ severity: one }))}
          >
            {say(words[one])}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
