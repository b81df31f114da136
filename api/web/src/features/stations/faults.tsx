/** What is wrong with stations, by rule; a click flies there. */
import { TriangleAlert } from "lucide-preact";
import type { Violation } from "../../api/types";
import { useApp, useSay } from "../../app/app";
import { showPanel } from "../../store/commands";
import { visitFault } from "./effects";
import { rules, words } from "./words";

export function Faults({ found }: { readonly found: readonly Violation[] }) {
  const { store } = useApp();
  const say = useSay();
  const groups = byRule(found);
  return (
    <section class="st-faults">
      <div class="row">
        <h3 class="grow">
          {found.length > 0 ? say(words.problems, { count: found.length }) : say(words.noProblems)}
        </h3>
        <button type="button" class="bare" onClick={() => store.run(showPanel("violations"))}>
          <TriangleAlert size={16} aria-hidden="true" />
          {say(words.others)}
        </button>
      </div>
      {[...groups].map(([rule, list]) => (
        <details key={rule}>
          <summary>
            {say(rules[rule] ?? { zh: rule, en: rule })} <span class="badge">{list.length}</span>
          </summary>
          <ul>
            {list.map((one) => (
              <Fault key={one.key} one={one} />
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}

function Fault({ one }: { readonly one: Violation }) {
  const app = useApp();
  const say = useSay();
  return (
    <li>
      <button
        type="button"
        class="bare st-fault"
        title={say(words.show)}
        onClick={() => visitFault(app, one)}
      >
        {say(one.what)}
      </button>
      <p class="soft st-remedy">{say(one.remedy)}</p>
    </li>
  );
}

function byRule(found: readonly Violation[]): Map<string, Violation[]> {
  const groups = new Map<string, Violation[]>();
  for (const one of found) groups.set(one.rule, [...(groups.get(one.rule) ?? []), one]);
  return groups;
}
