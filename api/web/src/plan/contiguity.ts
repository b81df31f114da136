/** Whether units hang together, across edges that no barrier closes. */
import { type Assignment, codeAt } from "./assignment";
import { at, eachNeighbour, type Units } from "./units";

/** Return the connected pieces of some units, the one of most units first. */
export function piecesOf(units: Units, positions: Iterable<number>): number[][] {
  const left = new Set(positions);
  const pieces: number[][] = [];
  for (const first of left) {
    left.delete(first);
    const piece = [first];
    for (const position of piece) {
      eachNeighbour(units.neighbours, position, (other, open) => {
        if (open && left.delete(other)) piece.push(other);
      });
    }
    pieces.push(piece);
  }
  return pieces.sort((one, other) => other.length - one.length);
}

/** Return whether a grid would be in more pieces than one without some of its units. */
export function wouldSplit(
  units: Units,
  assignment: Assignment,
  code: string,
  leaving: ReadonlySet<number>,
): boolean {
  const number = assignment.codes.indexOf(code);
  const staying: number[] = [];
  assignment.gridOf.forEach((grid, position) => {
    if (grid === number && !leaving.has(position)) staying.push(position);
  });
  return piecesOf(units, staying).length > 1;
}

/** Return the units outside a grid that share an edge with it and that no barrier parts from it. */
export function around(units: Units, assignment: Assignment, code: string): Set<number> {
  const found = new Set<number>();
  for (let p = 0; p < units.count; p++) {
    if (codeAt(assignment, p) !== code) continue;
    eachNeighbour(units.neighbours, p, (other, open) => {
      if (open && codeAt(assignment, other) !== code) found.add(other);
    });
  }
  return found;
}

/** Return the metres of edge that a unit shares with the units of each grid, by code. */
export function sharedWith(
  units: Units,
  assignment: Assignment,
  position: number,
): Map<string, number> {
  const { start, to, sharedM } = units.neighbours;
  const found = new Map<string, number>();
  for (let place = at(start, position); place < at(start, position + 1); place++) {
    const code = codeAt(assignment, at(to, place));
    if (code !== null) found.set(code, (found.get(code) ?? 0) + at(sharedM, place));
  }
  return found;
}
