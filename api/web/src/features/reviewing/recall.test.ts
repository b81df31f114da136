import { describe, expect, it } from "vitest";
import type { HistoryEvent } from "../../api/reviewing";
import { byDay, namesOf, sentenceOf, toRedo, toUndo } from "./recall";

function made(version: number, rest: Partial<HistoryEvent> = {}): HistoryEvent {
  const what = { zh: `第 ${version} 次。`, en: `Edit ${version}.` };
  return {
    version,
    kind: "move",
    actor: "张三",
    time: "2026-11-21T04:00:00Z",
    reverses: null,
    what,
    units: 1,
    ...rest,
  };
}
const undo = (version: number, reverses: number) =>
  made(version, {
    kind: "undo",
    reverses,
    what: { zh: `撤销版本 ${reverses}。`, en: `Took back version ${reverses}.` },
  });
const redo = (version: number, reverses: number) => made(version, { kind: "redo", reverses });
const history = (events: HistoryEvent[], since = 1) => ({ events, since });

describe("what undo takes back", () => {
  it("is the last edit", () => {
    expect(toUndo(history([made(2), made(1)]))).toMatchObject({ version: 2 });
  });
  it("is the edit before one that was taken back", () => {
    expect(toUndo(history([undo(3, 2), made(2), made(1)]))).toMatchObject({ version: 1 });
  });
  it("is an edit that was made again", () => {
    expect(toUndo(history([redo(4, 2), undo(3, 2), made(2), made(1)]))).toMatchObject({
      version: 2,
    });
  });
  it("is nothing when all was taken back", () => {
    expect(toUndo(history([undo(4, 1), undo(3, 2), made(2), made(1)]))).toBe("nothing");
  });
  it("is unknown when the history is not fetched that far back", () => {
    expect(toUndo(history([undo(4, 1), undo(3, 2)], 3))).toBe("unknown");
    expect(toUndo(history([], 3))).toBe("unknown");
  });
});

describe("what redo makes again", () => {
  it("is nothing after a new edit", () => {
    expect(toRedo(history([made(4), undo(3, 2), made(2), made(1)]))).toBe("nothing");
  });
  it("is the edit that was taken back last", () => {
    expect(toRedo(history([undo(4, 1), undo(3, 2), made(2), made(1)]))).toMatchObject({
      version: 1,
    });
  });
  it("is the one taken back before, once the last was made again", () => {
    const events = [redo(5, 1), undo(4, 1), undo(3, 2), made(2), made(1)];
    expect(toRedo(history(events))).toMatchObject({ version: 2 });
  });
  it("is nothing once all was made again", () => {
    expect(toRedo(history([redo(3, 1), undo(2, 1), made(1)]))).toBe("nothing");
  });
});

describe("what is read", () => {
  it("parts events by day, in order", () => {
    const [late, early] = [new Date(2026, 10, 21, 0, 5), new Date(2026, 10, 20, 23, 55)];
    const events = [made(3, { time: late.toISOString() }), made(2, { time: early.toISOString() })];
    const days = byDay([...events, made(1, { time: early.toISOString() })], "zh");
    expect(days.map((one) => one.events.map((event) => event.version))).toEqual([[3], [2, 1]]);
    expect(days[0]?.day).toContain("2026年11月21日");
  });
  it("says of an undo what it took back", () => {
    const events = [undo(2, 1), made(1)];
    expect(sentenceOf(events[0] as HistoryEvent, events)).toEqual({
      zh: "撤销版本 1：第 1 次。",
      en: "Took back version 1: Edit 1.",
    });
    expect(sentenceOf(undo(9, 8), events).zh).toBe("撤销版本 8。");
  });
  it("finds the names of a version", () => {
    const name = { name: "初稿", version: 3, actor: "张三", time: "" };
    expect(namesOf([name, { ...name, version: 4 }], 3)).toEqual(["初稿"]);
  });
});
