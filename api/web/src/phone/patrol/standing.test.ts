import { describe, expect, it } from "vitest";
import type { Letter } from "../shared/letterbox";
import { nextStop, standings, together } from "./standing";
import type { Route, Stop, Tick } from "./types";

const stops = ["a", "b", "c"].map((key) => ({ key }) as Stop);

function tick(key: string, stop: string, state: Tick["state"], told: string): Tick {
  return { key, stop, state, told, route: 1, reason: "", note: "", time: told, photo: false };
}

function letter(stop: string, state: string, time: string): Letter {
  const fields = { stop, state, time, reason: "", note: "" };
  return { key: "k", url: "/", fields, photo: null, time: 0, refused: null };
}

const NINE = "2026-07-01T01:00:00.000000Z";
const TEN = "2026-07-01T02:00:00.000Z";

describe("how stops stand", () => {
  it("is what was said last, by the service or by what is not sent yet", () => {
    const found = standings(
      stops,
      [tick("1", "a", "done", TEN), tick("2", "b", "done", NINE)],
      [letter("a", "skipped", NINE), letter("b", "open", TEN), letter("gone", "done", TEN)],
    );
    expect([...found].map(([key, { state, isSent }]) => [key, state, isSent])).toEqual([
      ["a", "done", true],
      ["b", "open", false],
      ["c", "open", true],
    ]);
  });

  it("makes the first open stop the next one, unless the team chose another", () => {
    const found = standings(stops, [tick("1", "a", "done", TEN)], []);
    expect(nextStop(stops, found, null)?.key).toBe("b");
    expect(nextStop(stops, found, "c")?.key).toBe("c");
    expect(nextStop(stops, found, "a")?.key).toBe("b");
    expect(nextStop([], found, null)).toBeUndefined();
  });

  it("keeps what was sent while an older answer was under way", () => {
    const told = { ticks: [tick("1", "a", "done", NINE)] } as unknown as Route;
    const before = [tick("1", "a", "done", NINE), tick("2", "b", "done", TEN)];
    expect(together(told, before).ticks.map(({ key }) => key)).toEqual(["2", "1"]);
  });
});
