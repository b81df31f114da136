/** Two maps that look at the same place, under one divider: before on the left, after on the right. */
import { MoveHorizontal, X } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { ABOVE, BELOW, IN_BAND } from "../../map/colours";
import { common } from "../../words/common";
import { swiped } from "./commands";
import type { Compared } from "./state";
import { SwipeMaps } from "./swipemaps";
import { keyOf } from "./table";
import type { ComparedPlan } from "./types";
import { words } from "./words";

const STEP = 2;
const LONG_STEP = 10;

export function Swipe({ shown }: { readonly shown: Compared }) {
  const app = useApp();
  const say = useSay();
  const at = useState$((state) => state.comparing.swipe) ?? 50;
  const row = useState$((state) => state.comparing.row);
  const left = useRef<HTMLElement>(null);
  const right = useRef<HTMLElement>(null);
  const maps = useRef<SwipeMaps | null>(null);
  useEffect(() => {
    if (!left.current || !right.current) return;
    const made = new SwipeMaps(app, left.current, right.current, shown.found);
    maps.current = made;
    return () => made.end();
  }, [app, shown]);
  useEffect(() => {
    const picked = shown.found.successions.find((one) => keyOf(one) === row);
    maps.current?.mark(picked ?? null);
  }, [shown, row]);
  return (
    <section class="over-map cmp-swipe" aria-label={say(words.swipe)}>
      <section class="cmp-map" ref={left} aria-label={say(words.mapBefore)} />
      <section
        class="cmp-map"
        ref={right}
        aria-label={say(words.mapAfter)}
        style={{ clipPath: `inset(0 0 0 ${at}%)` }}
      />
      <Title side="before" plan={shown.found.before} />
      <Title side="after" plan={shown.found.after} />
      <Divider at={at} />
      <Legend />
      <button
        type="button"
        class="card cmp-end"
        aria-label={say(words.endSwipe)}
        onClick={() => app.store.run(swiped(null))}
      >
        <X size={18} aria-hidden="true" />
      </button>
    </section>
  );
}

function Title({ side, plan }: { readonly side: "before" | "after"; readonly plan: ComparedPlan }) {
  const say = useSay();
  return (
    <div class={`card cmp-title cmp-title-${side}`}>
      <span class="soft">{say(words[side])}</span> <strong>{plan.name}</strong>{" "}
      <span class="soft">
        v{plan.version} · {say(common[plan.state])}
      </span>
    </div>
  );
}

function Divider({ at }: { readonly at: number }) {
  const { store } = useApp();
  const say = useSay();
  const values = { left: Math.round(at), right: Math.round(100 - at) };
  const drag = (event: PointerEvent) => {
    const held = event.currentTarget as HTMLElement;
    if (!held.hasPointerCapture(event.pointerId)) return;
    const box = held.parentElement?.getBoundingClientRect();
    if (box) store.run(swiped((100 * (event.clientX - box.left)) / box.width));
  };
  const press = (event: KeyboardEvent) => {
    const goal = goalOf(event, at);
    if (goal === undefined) return;
    event.preventDefault();
    store.run(swiped(goal));
    if (goal === null) document.querySelector<HTMLElement>("[data-do=swipe]")?.focus();
  };
  return (
    <div
      class="cmp-divider"
      role="slider"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={say(words.divider)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={values.left}
      aria-valuetext={say(words.dividerAt, values)}
      title={say(words.dividerHelp)}
      style={{ left: `${at}%` }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    >
      <span class="cmp-handle">
        <MoveHorizontal size={20} aria-hidden="true" />
      </span>
    </div>
  );
}

/** Return where a key puts the divider; null ends the swipe, undefined is no key of it. */
function goalOf({ key, shiftKey }: KeyboardEvent, at: number): number | null | undefined {
  const step = shiftKey ? LONG_STEP : STEP;
  const goals: Readonly<Record<string, number | null>> = {
    ArrowLeft: at - step,
    ArrowRight: at + step,
    PageDown: at - LONG_STEP,
    PageUp: at + LONG_STEP,
    Home: 0,
    End: 100,
    Escape: null,
  };
  return goals[key];
}

function Legend() {
  const say = useSay();
  const classes = [
    [BELOW, words.below],
    [IN_BAND[2], words.within],
    [ABOVE, words.above],
  ] as const;
  return (
    <ul class="card cmp-classes" aria-label={say(common.band)}>
      {classes.map(([colour, text]) => (
        <li key={colour}>
          <span class="cmp-colour" style={{ background: colour }} aria-hidden="true" />
          {say(text)}
        </li>
      ))}
    </ul>
  );
}
