/** Commands of reviewing. */
import type {
  Difference,
  HistoryEvent,
  PlanComment,
  PlanStep,
  VersionName,
} from "../../api/reviewing";
import type { VersionEvent } from "../../api/types";
import type { Command } from "../../store/store";
import type { History, Pin, ReviewingState, Shown, Theirs } from "./state";

const OWN_KEPT = 50;
const NEWS_KEPT = 20;

/** A version that the stream tells is news, unless this page made it or it is out of sight. */
export const toldOf = (event: VersionEvent): Command =>
  onReviewing((part) => {
    const isNews = event.kind !== undefined && !part.own.includes(event.version);
    return isNews ? { ...part, news: [...part.news, event].slice(-NEWS_KEPT) } : part;
  });

/** This page made a version: it is no news, whether the stream was faster than the answer or not. */
export const made = (version: number): Command =>
  onReviewing((part) => ({
    ...part,
    own: [...part.own, version].slice(-OWN_KEPT),
    news: part.news.filter((one) => one.version !== version),
  }));

/** News up to a version were told to the user. */
export const newsTold = (version: number): Command =>
  onReviewing((part) => ({ ...part, news: part.news.filter((one) => one.version > version) }));

/** The first page of a history, with the names of versions. */
export const recalled = (history: History): Command =>
  onReviewing((part) => ({ ...part, history }));

/** Versions newer than those known, the oldest first. */
export const wentOn = (planId: string, events: readonly HistoryEvent[], until: number): Command =>
  onHistory(planId, (history) => {
    const known = new Set(history.events.map((one) => one.version));
    const fresh = events
      .filter((one) => one.version > history.until && !known.has(one.version))
      .reverse();
    return {
      ...history,
      events: [...fresh, ...history.events],
      until: Math.max(until, history.until),
    };
  });

/** Versions older than those known, the oldest first, down to the one after `after`. */
export const wentBack = (planId: string, events: readonly HistoryEvent[], after: number): Command =>
  onHistory(planId, (history) => {
    const known = new Set(history.events.map((one) => one.version));
    const older = events.filter((one) => !known.has(one.version)).reverse();
    return { ...history, events: [...history.events, ...older], since: after + 1 };
  });

export const namedVersion = (planId: string, name: VersionName): Command =>
  onHistory(planId, (history) => ({ ...history, names: [...history.names, name] }));

export const viewVersion = (planId: string, version: number, change: Difference): Command =>
  onReviewing((part) => ({ ...part, viewed: { planId, version, change } }));

export const leaveVersion: Command = onReviewing((part) => ({ ...part, viewed: null }));

export const learntTheirs = (theirs: Theirs | null): Command =>
  onReviewing((part) => ({ ...part, theirs }));

export const commented = (planId: string, all: readonly PlanComment[]): Command =>
  onReviewing((part) => ({ ...part, comments: { planId, all } }));

export const pinning = (pin: Pin | null): Command => onReviewing((part) => ({ ...part, pin }));

export const openThread = (thread: string | null): Command =>
  onReviewing((part) => ({ ...part, thread }));

export const showComments = (shown: Shown): Command => onReviewing((part) => ({ ...part, shown }));

export const walked = (planId: string, all: readonly PlanStep[]): Command =>
  onReviewing((part) => ({ ...part, steps: { planId, all } }));

/** Say why these violations may stand; an empty reason takes the exception back. */
export const excuse = (keys: readonly string[], reason: string): Command =>
  onReviewing((part) => {
    const reasons = new Map(part.reasons);
    for (const key of keys) {
      if (reason === "") reasons.delete(key);
      else reasons.set(key, reason);
    }
    return { ...part, reasons };
  });

/** Another plan is open: what belonged to the last one is put away. */
export const turnedTo = (reasons: ReadonlyMap<string, string>): Command =>
  onReviewing((part) => ({
    ...part,
    history: null,
    viewed: null,
    news: [],
    own: [],
    theirs: null,
    comments: null,
    pin: null,
    thread: null,
    steps: null,
    reasons,
  }));

function onReviewing(change: (part: ReviewingState) => ReviewingState): Command {
  return (state) => {
    const reviewing = change(state.reviewing);
    return reviewing === state.reviewing ? state : { ...state, reviewing };
  };
}

function onHistory(planId: string, change: (history: History) => History): Command {
  return onReviewing((part) =>
    part.history?.planId === planId ? { ...part, history: change(part.history) } : part,
  );
}
