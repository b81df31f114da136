import { describe, expect, it } from "vitest";
import type { HistoryEvent } from "../../api/reviewing";
import { initial, type State } from "../../store/state";
import type { Command } from "../../store/store";
import { excuse, made, newsTold, recalled, toldOf, turnedTo, wentBack, wentOn } from "./commands";

function event(version: number): HistoryEvent {
  const what = { zh: "", en: "" };
  return { version, kind: "move", actor: "甲", time: "", reverses: null, what, units: 1 };
}
const ran = (...commands: Command[]): State => commands.reduce((state, one) => one(state), initial);
const news = (state: State) => state.reviewing.news.map((one) => one.version);
const versions = (state: State) => state.reviewing.history?.events.map((one) => one.version);
const begun = recalled({
  planId: "p",
  events: [event(6), event(5)],
  until: 6,
  since: 5,
  names: [],
});

describe("news", () => {
  it("are versions of others, not those of this page, whichever comes first", () => {
    const two = { version: 2, kind: "move" };
    expect(news(ran(toldOf({ version: 1, kind: "move" }), toldOf(two)))).toEqual([1, 2]);
    expect(news(ran(toldOf(two), made(2)))).toEqual([]);
    expect(news(ran(made(2), toldOf(two)))).toEqual([]);
  });
  it("are not told of what is out of sight", () => {
    expect(news(ran(toldOf({ version: 3 })))).toEqual([]);
  });
  it("are told once", () => {
    const both = [toldOf({ version: 1, kind: "move" }), toldOf({ version: 2, kind: "move" })];
    expect(news(ran(...both, newsTold(1)))).toEqual([2]);
  });
});

describe("a history", () => {
  it("goes on with what is new, the newest first, each version once", () => {
    const state = ran(begun, wentOn("p", [event(6), event(7), event(8)], 9));
    expect(versions(state)).toEqual([8, 7, 6, 5]);
    expect(state.reviewing.history?.until).toBe(9);
  });
  it("goes back page by page, each version once", () => {
    const state = ran(begun, wentBack("p", [event(3), event(4)], 2), wentBack("p", [event(4)], 2));
    expect(versions(state)).toEqual([6, 5, 4, 3]);
    expect(state.reviewing.history?.since).toBe(3);
  });
  it("takes nothing of another plan", () => {
    expect(versions(ran(begun, wentOn("other", [event(7)], 7)))).toEqual([6, 5]);
    expect(ran(begun, turnedTo(new Map())).reviewing.history).toBeNull();
  });
});

describe("reasons", () => {
  it("are given for several violations at once, and taken back", () => {
    const state = ran(excuse(["a", "b"], "待拆迁"), excuse(["a"], ""));
    expect([...state.reviewing.reasons]).toEqual([["b", "待拆迁"]]);
  });
});
