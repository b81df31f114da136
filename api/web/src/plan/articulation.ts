/** Units without which what is left of a piece falls apart (Tarjan 1972, without recursion). */
import { at, type Units } from "./units";

/** Return the articulation points of some units, across edges that no barrier closes. */
export function articulations(units: Units, positions: readonly number[]): Set<number> {
  const walk = new Walk(units, positions);
  for (const root of positions) walk.from(root);
  return walk.found;
}

/** A walk in depth: when each unit was entered, and the earliest that can be reached from below. */
class Walk {
  readonly found = new Set<number>();
  private readonly inside: ReadonlySet<number>;
  private readonly order = new Map<number, number>();
  private readonly lowest = new Map<number, number>();
  private readonly next = new Map<number, number>();

  constructor(
    private readonly units: Units,
    positions: readonly number[],
  ) {
    this.inside = new Set(positions);
  }

  from(root: number): void {
    if (this.order.has(root)) return;
    const path = [this.enter(root)];
    let branches = 0;
    while (path.length > 0) {
      const here = path[path.length - 1] as number;
      const other = this.step(here);
      if (other !== null) path.push(this.enter(other));
      else {
        path.pop();
        const parent = path[path.length - 1];
        if (parent === root) branches += 1;
        if (parent !== undefined) this.leave(here, parent, root);
      }
    }
    if (branches > 1) this.found.add(root);
  }

  private enter(position: number): number {
    this.lowest.set(position, this.order.size);
    this.order.set(position, this.order.size);
    this.next.set(position, at(this.units.neighbours.start, position));
    return position;
  }

  /** Return the next neighbour that was not entered yet; null when there is none left. */
  private step(here: number): number | null {
    const { start, to, open } = this.units.neighbours;
    const end = at(start, here + 1);
    for (let place = get(this.next, here); place < end; place++) {
      const other = at(to, place);
      if (at(open, place) === 0 || !this.inside.has(other)) continue;
      if (!this.order.has(other)) {
        this.next.set(here, place + 1);
        return other;
      }
      this.lower(here, get(this.order, other));
    }
    this.next.set(here, end);
    return null;
  }

  private leave(here: number, parent: number, root: number): void {
    this.lower(parent, get(this.lowest, here));
    if (parent !== root && get(this.lowest, here) >= get(this.order, parent)) {
      this.found.add(parent);
    }
  }

  private lower(position: number, to: number): void {
    this.lowest.set(position, Math.min(get(this.lowest, position), to));
  }
}

function get(map: ReadonlyMap<number, number>, key: number): number {
  return map.get(key) as number;
}
