/** What reviewing lays over the map: pins of comments, changes of a version, news, a conflict. */
import { useEffect } from "preact/hooks";
import { useApp, useState$ } from "../../app/app";
import { type Changes, flashUnits, showChanges } from "../../map/changes";
import { notify } from "../../store/commands";
import type { State } from "../../store/state";
import { saying } from "../../words/words";
import { collisions, rowsOf, unitsOf } from "./colliding";
import { newsTold } from "./commands";
import { ConflictCard } from "./conflictcard";
import { FirstSteps } from "./firststeps";
import { Pins } from "./pins";
import { words } from "./words";
import "./reviewing.css";

/** By then the answer to an own edit has come, which tells that it is no news. */
const SETTLES_MS = 300;
const TOLD_ONE_BY_ONE = 2;

export function ReviewingOverlay() {
  const isReviewing = useState$((state) => state.panel === "review");
  const conflict = useState$((state) => state.plan?.conflict ?? null);
  const isEmpty = useState$((state) => state.plan === null && state.plans.length === 0);
  useNews();
  useMarks();
  return (
    <>
      {isEmpty && <FirstSteps />}
      {isReviewing && <Pins />}
      {conflict && <ConflictCard key={conflict.pending.key} conflict={conflict} />}
    </>
  );
}

/** Tell what others did, and let it flash on the map. */
function useNews(): void {
  const app = useApp();
  const news = useState$((state) => state.reviewing.news);
  const isSending = useState$((state) => state.plan?.pending.some((one) => one.base !== null));
  useEffect(() => {
    if (news.length === 0 || isSending) return;
    const timer = setTimeout(() => {
      const { members } = app.store.state.value.plan ?? {};
      const units = news.flatMap((one) => (one.flips ?? []).map(([unit]) => unit));
      if (app.map && members) flashUnits(app.map, rowsOf(units, members));
      for (const text of sentencesOf(news)) app.store.run(notify("told", text));
      app.store.run(newsTold(Math.max(...news.map((one) => one.version))));
    }, SETTLES_MS);
    return () => clearTimeout(timer);
  }, [app, news, isSending]);
}

function sentencesOf(news: State["reviewing"]["news"]) {
  if (news.length > TOLD_ONE_BY_ONE) {
    return [saying(words.newsMany, { actor: news[0]?.actor ?? "", count: news.length })];
  }
  return news.map(({ actor = "", what = { zh: "", en: "" } }) => ({
    zh: saying(words.news, { actor, what: what.zh }).zh,
    en: saying(words.news, { actor, what: what.en }).en,
  }));
}

/** Hatch what a version changed, or what collides. */
function useMarks(): void {
  const app = useApp();
  const plan = useState$((state) => state.plan?.head.plan_id);
  const viewed = useState$((state) => state.reviewing.viewed);
  const theirs = useState$((state) => state.reviewing.theirs);
  const conflict = useState$((state) => state.plan?.conflict ?? null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read of the state depends on these
  useEffect(() => {
    if (!app.map) return;
    showChanges(app.map, changesOf(app.store.state.value));
  }, [app, plan, viewed, theirs, conflict]);
}

function changesOf({ plan, reviewing: { viewed, theirs } }: State): Changes | null {
  if (plan === null || plan.members === null) return null;
  const { members, conflict } = plan;
  if (conflict !== null) {
    const flips = theirs ? collisions(conflict, theirs.change.flips) : [];
    const others = new Set([...conflict.units, ...flips.map(([unit]) => unit)]);
    return {
      mine: rowsOf(unitsOf(conflict.pending.edit, members), members),
      theirs: rowsOf(others, members),
    };
  }
  if (viewed === null || viewed.planId !== plan.head.plan_id) return null;
  const units = viewed.change.flips.map(([unit]) => unit);
  return { mine: [], theirs: rowsOf(units, members) };
}
