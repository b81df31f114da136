import { describe, expect, it } from "vitest";
import { initial } from "../../store/state";
import type { Command } from "../../store/store";
import {
  addVertex,
  chooseStation,
  drawOutline,
  endOutline,
  heard,
  linkMade,
  linkRevoked,
  listed,
  opened,
  removed,
  standOut,
} from "./commands";
import type { PatrolItem, ShownPatrol } from "./types";

const run = (...commands: Command[]) =>
  commands.reduce((state, command) => command(state), initial).patrols;
const patrol = (id: string) =>
  ({ id, routes: [{ number: 1, link_until: null }], left_out: [] }) as unknown as ShownPatrol;
const link = { address: "a", expires: "2026-07-02T16:00:00Z", qr: "<svg/>" };

describe("patrols in the state", () => {
  it("let a station be chosen and put back", () => {
    expect(run(chooseStation("a"), chooseStation("b")).form.stations).toEqual(["a", "b"]);
    expect(run(chooseStation("a"), chooseStation("a")).form.stations).toEqual([]);
  });

  it("make closed ground of an outline of three corners, and nothing of less", () => {
    const two = [drawOutline([]), addVertex([0, 0]), addVertex([1, 0])];
    expect(run(...two, endOutline).form.closed).toEqual([]);
    const three = run(...two, addVertex([1, 1]), endOutline);
    expect(three.form.closed).toEqual([
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
    ]);
    expect(three.drawing).toBeNull();
    expect(run(addVertex([0, 0])).drawing).toBeNull();
  });

  it("keep the secrets of links only as long as their patrol is open", () => {
    const made = [opened(patrol("p")), linkMade(1, link)];
    expect(run(...made).open?.routes[0]?.link_until).toBe(link.expires);
    expect(run(...made, opened(patrol("p"))).links).toEqual({ 1: link });
    expect(run(...made, opened(patrol("q"))).links).toEqual({});
    const revoked = run(...made, linkRevoked(1));
    expect(revoked.links).toEqual({});
    expect(revoked.open?.routes[0]?.link_until).toBeNull();
  });

  it("pass over progress of a patrol that is not open any more", () => {
    const progress = { ticks: [], heard: {} };
    expect(run(opened(patrol("p")), heard("p", progress)).progress).toBe(progress);
    expect(run(opened(patrol("p")), heard("q", progress)).progress).toBeNull();
  });

  it("let one route stand out, and none when it is chosen again", () => {
    expect(run(standOut(2)).route).toBe(2);
    expect(run(standOut(2), standOut(2)).route).toBeNull();
  });

  it("forget a patrol that was removed", () => {
    const items = [{ id: "p" }, { id: "q" }] as PatrolItem[];
    const after = run(listed(items), opened(patrol("p")), removed("p"));
    expect(after.list?.map(({ id }) => id)).toEqual(["q"]);
    expect(after.open).toBeNull();
  });
});
