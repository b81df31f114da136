import { describe, expect, it } from "vitest";
import { initial } from "../../store/state";
import { detailed, filterBy, listed, lookAt } from "./commands";
import { fieldOf, presets, remaining } from "./deadlines";
import { busy, markedOf, spaced } from "./listing";
import type { GridFigures, Report, ReportDetail } from "./types";

function report(id: string, more: Partial<Report> = {}): Report {
  return {
    id,
    receipt: "ABCDE23456",
    community_code: "370899001001",
    grid_code: "370899001001001",
    entry_id: null,
    hazard_id: null,
    building_id: null,
    kind: "drain",
    note: "",
    place: [117, 35],
    place_source: "device",
    accuracy_m: null,
    reporter: "",
    time: "2026-11-21T00:00:00.000000Z",
    state: "found",
    version: 1,
    assignee: "",
    due: null,
    closed: null,
    overdue: false,
    photos: 0,
    steps: [],
    ...more,
  };
}

const detail = (one: Report): ReportDetail => ({ ...one, events: [], photo_list: [] });

describe("deadlines", () => {
  it("begin with this evening while there is an hour, and then are whole days", () => {
    const morning = new Date(2026, 10, 21, 9, 30);
    const due = presets(morning).map((one) => fieldOf(one.due));
    expect(due).toEqual([
      "2026-11-21T18:00",
      "2026-11-22T09:30",
      "2026-11-24T09:30",
      "2026-11-28T09:30",
    ]);
    const evening = new Date(2026, 10, 21, 17, 30);
    expect(fieldOf(presets(evening)[0]?.due ?? evening)).toBe("2026-11-21T21:30");
  });

  it("tell how much time is left, or how late it is", () => {
    const now = new Date("2026-11-21T12:00:00Z");
    expect(remaining("2026-11-21T17:59:00Z", now).zh).toBe("还剩 5 小时");
    expect(remaining("2026-11-24T12:00:00Z", now).zh).toBe("还剩 3 天");
    expect(remaining("2026-11-21T09:59:00Z", now).zh).toBe("已超 2 小时");
    expect(remaining("2026-11-19T11:00:00Z", now).en).toBe("2 days late");
  });
});

describe("the list of reports", () => {
  const page = { number_matched: 2, reports: [report("a"), report("b")] };
  const listing = listed(page)(initial);

  it("puts away what was looked at when others are listed", () => {
    const looking = lookAt("a")(listing);
    expect(filterBy({ which: "all" })(looking).reports).toMatchObject({
      chosen: null,
      page: null,
      which: "all",
    });
  });

  it("tells of a report what was just heard, and keeps its grid", () => {
    const told = detail(report("a", { state: "sorted", version: 2, grid_code: null }));
    const after = detailed(told)(lookAt("a")(listing)).reports;
    expect(after.page?.reports.map((one) => one.state)).toEqual(["sorted", "found"]);
    expect(after.page?.reports[0]?.grid_code).toBe("370899001001001");
  });

  it("drops what is heard of a report that is not looked at any more", () => {
    const looking = lookAt("b")(listing);
    expect(detailed(detail(report("a", { version: 2 })))(looking)).toBe(looking);
  });

  it("is drawn by what is to be done", () => {
    const marks = markedOf(
      [
        report("a"),
        report("b", { state: "assigned", overdue: true }),
        report("c", { state: "closed" }),
      ],
      "c",
    );
    expect(marks.map((one) => one.is)).toEqual(["open", "overdue", "done"]);
    expect(marks.map((one) => one.isChosen)).toEqual([false, false, true]);
  });
});

describe("figures", () => {
  const grid = (grid_code: string | null, count: number, open: number, overdue: number) =>
    ({ grid_code, count, open, overdue }) as GridFigures;

  it("list the most overdue grids first, and no quiet ones", () => {
    const found = busy([
      grid("a", 3, 1, 0),
      grid("b", 0, 0, 0),
      grid("c", 1, 1, 1),
      grid(null, 3, 1, 0),
    ]);
    expect(found.map((one) => one.grid_code)).toEqual(["c", "a", null]);
  });
});

describe("receipts", () => {
  it("are read out in fives", () => {
    expect(spaced("765EP5J8NV")).toBe("765EP 5J8NV");
  });
});
