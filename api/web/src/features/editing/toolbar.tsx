/** The tools, what the one at hand does, and what a stroke may take. */
import {
  Blend,
  Brush,
  Lasso,
  type LucideIcon,
  MousePointer2,
  PaintBucket,
  Slice,
  SquareDashedMousePointer,
} from "lucide-preact";
import { useApp, useSay, useState$ } from "../../app/app";
import type { Limit } from "../../plan/selection";
import { limit, takeTool, widen } from "./commands";
import { TOOL_KEYS } from "./keys";
import { drawsByDragging } from "./pointing";
import { REACHES, type Tool } from "./state";
import { TOOL_HINTS, TOOL_WORDS, words } from "./words";

const ICONS: Readonly<Record<Tool, LucideIcon>> = {
  choose: MousePointer2,
  rectangle: SquareDashedMousePointer,
  lasso: Lasso,
  brush: Brush,
  paint: PaintBucket,
  push: Blend,
  split: Slice,
};
const TOOLS = Object.keys(ICONS) as Tool[];
const LIMITS: readonly Limit[] = ["any", "none", "grid", "compound"];

export function Toolbar() {
  const app = useApp();
  const say = useSay();
  const tool = useState$((state) => state.editing.tool);
  return (
    <section>
      <div class="ed-tools" role="toolbar" aria-label={say(words.tools)}>
        {TOOLS.map((one) => {
          const Icon = ICONS[one];
          return (
            <button
              type="button"
              key={one}
              data-tool={one}
              aria-pressed={tool === one}
              aria-keyshortcuts={TOOL_KEYS[one]}
              onClick={() => app.store.run(takeTool(one))}
            >
              <Icon size={18} aria-hidden="true" />
              <span>{say(TOOL_WORDS[one])}</span>
              <kbd>{TOOL_KEYS[one]}</kbd>
            </button>
          );
        })}
      </div>
      <p class="soft ed-hint">{say(TOOL_HINTS[tool])}</p>
      {(tool === "brush" || tool === "paint" || tool === "push") && <Reach />}
      {drawsByDragging(tool) && <Limits />}
    </section>
  );
}

function Reach() {
  const app = useApp();
  const say = useSay();
  const reach = useState$((state) => state.editing.reach);
  return (
    <label class="row">
      <span class="grow">
        {say(words.reach)} <kbd>[</kbd> <kbd>]</kbd>
      </span>
      <select
        value={String(reach)}
        onChange={({ currentTarget }) => {
          const now = REACHES.indexOf(reach as (typeof REACHES)[number]);
          app.store.run(widen(currentTarget.selectedIndex - now));
        }}
      >
        {REACHES.map((one) => (
          <option key={one} value={String(one)}>
            {one === 0 ? say(words.reachOne) : say(words.reachPx, { count: one })}
          </option>
        ))}
      </select>
    </label>
  );
}

function Limits() {
  const app = useApp();
  const say = useSay();
  const limits = useState$((state) => state.editing.limits);
  return (
    <fieldset class="ed-limits">
      <legend>{say(words.limits)}</legend>
      <select
        aria-label={say(words.limits)}
        value={limits.within}
        onChange={({ currentTarget }) =>
          app.store.run(limit({ within: currentTarget.value as Limit }))
        }
      >
        {LIMITS.map((one) => (
          <option key={one} value={one}>
            {say(words[one])}
          </option>
        ))}
      </select>
      {(["sameCommunity", "skipLocked"] as const).map((name) => (
        <label class="row" key={name}>
          <input
            type="checkbox"
            checked={limits[name]}
            onChange={({ currentTarget }) =>
              app.store.run(limit({ [name]: currentTarget.checked }))
            }
          />
          {say(words[name])}
        </label>
      ))}
    </fieldset>
  );
}
