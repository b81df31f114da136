/** Commands of asking. */
import type { Command } from "../../store/store";
import { type AskingState, type Form, asking as initial, type Open, type Weight } from "./state";
import type { Found, JobInfo } from "./types";

const KEPT = 30;

export const fillIn = (values: Partial<Form>): Command =>
  onPart((part) => ({ ...part, form: { ...part.form, ...values } }));

export const weigh = (weight: Weight, step: number): Command =>
  onPart((part) => ({
    ...part,
    form: { ...part.form, weights: { ...part.form.weights, [weight]: step } },
  }));

/** Settings as the program has them; what is asked for stays. */
export const resetSettings: Command = onPart((part) => ({
  ...part,
  form: {
    ...initial.form,
    kind: part.form.kind,
    communities: part.form.communities,
    neighbours: part.form.neighbours,
  },
}));

/** Put a community into the list of those asked for, or take it out. */
export const toggleCommunity = (code: string): Command =>
  onPart((part) => {
    const { communities } = part.form;
    const next = communities.includes(code)
      ? communities.filter((one) => one !== code)
      : [...communities, code].toSorted();
    return { ...part, form: { ...part.form, communities: next } };
  });

export const sending = (isSending: boolean): Command =>
  onPart((part) => (part.isSending === isSending ? part : { ...part, isSending }));

/** Jobs as a page of the list tells them, the newest first. */
export const jobsListed = (jobs: readonly JobInfo[]): Command =>
  onPart((part) => ({ ...part, jobs }));

/** A job as it is now; a new one comes first. */
export const jobHeard = (job: JobInfo): Command =>
  onPart((part) => {
    const known = part.jobs ?? [];
    const place = known.findIndex((one) => one.id === job.id);
    const jobs = place === -1 ? [job, ...known].slice(0, KEPT) : known.with(place, job);
    return { ...part, jobs };
  });

export const openFound = (job: JobInfo, found: Found): Command =>
  onPart((part) => ({
    ...part,
    open: { job, found, alternative: null, isDrawn: true, isStale: false },
  }));

export const closeFound: Command = onPart((part) =>
  part.open === null ? part : { ...part, open: null },
);

export const pick = (alternative: number | null): Command =>
  onOpen((open) => ({ ...open, alternative, isStale: false }));

export const showOnMap = (isDrawn: boolean): Command => onOpen((open) => ({ ...open, isDrawn }));

export const outdated: Command = onOpen((open) => ({ ...open, isStale: true }));

function onOpen(change: (open: Open) => Open): Command {
  return onPart((part) => (part.open === null ? part : { ...part, open: change(part.open) }));
}

function onPart(change: (part: AskingState) => AskingState): Command {
  return (state) => {
    const asking = change(state.asking);
    return asking === state.asking ? state : { ...state, asking };
  };
}
