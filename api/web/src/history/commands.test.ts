import { describe, expect, it } from "vitest";
import type { Edit, EditReply, Flip, GridFeature, PlanItem } from "../api/types";
import { codeAt } from "../plan/assignment";
import { drawn } from "../plan/drawn";
import { initial, type PendingEdit, type State } from "../store/state";
import type { Command } from "../store/store";
import { acknowledged, conflicted, edited, heard, opened, outlined, refused } from "./commands";
import { newCode } from "./pending";

const { units, assignment } = drawn({ grids: ["AAB", "AAB"] });

const item = { plan_id: "p", version: 7, state: "draft" } as PlanItem;

const begin = opened({
  head: item,
  outlines: { version: 7, grids: ["A", "B"].map((code) => square(code, code === "A" ? 0 : 1)) },
  members: { units, assignment },
  violations: [],
})(initial);

function square(code: string, x: number): GridFeature {
  const ring = [
    [x, 0],
    [x + 1, 0],
    [x + 1, 1],
    [x, 1],
    [x, 0],
  ];
  const properties = { grid_code: code, households: 40, label: null } as GridFeature["properties"];
  return {
    type: "Feature",
    id: code,
    geometry: { type: "Polygon", coordinates: [ring] },
    properties,
  };
}

function move(key: string, unit: number, target: string | null): PendingEdit {
  const edit: Edit = { type: "move", units: [`u${unit}`], target };
  return { key, edit, base: null, what: { zh: "", en: "" } };
}

function reply(version: number, ...flips: Flip[]): EditReply {
  const nothing = { grids: [], figures: {}, violations: { added: [], resolved: [] } };
  const of = { base: 7, rebased: false, kind: "move", flips, locks: [], hash: "" };
  return { ...nothing, ...of, version };
}

function having(...commands: readonly Command[]): State {
  return commands.reduce((state, command) => command(state), begin);
}

/** The grid of each unit as it is shown, and as the service has it, in the order of the drawing. */
function grids(state: State) {
  const { shown, confirmed } = state.plan?.members ?? { shown: assignment, confirmed: assignment };
  const say = (one: typeof assignment) =>
    [...units.rows.keys()].map((position) => codeAt(one, position) ?? ".").join("");
  return { shown: say(shown), confirmed: say(confirmed), version: state.plan?.head.version };
}

describe("an edit", () => {
  it("is shown at once, and is the service's when it is acknowledged", () => {
    const waiting = having(edited(move("k", 2, "A")));
    expect(grids(waiting)).toEqual({ shown: "AAAAAB", confirmed: "AABAAB", version: 7 });
    const done = acknowledged("k", reply(8, ["u2", "B", "A"]))(waiting);
    expect(grids(done)).toEqual({ shown: "AAAAAB", confirmed: "AAAAAB", version: 8 });
    expect(done.plan?.pending).toEqual([]);
  });

  it("that is refused is taken back, and those after it stay", () => {
    const state = having(edited(move("k", 2, "A")), edited(move("l", 0, "B")), refused("k"));
    expect(grids(state)).toEqual({ shown: "BABAAB", confirmed: "AABAAB", version: 7 });
  });

  it("in conflict is not shown any more, and is kept to be decided on", () => {
    const pending = move("k", 2, "A");
    const conflict = { pending, head: 8, units: ["u2"], grids: ["B"], since: [] };
    const state = having(edited(pending), conflicted(conflict));
    expect(grids(state).shown).toBe("AABAAB");
    expect(state.plan?.conflict?.pending.key).toBe("k");
  });

  it("that makes a grid has a code of its own until the service gives one", () => {
    const create: Edit = { type: "create", units: ["u0"] };
    const waiting = having(
      edited({ key: "k", edit: create, base: null, what: { zh: "", en: "" } }),
    );
    expect(codeAt(waiting.plan?.members?.shown ?? assignment, 0)).toBe(newCode("k"));
    expect(grids(acknowledged("k", reply(8, ["u0", "A", "C"]))(waiting)).shown).toBe("CABAAB");
  });
});

describe("locks of units", () => {
  const locks = (state: State) => [...(state.plan?.members?.confirmed.locked ?? [])].join("");

  it("are kept when they are acknowledged, and when others tell of them", () => {
    const edit: Edit = { type: "lock_units", units: ["u1"], locked: true };
    const waiting = having(edited({ key: "k", edit, base: null, what: { zh: "", en: "" } }));
    const own = acknowledged("k", { ...reply(8), locks: [["u1", true]] })(waiting);
    expect(locks(own)).toBe("010000");
    const theirs = heard({
      version: 9,
      flips: [],
      locks: [
        ["u1", false],
        ["u5", true],
      ],
    })(own);
    expect(locks(theirs)).toBe("000001");
  });
});

describe("versions of others", () => {
  it("are under what is pending, which is replayed on them", () => {
    const state = having(
      edited(move("k", 2, "A")),
      heard({ version: 8, flips: [["u0", "A", "B"]] }),
    );
    expect(grids(state)).toEqual({ shown: "BAAAAB", confirmed: "BABAAB", version: 8 });
  });

  it("that come after an own one that was rebased on them are not lost", () => {
    const state = having(edited(move("k", 2, "A")), acknowledged("k", reply(9, ["u2", "B", "A"])));
    // 8 is yet to be heard: the head must not pass it.
    expect(grids(state)).toEqual({ shown: "AAAAAB", confirmed: "AAAAAB", version: 7 });
    const whole = heard({ version: 8, flips: [["u0", "A", "B"]] })(state);
    expect(grids(whole)).toEqual({ shown: "BAAAAB", confirmed: "BAAAAB", version: 9 });
    expect(heard({ version: 9, flips: [["u2", "B", "A"]] })(whole)).toBe(whole);
  });

  it("are taken once, however often they are told", () => {
    const told = heard({ version: 8, flips: [["u0", "A", "B"]] });
    const once = having(told);
    expect(told(once)).toBe(once);
  });

  it("of which only the number is told move the head alone", () => {
    expect(grids(having(heard({ version: 8 })))).toEqual({
      shown: "AABAAB",
      confirmed: "AABAAB",
      version: 8,
    });
  });
});

describe("outlines", () => {
  it("of neighbours have different colours, and keep them when a grid is new or gone", () => {
    const colours = begin.plan?.colours;
    expect(colours?.get("A")).not.toBe(colours?.get("B"));
    const gone = { ...square("B", 1), geometry: null };
    const state = having(outlined({ version: 8, grids: [square("C", 2), gone] }));
    expect([...(state.plan?.grids.keys() ?? [])]).toEqual(["A", "C"]);
    expect(state.plan?.colours.get("A")).toBe(colours?.get("A"));
  });
});
