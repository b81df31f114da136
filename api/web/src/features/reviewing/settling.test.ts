import { describe, expect, it } from "vitest";
import type { PlanItem } from "../../api/types";
import { conflicted, edited, opened, settled } from "../../history/commands";
import { codeAt } from "../../plan/assignment";
import { drawn } from "../../plan/drawn";
import { initial, type PendingEdit, type State } from "../../store/state";
import { keptMine, merged } from "./colliding";

/** Two rows of three units, of which the two in the west are grid A. */
const { units, assignment } = drawn({ grids: ["AAB", "AAB"] });

function move(key: string, ids: string[], target: string): PendingEdit {
  return { key, edit: { type: "move", units: ids, target }, base: 7, what: { zh: "", en: "" } };
}

const mine = move("mine", ["u0", "u1"], "B");
const waits = move("waits", ["u5"], "A");
const conflict = { pending: mine, head: 8, units: ["u0"], grids: [], since: [] };
const begun: State = [
  opened({
    head: { plan_id: "p", version: 7, state: "draft" } as PlanItem,
    outlines: { version: 7, grids: [] },
    members: { units, assignment },
    violations: [],
  }),
  edited(mine),
  edited(waits),
  conflicted(conflict),
].reduce((state, command) => command(state), initial);

function shown(state: State): string {
  const now = state.plan?.members?.shown ?? assignment;
  return [...units.rows.keys()].map((position) => codeAt(now, position)).join("");
}
const keys = (state: State) => state.plan?.pending.map((one) => one.key);

describe("a conflict", () => {
  it("takes the own edit off the map, and lets the next one wait", () => {
    expect([keys(begun), shown(begun)]).toEqual([["waits"], "AABAAA"]);
  });
  it("ends with mine before what waited", () => {
    const kept = settled(keptMine(conflict, "again"))(begun);
    expect([keys(kept), shown(kept)]).toEqual([["again", "waits"], "BBBAAA"]);
    expect(kept.plan?.conflict).toBeNull();
  });
  it("ends with theirs, and what waited stays", () => {
    const taken = settled(null)(begun);
    expect([keys(taken), shown(taken)]).toEqual([["waits"], "AABAAA"]);
    expect(taken.plan?.conflict).toBeNull();
  });
  it("ends with the part of mine that does not collide", () => {
    const both = settled(merged(conflict, "part"))(begun);
    expect([keys(both), shown(both)]).toEqual([["part", "waits"], "ABBAAA"]);
  });
});
