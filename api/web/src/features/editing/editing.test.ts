import { describe, expect, it } from "vitest";
import type { GridFeature, Me, PlanHead, Start } from "../../api/types";
import { type Drawing, drawn } from "../../plan/drawn";
import { initial, type OpenPlan, type State } from "../../store/state";
import {
  addVertex,
  aim,
  beginAnew,
  beginStroke,
  dropVertex,
  giveUp,
  goTo,
  hover,
  limit,
  select,
  sweep,
  takeTool,
  widen,
} from "./commands";
import { comingOf, isEditable, previewed, targetOf, touchingGrids } from "./reading";
import { findGrids } from "./targetchoice";

const BAND = { lower: 20, upper: 40 };

function gridOf(code: string, more: Partial<GridFeature["properties"]> = {}): GridFeature {
  const properties = {
    grid_code: code,
    grid_uuid: code,
    community_code: "W",
    community: "西社区",
    name: "",
    kind: "ordinary" as const,
    purpose: null,
    locked: false,
    retired: false,
    version: 0,
    households: 0,
    persons: 0,
    buildings: 0,
    compounds: 0,
    area_m2: 0,
    deviation_pct: 0,
    mean_distance_m: 0,
    service_radius_m: 0,
    roundness: 1,
    label: null,
    ...more,
  };
  return { type: "Feature", id: code, geometry: null, properties };
}

function stateOf(drawing: Drawing, grids: readonly GridFeature[]): State {
  const { units, assignment } = drawn(drawing);
  const head = { plan_id: "p", state: "draft", version: 0, locked: false, band: BAND };
  const plan: OpenPlan = {
    head: head as unknown as PlanHead,
    ahead: [],
    grids: new Map(grids.map((one) => [one.id, one])),
    colours: new Map(),
    members: { units, confirmed: assignment, shown: assignment },
    violations: new Map(),
    pending: [],
    conflict: null,
    link: "live",
  };
  const start = { me: { may_write: true } as Me, band: [20, 40] } as unknown as Start;
  return { ...initial, plan, start, panel: "edit" };
}

//  A A B
//  A C B
const state = stateOf(
  { grids: ["AAB", "ACB"] },
  ["A", "B", "C"].map((one) => gridOf(one)),
);
const having = (...commands: ((state: State) => State)[]) =>
  commands.reduce((one, command) => command(one), state);

describe("selecting", () => {
  it("chooses instead, adds, removes and turns", () => {
    const { selection } = having(select([0, 1]), select([2], "add"), select([0], "remove")).editing;
    expect(selection).toEqual(new Set([1, 2]));
    const turned = having(select([0, 1]), select([1, 2], "toggle")).editing.selection;
    expect(turned).toEqual(new Set([0, 2]));
  });

  it("changes nothing where nothing changes, so that nothing is drawn again", () => {
    const one = having(select([1]), aim({ code: "B" }));
    expect(select([1])(one)).toBe(one);
    expect(aim({ code: "B" })(one)).toBe(one);
    expect(goTo(null)(one)).toBe(one);
  });
});

describe("what is begun", () => {
  it("is given up from the inside: stroke, line, selection, target, tool", () => {
    const all = having(
      takeTool("paint"),
      select([1]),
      aim({ code: "B" }),
      addVertex([0, 0]),
      beginStroke({ code: "B" }),
    );
    const steps = [0, 1, 2, 3, 4].map((n) => Array(n + 1).fill(giveUp) as (typeof giveUp)[]);
    const left = steps.map((some) => some.reduce((one, command) => command(one), all).editing);
    expect(left.map(({ stroke }) => stroke)).toEqual([null, null, null, null, null]);
    expect(left.map(({ line }) => line.length)).toEqual([1, 0, 0, 0, 0]);
    expect(left.map(({ selection }) => selection.size)).toEqual([1, 1, 0, 0, 0]);
    expect(left.map(({ target }) => target?.code)).toEqual(["B", "B", "B", undefined, undefined]);
    expect(left.map(({ tool }) => tool)).toEqual(["paint", "paint", "paint", "paint", "choose"]);
  });

  it("keeps tool and limits, but no selection, when another plan is opened", () => {
    const { editing } = having(
      takeTool("brush"),
      widen(2),
      limit({ within: "none" }),
      select([1]),
      beginAnew,
    );
    expect(editing).toMatchObject({ tool: "brush", reach: 24, limits: { within: "none" } });
    expect(editing.selection.size).toBe(0);
  });

  it("keeps the brush between its narrowest and its widest", () => {
    expect(having(widen(-1)).editing.reach).toBe(0);
    expect(having(widen(9)).editing.reach).toBe(48);
  });

  it("takes back the last point of a line", () => {
    expect(having(addVertex([0, 0]), addVertex([1, 1]), dropVertex).editing.line).toEqual([[0, 0]]);
  });
});

describe("what is coming", () => {
  it("is a stroke, before all else", () => {
    const coming = comingOf(having(select([0]), beginStroke({ code: "B" }), sweep([1])));
    expect(coming?.positions).toEqual(new Set([1]));
    expect(coming?.target).toEqual({ code: "B" });
  });

  it("is the selection going to the target, else to the grid under the pointer", () => {
    const at = { at: [0, 0] as const, position: 4 };
    expect(comingOf(having(select([1]), aim({ code: "B" }), hover(at)))?.target.code).toBe("B");
    expect(comingOf(having(select([1]), hover(at)))?.target.code).toBe("C");
    expect(comingOf(having(takeTool("lasso"), select([1]), hover(at)))).toBeNull();
  });

  it("is the unit under the pointer going to the target, where none is chosen", () => {
    const coming = comingOf(having(aim({ code: "B" }), hover({ at: [0, 0], position: 1 })));
    expect(coming?.positions).toEqual(new Set([1]));
    expect(comingOf(having(hover({ at: [0, 0], position: 1 })))).toBeNull();
  });

  it("is nothing where the unit is there already", () => {
    const there = having(aim({ code: "B" }), hover({ at: [0, 0], position: 2 }));
    const coming = comingOf(there);
    expect(coming && there.plan && previewed(there.plan, coming)).toBeNull();
  });

  it("forgets a target that is gone", () => {
    expect(targetOf(having(aim({ code: "Z" })))).toBeNull();
    expect(targetOf(having(aim({ code: null })))).toEqual({ code: null });
  });
});

describe("touchingGrids", () => {
  it("names the grids around, the longest shared edge first, not the own one", () => {
    const members = state.plan?.members;
    // Unit 1 has one edge on B and one on C; unit 4 has two on A and one on B.
    expect(members && touchingGrids(members, new Set([1]))).toEqual(["B", "C"]);
    expect(members && touchingGrids(members, new Set([4]))).toEqual(["A", "B"]);
  });
});

describe("isEditable", () => {
  it("holds for a draft alone, and for who may write", () => {
    expect(isEditable(state)).toBe(true);
    const plan = state.plan as OpenPlan;
    const head = { ...plan.head, state: "published" as const };
    expect(isEditable({ ...state, plan: { ...plan, head } })).toBe(false);
    const start = { ...state.start, me: { may_write: false } } as Start;
    expect(isEditable({ ...state, start })).toBe(false);
  });
});

describe("findGrids", () => {
  it("puts the exact name first, then codes that end so, then what holds it", () => {
    const grids = [
      gridOf("370899001001012"),
      gridOf("370899001001001"),
      gridOf("370899001001003", { name: "01" }),
    ];
    expect(findGrids(grids, "01").map(({ id }) => id.slice(-3))).toEqual(["003", "001", "012"]);
    expect(findGrids(grids, " ")).toEqual([]);
  });
});
