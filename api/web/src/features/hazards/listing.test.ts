import { describe, expect, it } from "vitest";
import { candidates, kindsOf, listed, ringed } from "./listing";
import { hazards } from "./state";
import type { DueList, Hazard } from "./types";

function hazard(id: string, part: Partial<Hazard>): Hazard {
  return {
    hazard_id: id,
    name: id,
    kind: "ditch",
    level: 1,
    status: "open",
    address: null,
    responsible: null,
    last_visit: null,
    due_date: null,
    state: "due",
    due_on: "2026-07-10",
    days_overdue: 0,
    every_days: 1,
    service_min: 5,
    place: [116, 35],
    reason: { zh: "", en: "" },
    ...part,
  };
}

const ALL = [
  hazard("a", { state: "overdue", days_overdue: 2 }),
  hazard("b", { kind: "garage" }),
  hazard("c", { state: "later" }),
  hazard("d", { state: "left_out", status: "candidate", kind: null }),
];
const LIST: DueList = {
  rain: "red",
  date: "2026-07-10",
  version: 1,
  counts: { overdue: 1, due: 1, later: 1, left_out: 1 },
  hazards: ALL,
};
const ids = (rows: readonly { readonly hazard_id: string }[]) => rows.map((one) => one.hazard_id);

describe("the list of hazards", () => {
  it("holds what is due first of all, in the order of the service", () => {
    expect(ids(listed({ ...hazards, list: LIST }))).toEqual(["a", "b"]);
  });

  it("holds what is chosen", () => {
    const of = (which: typeof hazards.which) => ids(listed({ ...hazards, list: LIST, which }));
    expect(of("overdue")).toEqual(["a"]);
    expect(of("candidates")).toEqual(["d"]);
    expect(of("all")).toEqual(["a", "b", "c", "d"]);
  });

  it("holds one kind where one is chosen, and counts the kinds of what is chosen", () => {
    const part = { ...hazards, list: LIST, kind: "garage" };
    expect(ids(listed(part))).toEqual(["b"]);
    expect([...kindsOf(part)]).toEqual([
      ["ditch", 1],
      ["garage", 1],
    ]);
  });

  it("is empty before anything is known", () => {
    expect(listed(hazards)).toEqual([]);
    expect(ringed(null)).toEqual([]);
    expect(candidates(null)).toBe(0);
  });
});

describe("the map", () => {
  it("rings what is due and what is overdue, and nothing else", () => {
    expect(ringed(LIST).map(({ id, state }) => [id, state])).toEqual([
      ["a", "overdue"],
      ["b", "due"],
    ]);
    expect(candidates(LIST)).toBe(1);
  });
});
