/** The panel "history": who did what and when, what can be taken back, what each version changed. */
import { Redo2, Undo2 } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { sendStep } from "../../app/sending";
import { common } from "../../words/common";
import { moment } from "../../words/words";
import { EventLine } from "./eventline";
import { goBack, goOn, leave, recall } from "./historyeffects";
import { byDay, sentenceOf, type Target, toRedo, toUndo } from "./recall";
import type { History } from "./state";
import { words } from "./words";
import "./reviewing.css";

export function HistoryPanel() {
  const app = useApp();
  const planId = useState$((state) => state.plan?.head.plan_id);
  const version = useState$((state) => state.plan?.head.version ?? 0);
  const history = useState$((state) => state.reviewing.history);
  useEffect(() => {
    if (planId !== undefined) void recall(app);
    return () => leave(app);
  }, [app, planId]);
  const link = useState$((state) => state.plan?.link);
  useEffect(() => {
    if (link === "live" && history !== null && version > history.until) void goOn(app);
  }, [app, history, version, link]);
  if (history === null || history.planId !== planId) return <Waiting />;
  return (
    <div class="stack">
      <Steps history={history} />
      <Saving />
      <Days history={history} />
    </div>
  );
}

function Waiting() {
  const say = useSay();
  return <p class="soft">{say(common.loading)}</p>;
}

function Steps({ history }: { readonly history: History }) {
  const app = useApp();
  const isDraft = useState$((state) => state.plan?.head.state === "draft");
  if (!isDraft) return null;
  return (
    <div class="rv-steps">
      <Step
        name="undo"
        target={toUndo(history)}
        history={history}
        onDo={() => void sendStep(app, "undo")}
      />
      <Step
        name="redo"
        target={toRedo(history)}
        history={history}
        onDo={() => void sendStep(app, "redo")}
      />
    </div>
  );
}

interface StepProps {
  readonly name: "undo" | "redo";
  readonly target: Target;
  readonly history: History;
  readonly onDo: () => void;
}

const NOTHING = { undo: words.undoNothing, redo: words.redoNothing };

function Step({ name, target, history, onDo }: StepProps) {
  const say = useSay();
  const Icon = name === "undo" ? Undo2 : Redo2;
  const what =
    target === "nothing"
      ? NOTHING[name]
      : target === "unknown"
        ? words.stepUnknown
        : sentenceOf(target, history.events);
  return (
    <button type="button" data-step={name} disabled={target === "nothing"} onClick={onDo}>
      <span>
        <Icon size={16} aria-hidden="true" />
        {say(words[name])}
      </span>
      <span class="rv-small rv-cut">{say(what)}</span>
    </button>
  );
}

function Saving() {
  const say = useSay();
  const pending = useState$((state) => state.plan?.pending ?? []);
  if (pending.length === 0) return null;
  return (
    <p class="soft" role="status">
      {say(words.saving, { count: pending.length })}
    </p>
  );
}

function Days({ history }: { readonly history: History }) {
  const lang = useState$((state) => state.lang);
  return (
    <div>
      {byDay(history.events, lang).map(({ day, events }) => (
        <section key={day} aria-label={day}>
          <h3 class="rv-day">{day}</h3>
          <ul class="rv-list">
            {events.map((event) => (
              <EventLine key={event.version} event={event} history={history} />
            ))}
          </ul>
        </section>
      ))}
      {history.since > 1 ? <Older since={history.since} /> : <Begun />}
    </div>
  );
}

/** Fetches the page before as soon as it comes into view; by keys it is a button. */
function Older({ since }: { readonly since: number }) {
  const app = useApp();
  const say = useSay();
  const button = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page is watched for anew
  useEffect(() => {
    const watcher = new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting)) void goBack(app);
    });
    if (button.current) watcher.observe(button.current);
    return () => watcher.disconnect();
  }, [app, since]);
  return (
    <button type="button" ref={button} onClick={() => void goBack(app)}>
      {say(words.older)}
    </button>
  );
}

/** How it began: made, or branched from another plan. */
function Begun() {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const head = useState$((state) => state.plan?.head);
  const parent = useState$((state) =>
    state.plans.find((one) => one.plan_id === head?.parent?.plan_id),
  );
  if (!head) return null;
  const from = head.parent && parent && { name: parent.name, version: head.parent.version };
  return (
    <p class="soft rv-small rv-part">
      {from ? say(words.branched, from) : say(words.begun)}
      {` · ${head.owner} · ${moment(head.time, lang)}`}
    </p>
  );
}
