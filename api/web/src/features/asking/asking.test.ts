import type { Polygon } from "geojson";
import { describe, expect, it } from "vitest";
import type { GridFeature, PlanHead } from "../../api/types";
import { assignmentOf } from "../../plan/assignment";
import { unitsOf } from "../../plan/units";
import { initial, type State } from "../../store/state";
import { fillIn, jobHeard, jobsListed, openFound, pick, toggleCommunity, weigh } from "./commands";
import { boundsOf, type Drawable, drawingOf, gridsOf } from "./projecting";
import { bestOf, isChanged, obstacleOf, offerOf, requestOf, targetsOf, weightsOf } from "./request";
import type { Alternative, FoundSeveral, JobInfo, Scores } from "./types";

const [WEST, EAST] = ["370899001001", "370899001002"];
const text = { zh: "", en: "" };

/** Three squares of one degree side by side: two grids of the west, one of the east. */
function grid(code: string, x: number, kind: "ordinary" | "special" = "ordinary"): GridFeature {
  const ring = [
    [x, 0],
    [x + 1, 0],
    [x + 1, 1],
    [x, 1],
    [x, 0],
  ];
  return {
    type: "Feature",
    id: code,
    geometry: { type: "Polygon", coordinates: [ring] },
    properties: {
      grid_code: code,
      community_code: code.slice(0, 12),
      kind,
      households: 10,
    } as GridFeature["properties"],
  };
}

const units = unitsOf({
  set_id: "s",
  bounds: [0, 0, 3, 1],
  row: [0, 1, 2],
  unit_id: ["a", "b", "c"],
  lon: [0.5, 1.5, 2.5],
  lat: [0.5, 0.5, 0.5],
  households: [10, 10, 10],
  persons: [0, 0, 0],
  buildings: [1, 1, 1],
  community: [0, 0, 1],
  communities: [
    { code: WEST, name: "西" },
    { code: EAST, name: "东" },
  ],
  compound: [-1, -1, -1],
  compounds: [],
  kind: [0, 0, 0],
  kinds: [""],
  purpose: [-1, -1, -1],
  purposes: [],
  edges: { from: [0], to: [1], shared_m: [1], open: [true] },
});
const GRIDS = [grid(`${WEST}001`, 0), grid(`${WEST}002`, 1), grid(`${EAST}001`, 2)];
const assignment = assignmentOf(units, {
  version: 0,
  unit_id: ["a", "b", "c"],
  grid_code: GRIDS.map((one) => one.id),
  locked: [false, false, false],
});

function withPlan(more: Partial<State> = {}): State {
  const head = {
    plan_id: "p",
    version: 3,
    state: "draft",
    communities: { [WEST]: "西", [EAST]: "东" },
    band: { lower: 300, upper: 500 },
  } as unknown as PlanHead;
  return {
    ...initial,
    plan: {
      head,
      ahead: [],
      grids: new Map(GRIDS.map((one) => [one.id, one])),
      colours: new Map(),
      members: { units, confirmed: assignment, shown: assignment },
      violations: new Map(),
      pending: [],
      conflict: null,
      link: "live",
    },
    ...more,
  };
}

const chosen = (layer: string, id: string) => ({ layer, id, place: null, properties: {} });

describe("what is asked for", () => {
  it("is the community of the grid that is chosen, else the first", () => {
    expect(targetsOf(withPlan()).communities).toEqual([WEST]);
    const state = withPlan({ chosen: chosen("grids", `${EAST}001`) });
    expect(targetsOf(state)).toEqual({ communities: [EAST], grids: [`${EAST}001`] });
  });

  it("is what is ticked, whatever is chosen on the map", () => {
    const state = toggleCommunity(EAST)(toggleCommunity(WEST)(withPlan()));
    expect(targetsOf(state).communities).toEqual([WEST, EAST]);
    expect(targetsOf(toggleCommunity(WEST)(state)).communities).toEqual([EAST]);
  });

  it("takes the grids of chosen units, and no special-purpose one", () => {
    const state = withPlan();
    const editing = { ...state.editing, selection: new Set([0, 1]) };
    expect(targetsOf({ ...state, editing }).grids).toEqual([`${WEST}001`, `${WEST}002`]);
    const grids = new Map([[`${WEST}001`, grid(`${WEST}001`, 0, "special")]]);
    const special = { ...state, editing, plan: state.plan && { ...state.plan, grids } };
    expect(targetsOf(special).grids).toEqual([]);
  });

  it("takes the grid in which the thing lies that is chosen", () => {
    const station = { layer: "stations", id: "S1", place: [2.4, 0.6] as const, properties: {} };
    expect(targetsOf(withPlan({ chosen: station })).grids).toEqual([`${EAST}001`]);
  });

  it("cannot be improved across communities, or without a grid", () => {
    const improving = fillIn({ kind: "improve" });
    expect(obstacleOf(improving(withPlan()))).toBe("noGrid");
    const state = withPlan();
    const editing = { ...state.editing, selection: new Set([1, 2]) };
    expect(obstacleOf(improving({ ...state, editing }))).toBe("oneCommunity");
    expect(obstacleOf(fillIn({ band: [500, 300] })(state))).toBe("bandWrong");
    expect(obstacleOf(state)).toBeNull();
  });

  it("says no settings as long as none is changed", () => {
    const { form } = initial.asking;
    const targets = { communities: [WEST], grids: [] };
    const draft = { planId: "p", settings: { band: [100, 140], weights: { balance: 4 } } };
    const plain = requestOf(form, draft, targets);
    expect(plain).toEqual({ kind: "plan", params: { plan_id: "p", communities: [WEST] } });
    const state = weigh("split", 4)(withPlan());
    expect(isChanged(state.asking.form)).toBe(true);
    expect(weightsOf(state.asking.form)).toEqual({
      balance: 2,
      compactness: 1,
      split: 6,
      boundary: 0.15,
      crossing: 1,
    });
    const asked = requestOf(state.asking.form, draft, targets).params.settings;
    // What the user left alone is as the plan has it.
    expect(asked).toMatchObject({ band: [100, 140], weights: { split: 6, balance: 4 }, seed: 0 });
    expect(asked).not.toHaveProperty("barriers");
  });

  it("balances workload where that is asked for, or where the plan does", () => {
    const targets = { communities: [WEST], grids: [] };
    const asked = (part: object, settings: object) => {
      const draft = { planId: "p", settings: settings as Record<string, unknown> };
      return requestOf({ ...initial.asking.form, ...part }, draft, targets).params.settings;
    };
    const wanted = asked({ workload: true }, {});
    expect(wanted).toMatchObject({ balance: "workload", weights: { loads: 1 } });
    const workload = { hazards: 50 };
    const recorded = { balance: "workload", workload, weights: { loads: 3 } };
    expect(asked({ seed: 7 }, recorded)).toMatchObject(recorded);
    expect(asked({ seed: 7 }, {})).not.toHaveProperty("weights.loads");
  });

  it("is one alternative more where settings are changed", () => {
    const targets = { communities: [WEST], grids: [] };
    const draft = { planId: "p", settings: {} };
    const form = { ...initial.asking.form, kind: "alternatives" as const };
    expect(requestOf(form, draft, targets).params).not.toHaveProperty("alternatives");
    const changed = requestOf({ ...form, seed: 7 }, draft, targets).params.alternatives;
    expect((changed as { name: string }[]).map((one) => one.name)).toEqual([
      "balance",
      "compact",
      "whole",
      "near",
      "own",
    ]);
  });
});

const job = (id: string, state: JobInfo["state"]): JobInfo => ({
  id,
  kind: "plan",
  state,
  cancel: false,
  share: 0,
  step: null,
  communities: [WEST],
  params: { plan_id: "p" },
  attempts: 1,
  problem: null,
  time: "2026-01-01T00:00:00Z",
  started: null,
  ended: null,
});

describe("jobs", () => {
  it("that are new come first, and those known stay where they are", () => {
    const listed = jobsListed([job("b", "done"), job("a", "done")])(initial);
    const more = jobHeard(job("a", "failed"))(jobHeard(job("c", "waiting"))(listed));
    const told = more.asking.jobs?.map((one) => [one.id, one.state]);
    expect(told).toEqual([
      ["c", "waiting"],
      ["b", "done"],
      ["a", "failed"],
    ]);
  });
});

function alternative(name: string, scores: Partial<Scores>, moved: number): Alternative {
  const after = {
    grids: 2,
    in_band: 2,
    outside: 0,
    deviation_pct: 0,
    mean_distance_m: 0,
    roundness: 1,
    splits: 0,
    compounds_split: 0,
    crossings: 0,
    hard: 0,
    ...scores,
  };
  const preview = {
    version: 3,
    flips: [],
    grids: [],
    outlines: [],
    households: 0,
    moved,
    resolved: [],
    added: [],
    before: after,
    after,
    refused: null,
  };
  return {
    name,
    title: text,
    method: "anew",
    proof: null,
    problem: null,
    same_as: null,
    outlines: [],
    edit: null,
    preview,
    reasons: [],
  };
}

describe("alternatives", () => {
  const several: FoundSeveral = {
    plan_id: "p",
    base: 3,
    communities: [WEST],
    alternatives: [
      alternative("balance", { deviation_pct: 2, mean_distance_m: 60 }, 100),
      alternative("compact", { deviation_pct: 9, mean_distance_m: 50 }, 100),
      alternative("near", { deviation_pct: 2, mean_distance_m: 55, in_band: 1 }, 0),
    ],
  };

  it("are marked where they are the best, unless all are the same", () => {
    const best = bestOf(several);
    expect([...(best.get("deviation_pct") ?? [])]).toEqual([0, 2]);
    expect([...(best.get("mean_distance_m") ?? [])]).toEqual([1]);
    expect([...(best.get("moved") ?? [])]).toEqual([2]);
    expect([...(best.get("in_band") ?? [])]).toEqual([0, 1]);
    expect([...(best.get("splits") ?? [])]).toEqual([]);
  });

  it("are offers once one is picked", () => {
    const open = openFound(job("a", "done"), several)(initial);
    expect(offerOf(open.asking.open)).toBeNull();
    const picked = pick(1)(open);
    expect(offerOf(picked.asking.open)).toBe(several.alternatives[1]);
    expect(offerOf(pick(null)(picked).asking.open)).toBeNull();
  });
});

describe("small maps", () => {
  const outlines = GRIDS.map((one) => ({
    grid_code: one.id,
    kind: "ordinary" as const,
    households: 10,
    geometry: one.geometry as Polygon,
  }));
  const { preview } = alternative("a", {}, 0);
  const change = { grid_code: `${WEST}002`, kind: "ordinary" as const, before: 20, after: 10 };
  const all = gridsOf({ outlines, preview: { ...preview, grids: [change] } });

  it("tell the grids that differ from the present ones", () => {
    expect(all.map((one) => one.isChanged)).toEqual([false, true, false]);
  });

  it("have north up and fill the width", () => {
    const bounds = boundsOf(all.map((one) => one.geometry));
    expect(bounds).toEqual([0, 0, 3, 1]);
    const { width, height, shapes } = drawingOf(all, bounds, [300, 250]);
    // At half a degree of latitude a degree is as long both ways to four decimals.
    expect([width, height]).toEqual([300, 100]);
    expect(shapes[2]?.path).toBe("M200,100L300,100L300,0L200,0L200,100Z");
    expect(shapes[0]?.middle).toEqual([50, 50]);
    // A box that is not high enough makes it smaller.
    expect(drawingOf(all, bounds, [300, 50]).width).toBe(150);
  });

  it("write numbers inside, not in the notch of a grid that is bent", () => {
    // An L: the middle of its box lies outside of it.
    const ring = [
      [0, 0],
      [3, 0],
      [3, 1],
      [1, 1],
      [1, 3],
      [0, 3],
      [0, 0],
    ];
    const bent = { ...(all[0] as Drawable), geometry: { type: "Polygon", coordinates: [ring] } };
    const [shape] = drawingOf([bent as Drawable], [0, 0, 3, 3], [300, 300]).shapes;
    expect(shape?.middle[0]).toBe(150);
    expect(shape?.middle[1]).toBeGreaterThan(200);
  });
});
