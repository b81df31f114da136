/** A job that is under way: how far it is, and the way to end it. */
import { useEffect, useRef } from "preact/hooks";
import { useApp, useSay } from "../../app/app";
import { common } from "../../words/common";
import { cancel } from "./effects";
import type { Work } from "./state";
import { words } from "./words";

const TITLES = { preview: words.looking, import: words.importing, plan: words.planning } as const;

export function Running({ work }: { readonly work: Work }) {
  const app = useApp();
  const say = useSay();
  const button = useRef<HTMLButtonElement>(null);
  // What had the focus is gone: it goes to what can be done now.
  useEffect(() => button.current?.focus(), []);
  const { job, kind } = work;
  const begin = job?.state === "running" ? words.beginning : words.waiting;
  const step = job === null ? words.sending : (job.step ?? begin);
  return (
    <section class="card im-card stack" aria-live="polite" data-work={kind}>
      <h3>{say(TITLES[kind])}</h3>
      <progress
        class="im-progress"
        max={1}
        aria-label={say(TITLES[kind])}
        {...(job ? { value: job.share } : {})}
      />
      <div class="row">
        <span class="grow soft">
          {say(step)}
          {job && job.share > 0 ? ` ${Math.round(job.share * 100)}%` : ""}
        </span>
        <button type="button" ref={button} onClick={() => void cancel(app)}>
          {say(common.cancel)}
        </button>
      </div>
    </section>
  );
}
