import { describe, expect, it } from "vitest";
import type { PlanComment } from "../../api/reviewing";
import { shownOf, threadsOf } from "./threads";

function said(id: string, parent_id: string | null = null, resolved = false): PlanComment {
  return {
    id,
    parent_id,
    resolved,
    version: 0,
    community_code: "370829001001",
    author: "李四",
    time: "2026-11-21T04:00:00Z",
    text: id,
    place: [116, 35],
  };
}

describe("threads", () => {
  const threads = threadsOf([said("a"), said("b", null, true), said("a1", "a"), said("a2", "a1")]);
  it("hold the answers, and the answers to answers", () => {
    expect(threads.map((one) => [one.number, one.root.id, one.answers.map((a) => a.id)])).toEqual([
      [2, "b", []],
      [1, "a", ["a1", "a2"]],
    ]);
  });
  it("are filtered by whether they are resolved", () => {
    expect(shownOf(threads, "open").map((one) => one.root.id)).toEqual(["a"]);
    expect(shownOf(threads, "resolved").map((one) => one.root.id)).toEqual(["b"]);
    expect(shownOf(threads, "all")).toHaveLength(2);
  });
});
