import { describe, expect, it } from "vitest";
import type { Violation } from "../../api/types";
import type { OpenPlan } from "../../store/state";
import { byRule, exceptionsOf, following, gateOf, obstacleOf } from "./gate";

function violation(key: string, hard: boolean, rule = "band"): Violation {
  const words = { zh: key, en: key };
  return {
    key,
    rule,
    hard,
    community_code: "370829001001",
    grid_code: "370829001001001",
    what: words,
    remedy: words,
    figure: 1,
    place: null,
  };
}
const violations = new Map(
  [violation("gap", true, "gap"), violation("far", true), violation("soft", false)].map((one) => [
    one.key,
    one,
  ]),
);
const calm: Pick<OpenPlan, "pending" | "conflict" | "link"> = {
  pending: [],
  conflict: null,
  link: "live",
};

describe("the gate", () => {
  it("asks for a reason for each hard violation", () => {
    const gate = gateOf(violations, new Map([["gap", "待拆迁"]]));
    expect(gate.hard.map((one) => one.key)).toEqual(["gap", "far"]);
    expect(gate.left.map((one) => one.key)).toEqual(["far"]);
    expect(gate.soft.map((one) => one.key)).toEqual(["soft"]);
  });
  it("takes spaces for no reason", () => {
    expect(gateOf(violations, new Map([["gap", "  "]])).left).toHaveLength(2);
  });
  it("records the reasons of what still stands, and no others", () => {
    const reasons = new Map([
      ["gap", " 待拆迁 "],
      ["mended", "旧"],
      ["far", ""],
    ]);
    expect(exceptionsOf(gateOf(violations, reasons).hard, reasons)).toEqual([
      { key: "gap", reason: "待拆迁" },
    ]);
  });
  it("puts the most common rule first", () => {
    const all = [violation("1", true, "gap"), violation("2", true), violation("3", true)];
    expect(byRule(all).map(([rule, ones]) => [rule, ones.length])).toEqual([
      ["band", 2],
      ["gap", 1],
    ]);
  });
});

describe("a step to another state", () => {
  it("goes from draft by review to published to retired", () => {
    expect(following("draft")).toEqual(["in_review"]);
    expect(following("in_review")).toEqual(["draft", "published"]);
    expect(following("retired")).toEqual([]);
  });
  it("waits for what is not saved, for a conflict and for the service", () => {
    const gate = gateOf(new Map(), new Map());
    const pending = [
      { key: "k", edit: { type: "lock_all", locked: true }, base: null, what: { zh: "", en: "" } },
    ] as const;
    expect(obstacleOf({ ...calm, pending }, gate, "in_review")).toBe("unsaved");
    expect(obstacleOf({ ...calm, link: "lost" }, gate, "in_review")).toBe("offline");
    const conflict = { pending: pending[0], head: 1, units: [], grids: [], since: [] };
    expect(obstacleOf({ ...calm, conflict }, gate, "draft")).toBe("conflict");
    expect(obstacleOf(calm, gate, "published")).toBeNull();
  });
  it("is barred by violations only where it publishes", () => {
    const gate = gateOf(violations, new Map());
    expect(obstacleOf(calm, gate, "published")).toBe("violations");
    expect(obstacleOf(calm, gate, "in_review")).toBeNull();
  });
});
