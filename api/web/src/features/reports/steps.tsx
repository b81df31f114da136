/** What can be done with a report now, and what is asked for with each step. */
import { useState } from "preact/hooks";
import { useApp, useSay } from "../../app/app";
import { common } from "../../words/common";
import { fieldOf, presets } from "./deadlines";
import { take } from "./effects";
import type { Kind, ReportDetail, ReportState, Step, TakenStep } from "./types";
import { kinds, questions, steps, words } from "./words";

/** What most often comes next. */
const NEXT: Readonly<Record<ReportState, Step | null>> = {
  found: "sort",
  sorted: "assign",
  assigned: "close",
  followed: "close",
  closed: "revisit",
  revisited: null,
};
const NEEDS_NOTE: readonly Step[] = ["follow", "close", "reopen", "note"];

export function Steps({ one }: { readonly one: ReportDetail }) {
  const say = useSay();
  const [asked, ask] = useState<Step | null>(null);
  const step = asked !== null && one.steps.includes(asked) ? asked : null;
  return (
    <div class="stack">
      <div class="re-steps">
        {one.steps.map((name) => (
          <button
            type="button"
            key={name}
            data-take={name}
            class={name === NEXT[one.state] && step === null ? "primary" : ""}
            aria-expanded={step === name}
            onClick={() => ask(step === name ? null : name)}
          >
            {say(steps[name])}
          </button>
        ))}
      </div>
      {step !== null && <StepForm key={step} one={one} step={step} close={() => ask(null)} />}
    </div>
  );
}

interface StepFormProps {
  readonly one: ReportDetail;
  readonly step: Step;
  readonly close: () => void;
}

function StepForm({ one, step, close }: StepFormProps) {
  const app = useApp();
  const say = useSay();
  const [note, write] = useState("");
  const [kind, choose] = useState<Kind>(one.kind);
  const [assignee, name] = useState(one.assignee);
  const [due, set] = useState("");
  const [busy, setBusy] = useState(false);
  const isMissing =
    (NEEDS_NOTE.includes(step) && note.trim() === "") ||
    (step === "assign" && (assignee.trim() === "" || due === ""));
  const send = async (event: Event) => {
    event.preventDefault();
    const taken: TakenStep = {
      step,
      note: note.trim(),
      ...(step === "sort" ? { kind } : {}),
      ...(step === "assign" ? { assignee: assignee.trim(), due: new Date(due).toISOString() } : {}),
    };
    setBusy(true);
    if (await take(app, one, taken)) close();
    else setBusy(false);
  };
  return (
    <form class="stack re-card" data-form={step} onSubmit={(event) => void send(event)}>
      {step === "sort" && <KindField kind={kind} choose={choose} />}
      {step === "assign" && (
        <>
          <label class="re-field">
            {say(words.assignee)}
            <input
              name="assignee"
              maxLength={200}
              value={assignee}
              onInput={(event) => name(event.currentTarget.value)}
            />
          </label>
          <DueField due={due} set={set} />
        </>
      )}
      <label class="re-field">
        {say(questions[step])}
        {NEEDS_NOTE.includes(step) && <span class="soft">{say(words.needed)}</span>}
        <textarea
          rows={3}
          maxLength={500}
          value={note}
          placeholder={say(words.nameless)}
          onInput={(event) => write(event.currentTarget.value)}
        />
      </label>
      <div class="row">
        <button type="submit" class="primary" disabled={busy || isMissing}>
          {say(steps[step])}
        </button>
        <button type="button" onClick={close}>
          {say(common.cancel)}
        </button>
      </div>
    </form>
  );
}

interface KindFieldProps {
  readonly kind: Kind;
  readonly choose: (kind: Kind) => void;
}

function KindField({ kind, choose }: KindFieldProps) {
  const say = useSay();
  return (
    <label class="re-field">
      {say(words.kind)}
      <select value={kind} onChange={(event) => choose(event.currentTarget.value as Kind)}>
        {(Object.keys(kinds) as Kind[]).map((one) => (
          <option key={one} value={one}>
            {say(kinds[one])}
          </option>
        ))}
      </select>
    </label>
  );
}

function DueField({ due, set }: { readonly due: string; readonly set: (due: string) => void }) {
  const say = useSay();
  const now = new Date();
  return (
    <div class="re-field">
      <label class="re-field">
        {say(words.due)}
        <input
          name="due"
          type="datetime-local"
          min={fieldOf(now)}
          value={due}
          onInput={(event) => set(event.currentTarget.value)}
        />
      </label>
      <div class="row">
        {presets(now).map((one) => (
          <button
            type="button"
            key={one.name.en}
            class="re-small"
            onClick={() => set(fieldOf(one.due))}
          >
            {say(one.name)}
          </button>
        ))}
      </div>
    </div>
  );
}
