/** From what the user sets to what the service is asked for: pure. */
import type { Position } from "../../api/types";
import { codeAt } from "../../plan/assignment";
import { nearest } from "../../plan/selection";
import type { OpenPlan, State } from "../../store/state";
import { asking, DEFAULT_STEP, type Form, type Open, WEIGHTS, type Weight } from "./state";
import { type FoundSeveral, isOne, isSeveral, type JobInfo, type Offer } from "./types";

/** How much each weight counts at step 2: as `gridmap.partition.objective.Weights` has it. */
export const USUAL: Readonly<Record<Weight, number>> = {
  balance: 2,
  compactness: 1,
  split: 0.6,
  boundary: 0.15,
  crossing: 1,
};

/** By how much a step of a slider multiplies a weight. */
export const FACTORS = [0, 0.3, 1, 3, 10] as const;

/** Alternatives that are always made; settings that the user changed make one more. */
export const ALTERNATIVES = ["balance", "compact", "whole", "near"] as const;

export const MOST_ALTERNATIVES_OF = 10;

export interface Asked {
  readonly kind: Form["kind"];
  readonly params: Readonly<Record<string, unknown>>;
}

/** What is known of a plan that something is computed for. */
export interface Draft {
  readonly planId: string;
  /** As the plan records them: band, persons, barriers, grids, weights. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Return what is sent to /jobs. */
export function requestOf(form: Form, draft: Draft, targets: Targets): Asked {
  const base = { plan_id: draft.planId };
  const { communities, grids } = targets;
  const { kind, seed } = form;
  if (kind === "improve") {
    return { kind, params: { ...base, grids, neighbours: form.neighbours, seed } };
  }
  if (kind === "repair") return { kind, params: { ...base, communities, seed } };
  const own = isChanged(form) ? settingsOf(form, draft.settings) : null;
  if (kind === "alternatives") {
    const usual = ALTERNATIVES.map((name) => ({ name }));
    const listed = own && { alternatives: [...usual, { name: "own", settings: own }] };
    return { kind, params: { ...base, communities, ...listed, proof: form.proof, seed } };
  }
  return { kind, params: { ...base, communities, ...(own && { settings: own }) } };
}

/** Return the settings of a plan with what the user changed of them. */
function settingsOf(
  form: Form,
  settings: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = ["band", "persons", "barriers", "grids", "balance", "workload"];
  const kept = names.filter((name) => settings[name] != null);
  const weights = settings.weights as Partial<Record<Weight | "loads", number>> | undefined;
  const loads = weights?.loads ?? 0;
  return {
    ...Object.fromEntries(kept.map((name) => [name, settings[name]])),
    ...(form.band && { band: form.band }),
    ...(form.barriers && { barriers: form.barriers }),
    ...(form.workload && { balance: "workload" }),
    weights: {
      ...weightsOf(form, weights),
      ...((form.workload || loads > 0) && { loads: loads || 1 }),
    },
    seed: form.seed,
    proof: form.proof,
  };
}

/** Return whether any setting is another than the program's or the plan's. */
export function isChanged(form: Form): boolean {
  const plain = asking.form;
  return (
    form.band !== null ||
    form.barriers !== null ||
    form.workload ||
    form.seed !== plain.seed ||
    form.proof !== plain.proof ||
    WEIGHTS.some((one) => form.weights[one] !== DEFAULT_STEP)
  );
}

/** Return weights by the sliders: a step multiplies what the plan, or the program, has. */
export function weightsOf(
  form: Form,
  known: Partial<Record<Weight, number>> = {},
): Record<Weight, number> {
  const weigh = (one: Weight) => (known[one] ?? USUAL[one]) * (FACTORS[form.weights[one]] ?? 1);
  return Object.fromEntries(
    WEIGHTS.map((one) => [one, Math.round(weigh(one) * 1e4) / 1e4]),
  ) as Record<Weight, number>;
}

/** The communities and grids that something is asked for. */
export interface Targets {
  readonly communities: readonly string[];
  readonly grids: readonly string[];
}

/** Return what is asked for: what is set in the form, else what is chosen on the map. */
export function targetsOf(state: State): Targets {
  const { plan } = state;
  if (plan === null) return { communities: [], grids: [] };
  const grids = chosenGrids(state, plan);
  const known = Object.keys(plan.head.communities).toSorted();
  const set = state.asking.form.communities.filter((code) => known.includes(code));
  if (set.length > 0) return { communities: set, grids };
  const chosen = new Set(grids.map((code) => plan.grids.get(code)?.properties.community_code));
  const there = known.filter((code) => chosen.has(code));
  return { communities: there.length > 0 ? there : known.slice(0, 1), grids };
}

export type Obstacle = "bandWrong" | "tooMany" | "noGrid" | "oneCommunity";

/** Return why what the form says cannot be asked for; null where it can. */
export function obstacleOf(state: State): Obstacle | null {
  const { band, kind } = state.asking.form;
  const { communities, grids } = targetsOf(state);
  if (band && !(band[0] > 0 && band[0] <= band[1])) return "bandWrong";
  if (kind === "improve") return grids.length === 0 ? "noGrid" : apart(state, grids);
  if (kind !== "alternatives") return null;
  return communities.length > MOST_ALTERNATIVES_OF ? "tooMany" : null;
}

function apart(state: State, grids: readonly string[]): Obstacle | null {
  const homes = grids.map((code) => state.plan?.grids.get(code)?.properties.community_code);
  return new Set(homes).size > 1 ? "oneCommunity" : null;
}

/** Return the ordinary grids that are chosen: by their units, else the one at the place. */
function chosenGrids(state: State, plan: OpenPlan): string[] {
  const found = new Set(unitsChosen(state, plan));
  if (state.chosen?.layer === "grids") found.add(state.chosen.id);
  else if (found.size === 0) found.add(gridAt(plan, state.chosen?.place ?? null));
  const ordinary = (code: string) => plan.grids.get(code)?.properties.kind === "ordinary";
  return [...found].filter(ordinary).toSorted();
}

function unitsChosen(state: State, { members }: OpenPlan): string[] {
  if (members === null) return [];
  return [...state.editing.selection].flatMap((p) => codeAt(members.shown, p) ?? []);
}

/** Return the grid of the unit nearest to a place; nothing where there is none. */
function gridAt({ members }: OpenPlan, place: Position | null): string {
  const position = members === null || place === null ? null : nearest(members.units, place);
  return (members !== null && position !== null && codeAt(members.shown, position)) || "";
}

/** Return the offer that is looked at: the one found, or the chosen one of several. */
export function offerOf(open: Open | null): Offer | null {
  if (open === null) return null;
  const { found, alternative } = open;
  if (isOne(found)) return found;
  if (!isSeveral(found) || alternative === null) return null;
  return found.alternatives[alternative] ?? null;
}

/** Return whether a job is about the open plan. */
export const isOfPlan = (job: JobInfo, planId: string): boolean => job.params.plan_id === planId;

export const isActive = (job: JobInfo): boolean =>
  job.state === "waiting" || job.state === "running";

/** Return which alternative is best in each score, by its name; several where they are equal. */
export function bestOf(found: FoundSeveral): ReadonlyMap<string, ReadonlySet<number>> {
  const wanted: Readonly<Record<string, (offer: Offer) => number>> = {
    in_band: (one) => -one.preview.after.in_band / Math.max(1, one.preview.after.grids),
    deviation_pct: (one) => one.preview.after.deviation_pct,
    mean_distance_m: (one) => one.preview.after.mean_distance_m,
    splits: (one) => one.preview.after.splits,
    moved: (one) => one.preview.moved,
  };
  const there = found.alternatives.map((one, place) => ({ one, place }));
  const made = there.filter(({ one }) => one.problem === null);
  return new Map(
    Object.entries(wanted).map(([name, value]) => {
      const least = Math.min(...made.map(({ one }) => value(one)));
      const best = made.filter(({ one }) => value(one) === least).map(({ place }) => place);
      return [name, new Set(best.length === made.length ? [] : best)];
    }),
  );
}
