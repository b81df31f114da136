import { describe, expect, it } from "vitest";
import { distance, duration, moment, openness, sorted } from "./telling";
import type { Near, Station } from "./types";

const AT = "2026-11-21T18:00:00+08:00";

describe("walks", () => {
  it("counts a minute that has begun", () => {
    expect(duration(0).zh).toBe("1 分钟");
    expect(duration(60).zh).toBe("1 分钟");
    expect(duration(61).zh).toBe("2 分钟");
    expect(duration(900).en).toBe("15 min");
    expect(duration(7_200).zh).toBe("120 分钟");
    expect(duration(7_201).zh).toBe("2 小时以上");
  });

  it("tells metres to the ten, and kilometres", () => {
    expect(distance(4).zh).toBe("0 米");
    expect(distance(236).zh).toBe("240 米");
    expect(distance(994).en).toBe("990 m");
    expect(distance(995).en).toBe("1.0 km");
    expect(distance(12_340).zh).toBe("12.3 公里");
  });
});

describe("openness", () => {
  it("says until when, and from when", () => {
    const open = { state: "open", changes: "2026-11-21T21:00:00+08:00" } as const;
    expect(openness(open, AT)).toEqual({
      zh: "现在开放，至 21:00",
      en: "Open now, until 21:00",
    });
    const closed = { state: "closed", changes: "2026-11-22T08:30:00+08:00" } as const;
    expect(openness(closed, AT).zh).toBe("现在关闭，明天 08:30 开放");
    expect(openness({ state: "open", changes: null }, AT).zh).toBe("现在开放，全天");
    expect(openness({ state: "closed", changes: null }, AT).en).toBe("Closed now");
    expect(openness({ state: "unknown", changes: null }, AT).zh).toBe("是否开放不明");
  });

  it("names the day where it is neither today nor tomorrow", () => {
    expect(moment("2026-11-23T09:00:00+08:00", AT, "zh")).toBe("星期一 09:00");
    expect(moment("2026-11-23T09:00:00+08:00", AT, "en")).toBe("Monday at 09:00");
  });

  it("shuts at the end of today, not at the begin of tomorrow", () => {
    expect(moment("2026-11-22T00:00:00+08:00", AT, "zh")).toBe("24:00");
  });
});

describe("stations", () => {
  it("puts the nearest open one first and keeps the others in order", () => {
    const [a, b, c] = ["a", "b", "c"].map((station_id) => ({ station_id }) as Station);
    const near = { stations: [a, b, c], nearest_open: "b" } as unknown as Near;
    expect(sorted(near)).toEqual({ best: b, others: [a, c] });
    expect(sorted({ ...near, nearest_open: null })).toEqual({ best: null, others: [a, b, c] });
  });
});
