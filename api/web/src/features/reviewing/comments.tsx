/** What people said of places of the plan: the list, answers, a new one by a click on the map. */
import { MapPinPlus } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { PlanComment } from "../../api/reviewing";
import { useApp, useSay, useState$ } from "../../app/app";
import { common } from "../../words/common";
import { moment } from "../../words/words";
import { openThread, pinning, showComments } from "./commands";
import { answer, comment, listen, listenOn, resolve } from "./commenteffects";
import type { Shown } from "./state";
import { shownOf, type Thread, threadsOf } from "./threads";
import { words } from "./words";

const AGAIN_MS = 15_000;
const FILTERS: readonly (readonly [Shown, keyof typeof words])[] = [
  ["open", "openOnes"],
  ["resolved", "resolvedOnes"],
  ["all", "allOnes"],
];

export function Comments() {
  const app = useApp();
  const say = useSay();
  const planId = useState$((state) => state.plan?.head.plan_id);
  const threads = useThreads();
  const shown = useState$((state) => state.reviewing.shown);
  useEffect(() => {
    if (planId === undefined) return;
    void listen(app);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void listenOn(app);
    }, AGAIN_MS);
    return () => {
      clearInterval(timer);
      app.store.run(pinning(null));
    };
  }, [app, planId]);
  const found = shownOf(threads, shown);
  return (
    <section class="rv-part stack" aria-label={say(words.comments)}>
      <h3>{say(words.comments)}</h3>
      <NewComment />
      <div class="row">
        {FILTERS.map(([name, word]) => (
          <button
            type="button"
            key={name}
            class="rv-quiet"
            aria-pressed={shown === name}
            onClick={() => app.store.run(showComments(name))}
          >
            {say(words[word])} {shownOf(threads, name).length}
          </button>
        ))}
      </div>
      <ul class="rv-list">
        {found.map((one) => (
          <ThreadCard key={one.root.id} thread={one} />
        ))}
      </ul>
      {found.length === 0 && <p class="soft">{say(words.noComments)}</p>}
    </section>
  );
}

/** Return the threads of the open plan. */
export function useThreads(): Thread[] {
  const planId = useState$((state) => state.plan?.head.plan_id);
  const comments = useState$((state) => state.reviewing.comments);
  return comments !== null && comments.planId === planId ? threadsOf(comments.all) : [];
}

function NewComment() {
  const { store } = useApp();
  const say = useSay();
  const pin = useState$((state) => state.reviewing.pin);
  if (pin === null) {
    return (
      <button type="button" onClick={() => store.run(pinning("choosing"))}>
        <MapPinPlus size={16} aria-hidden="true" />
        {say(words.addComment)}
      </button>
    );
  }
  return pin === "choosing" ? <ChoosePlace /> : <Write place={pin} />;
}

function ChoosePlace() {
  const app = useApp();
  const say = useSay();
  const centre = () => {
    if (app.map) app.store.run(pinning(app.map.camera().centre));
  };
  return (
    <div class="rv-card stack" role="status">
      {say(words.pinHint)}
      <div class="row">
        <button type="button" class="primary" onClick={centre}>
          {say(words.pinCentre)}
        </button>
        <button type="button" onClick={() => app.store.run(pinning(null))}>
          {say(common.cancel)}
        </button>
      </div>
    </div>
  );
}

function Write({ place }: { readonly place: readonly [number, number] }) {
  const app = useApp();
  return (
    <Say
      label={words.pinText}
      onSay={(text) => comment(app, place, text)}
      onCancel={() => app.store.run(pinning(null))}
    />
  );
}

interface SayProps {
  readonly label: (typeof words)[keyof typeof words];
  readonly name?: string;
  readonly onSay: (text: string) => Promise<boolean>;
  readonly onCancel: () => void;
}

function Say({ label, name, onSay, onCancel }: SayProps) {
  const say = useSay();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    if (await onSay(text.trim())) setText("");
    setBusy(false);
  };
  return (
    <form class="rv-say stack" onSubmit={(event) => void send(event)}>
      <textarea
        // The one thing that is asked for: who chose a place wants to write.
        ref={(field) => field?.focus()}
        rows={3}
        maxLength={4_000}
        aria-label={name ?? say(label)}
        placeholder={say(label)}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="row">
        <button type="submit" class="primary" disabled={busy || text.trim() === ""}>
          {say(words.send)}
        </button>
        <button type="button" onClick={onCancel}>
          {say(common.cancel)}
        </button>
      </div>
    </form>
  );
}

function ThreadCard({ thread }: { readonly thread: Thread }) {
  const app = useApp();
  const say = useSay();
  const isOpen = useState$((state) => state.reviewing.thread === thread.root.id);
  const { root, answers, number } = thread;
  const toggle = () => {
    app.store.run(openThread(isOpen ? null : root.id));
    if (!isOpen) app.map?.flyTo(root.place);
  };
  return (
    <li class="rv-card" data-thread={root.id} data-open={isOpen}>
      <button type="button" class="rv-title row" aria-expanded={isOpen} onClick={toggle}>
        <span class={`rv-number ${root.resolved ? "resolved" : ""}`}>{number}</span>
        <span class={`grow rv-said ${isOpen ? "" : "rv-cut"}`}>{root.text}</span>
      </button>
      <Saying said={root} />
      {!isOpen && answers.length > 0 && (
        <div class="soft rv-small">{say(words.answers, { count: answers.length })}</div>
      )}
      {isOpen && <Answers thread={thread} />}
    </li>
  );
}

function Answers({ thread: { root, answers, number } }: { readonly thread: Thread }) {
  const app = useApp();
  const say = useSay();
  const [answering, setAnswering] = useState(false);
  const said = async (text: string) => {
    const done = await answer(app, root.id, text);
    if (done) setAnswering(false);
    return done;
  };
  return (
    <>
      {answers.map((one) => (
        <div key={one.id} class="rv-answer">
          <div class="rv-said">{one.text}</div>
          <Saying said={one} />
        </div>
      ))}
      {answering ? (
        <Say
          label={words.answer}
          name={say(words.answerFor, { number })}
          onSay={said}
          onCancel={() => setAnswering(false)}
        />
      ) : (
        <div class="row">
          <button type="button" class="rv-quiet" onClick={() => setAnswering(true)}>
            {say(words.answer)}
          </button>
          <button
            type="button"
            class="rv-quiet"
            onClick={() => void resolve(app, root.id, !root.resolved)}
          >
            {say(root.resolved ? words.reopen : words.resolve)}
          </button>
        </div>
      )}
    </>
  );
}

function Saying({ said }: { readonly said: PlanComment }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  return (
    <div class="soft rv-small">
      {said.author} · {moment(said.time, lang)} · {say(words.onVersion, { version: said.version })}
    </div>
  );
}
