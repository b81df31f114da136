import { describe, expect, it } from "vitest";
import { articulations } from "./articulation";
import { drawn } from "./drawn";
import { handedOver } from "./growing";

const free = () => true;

describe("articulations", () => {
  it("are the middle of a chain, and nothing of a ring", () => {
    const chain = drawn({ grids: ["AAA"] });
    expect([...articulations(chain.units, [0, 1, 2])]).toEqual([1]);
    const ring = drawn({ grids: ["AAA", "A.A", "AAA"] });
    expect([...articulations(ring.units, [0, 1, 2, 3, 5, 6, 7, 8])]).toEqual([]);
  });

  it("hold two rings together at the unit that both have, wherever the search begins", () => {
    // Rings 0 1 5 4 and 1 2 6 5 share an edge; 2 3 is a tail.
    const { units } = drawn({ grids: ["AAAA", "AAA."] });
    expect(articulations(units, [3, 2, 1, 0, 4, 5, 6])).toEqual(new Set([2]));
    expect(articulations(units, [0, 1, 2, 3, 4, 5, 6])).toEqual(new Set([2]));
  });

  it("know a closed edge as no edge", () => {
    const { units } = drawn({ grids: ["AA", "AA"], closed: [[0, 1]] });
    expect(articulations(units, [0, 1, 2, 3])).toEqual(new Set([2, 3]));
  });
});

describe("handedOver", () => {
  const rows = drawn({ grids: ["AAAA", "AAAA", "BBBB"] });

  it("takes a whole row along the shared edge before it goes further in", () => {
    const taken = handedOver(
      rows.units,
      rows.assignment,
      { from: "A", to: "B", households: 40 },
      free,
    );
    expect(taken).toEqual([4, 5, 6, 7]);
  });

  it("keeps to the shared edge where the last unit is more than was wanted", () => {
    const wanted = { from: "A", to: "B", households: 37 };
    expect(handedOver(rows.units, rows.assignment, wanted, free)).toEqual([4, 5, 6, 7]);
  });

  it("takes what is nearest to the number, by exchange where one by one overshoots", () => {
    // Next to B: 30, 50, 20; 70 of them are 50 + 20.
    const { units, assignment } = drawn({
      grids: ["AAA", "AAA", "BBB"],
      households: [
        [100, 100, 100],
        [30, 50, 20],
        [10, 10, 10],
      ],
    });
    const taken = handedOver(units, assignment, { from: "A", to: "B", households: 70 }, free);
    expect(taken).toEqual([4, 5]);
  });

  it("never leaves the first grid in two, but takes what it would cut off", () => {
    // A is a T: 4 is all that holds 7 to the rest; B lies beside 4.
    const { units, assignment } = drawn({ grids: ["AAA", ".AB", ".A."] });
    const taken = handedOver(units, assignment, { from: "A", to: "B", households: 20 }, free);
    expect(taken).toEqual([4, 7]);
  });

  it("leaves locked units, and what is behind them, where they are", () => {
    const taken = handedOver(
      rows.units,
      rows.assignment,
      { from: "A", to: "B", households: 80 },
      (p) => p !== 5,
    );
    expect(taken).not.toContain(5);
    expect(taken.length).toBeGreaterThan(2);
  });

  it("never empties a grid, and takes nothing across a barrier", () => {
    const pair = drawn({ grids: ["AB"] });
    expect(
      handedOver(pair.units, pair.assignment, { from: "A", to: "B", households: 10 }, free),
    ).toEqual([]);
    const parted = drawn({ grids: ["AAB"], closed: [[1, 2]] });
    expect(
      handedOver(parted.units, parted.assignment, { from: "A", to: "B", households: 10 }, free),
    ).toEqual([]);
  });
});
