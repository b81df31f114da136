/** The last jobs: how far each is, what to do with what it found. */
import { useApp, useSay, useState$ } from "../../app/app";
import { common } from "../../words/common";
import { moment } from "../../words/words";
import { cancelJob, openPlanOf, openResult } from "./effects";
import { isActive, isOfPlan } from "./request";
import type { Kind } from "./state";
import type { JobInfo } from "./types";
import { kinds, states, words } from "./words";

export function Jobs() {
  const say = useSay();
  const jobs = useState$((state) => state.asking.jobs);
  return (
    <section class="as-jobs" aria-label={say(words.jobs)}>
      <h3>{say(words.jobs)}</h3>
      {jobs === null && <p class="soft">{say(common.loading)}</p>}
      {jobs?.length === 0 && <p class="soft">{say(words.noJobs)}</p>}
      <ul>
        {jobs?.map((job) => (
          <JobCard key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function JobCard({ job }: { readonly job: JobInfo }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const names = useState$((state) => state.plan?.head.communities ?? {});
  const planId = useState$((state) => state.plan?.head.plan_id ?? "");
  const where = job.communities.map((code) => names[code] ?? code);
  return (
    <li class="card as-job" data-job={job.id} data-state={job.state}>
      <p class="as-job-title">
        <strong>{say(kinds[job.kind as Kind])}</strong>
        <span class={job.state === "failed" ? "badge as-wrong" : "badge"}>
          {say(states[job.state])}
        </span>
        <span class="soft">{moment(job.time, lang)}</span>
      </p>
      <p class="soft as-where">
        {where.slice(0, 3).join("、")}
        {where.length > 3 && ` +${where.length - 3}`}
        {!isOfPlan(job, planId) && ` · ${say(words.otherPlan)}`}
        {job.attempts > 1 && ` · ${say(words.resumed)}`}
      </p>
      {isActive(job) && <Progress job={job} />}
      {job.state === "failed" && job.problem && (
        <p role="alert">
          {say(job.problem.what)} <span class="soft">{say(job.problem.remedy)}</span>
        </p>
      )}
      {job.state === "done" && <Doing job={job} />}
    </li>
  );
}

export function Progress({ job }: { readonly job: JobInfo }) {
  const app = useApp();
  const say = useSay();
  const step = job.state === "waiting" ? words.queued : (job.step ?? words.preparing);
  return (
    <div class="as-progress">
      <progress max={1} value={job.share} aria-label={say(kinds[job.kind as Kind])} />
      <p>
        <span class="grow soft" aria-live="polite">
          {say(job.cancel ? words.cancelling : step)}
        </span>
        <span>{Math.round(job.share * 100)}%</span>
      </p>
      <button type="button" disabled={job.cancel} onClick={() => void cancelJob(app, job.id)}>
        {say(common.cancel)}
      </button>
    </div>
  );
}

function Doing({ job }: { readonly job: JobInfo }) {
  const app = useApp();
  const say = useSay();
  const isForDraft = job.params.plan_id !== undefined;
  const open = async () => {
    if (isForDraft) return openResult(app, job);
    const found = await app.http.json<{ plan_id: string }>(`/jobs/${job.id}/result`);
    return openPlanOf(app, found.plan_id);
  };
  return (
    <button type="button" onClick={() => void open()}>
      {say(isForDraft ? words.look : words.openPlan)}
    </button>
  );
}
