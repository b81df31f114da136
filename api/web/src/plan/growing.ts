/** Units to hand over so that about so many households change grid, both grids staying whole. */
import { articulations } from "./articulation";
import { type Assignment, codeAt } from "./assignment";
import { piecesOf } from "./contiguity";
import { membersOf } from "./groups";
import { householdsOf } from "./totals";
import { at, eachNeighbour, type Units } from "./units";

export interface Wanted {
  readonly from: string;
  readonly to: string;
  readonly households: number;
}

const MOST_EXCHANGES = 30;

/** What does not change while units are sought. */
interface Search {
  readonly units: Units;
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly isFree: (position: number) => boolean;
  readonly pieces: { readonly from: number; readonly to: number };
  readonly households: number;
}

/** A unit, with what would be cut off from its grid without it. */
type Bundle = readonly number[];

/**
 * Return units of one grid that may go to its neighbour together, of about so many households.
 *
 * They are taken from the shared edge inwards, the longest shared edge first; then single units
 * are added, left out or exchanged as long as that comes nearer. Empty where nothing may go.
 */
export function handedOver(
  units: Units,
  assignment: Assignment,
  wanted: Wanted,
  isFree: (position: number) => boolean,
): number[] {
  const from = membersOf(assignment, wanted.from);
  const to = membersOf(assignment, wanted.to);
  const inside = (p: number) => codeAt(assignment, p) === wanted.from && isFree(p);
  const pieces = { from: piecesOf(units, from).length, to: piecesOf(units, to).length };
  const search: Search = {
    units,
    from,
    to,
    isFree: inside,
    pieces,
    households: wanted.households,
  };
  const taken = pruned(search, exchanged(search, grown(search)));
  return [...taken].sort((one, other) => one - other);
}

function grown(search: Search): ReadonlySet<number> {
  let taken = new Set<number>();
  for (;;) {
    const left = search.households - householdsOf(search.units, taken);
    if (left <= 0) return taken;
    const fitting = bundles(search, taken).filter((one) => weigh(search, one) <= left);
    const lived = fitting.filter((one) => weigh(search, one) > 0);
    const single = lived.filter((one) => one.length === 1);
    const choice = [single, lived, fitting].find((some) => some.length > 0) ?? [];
    const best = tightest(search, taken, choice);
    if (best === null) return taken;
    taken = new Set([...taken, ...best]);
  }
}

/** Come nearer by adding a bundle, leaving a unit out, or both. */
function exchanged(search: Search, begin: ReadonlySet<number>): ReadonlySet<number> {
  let taken = begin;
  for (let n = 0; n < MOST_EXCHANGES && missing(search, taken) > 0; n++) {
    const next = nearest(search, taken);
    if (next === null) return taken;
    taken = next;
  }
  return taken;
}

function nearest(search: Search, taken: ReadonlySet<number>): ReadonlySet<number> | null {
  let best: ReadonlySet<number> | null = null;
  let least = missing(search, taken);
  for (const less of [taken, ...without(search, taken)]) {
    for (const one of [[], ...snuggest(search, less)]) {
      const next = new Set([...less, ...one]);
      const off = missing(search, next);
      if (off < least && isSound(search, next)) [best, least] = [next, off];
    }
  }
  return best;
}

/** Give back units where nobody lives that are not needed to keep the grids whole. */
function pruned(search: Search, taken: ReadonlySet<number>): ReadonlySet<number> {
  let kept = taken;
  for (const p of [...taken].reverse()) {
    if (at(search.units.households, p) > 0) continue;
    const less = new Set([...kept].filter((other) => other !== p));
    if (isSound(search, less)) kept = less;
  }
  return kept;
}

function* without(search: Search, taken: ReadonlySet<number>): Generator<ReadonlySet<number>> {
  for (const p of taken) {
    if (at(search.units.households, p) === 0) continue;
    const less = new Set([...taken].filter((other) => other !== p));
    if (isSound(search, less)) yield less;
  }
}

/** Return what may be taken next: units at the border of what the neighbour has by then. */
function bundles(search: Search, taken: ReadonlySet<number>): Bundle[] {
  const { units, from, to, isFree } = search;
  const theirs = new Set([...to, ...taken]);
  const staying = from.filter((p) => !taken.has(p));
  const cutting = articulations(units, staying);
  const found: Bundle[] = [];
  for (const p of staying) {
    if (!isFree(p) || !touches(units, p, theirs)) continue;
    const bundle = cutting.has(p) ? [p, ...cutOff(units, staying, p)] : [p];
    if (bundle.length < staying.length && bundle.every(isFree)) found.push(bundle);
  }
  return found;
}

/** Return what would be cut off without a unit: all pieces around it but the one of most homes. */
function cutOff(units: Units, staying: readonly number[], gone: number): number[] {
  const around = new Set<number>();
  eachNeighbour(units.neighbours, gone, (other, open) => open && around.add(other));
  const pieces = piecesOf(
    units,
    staying.filter((p) => p !== gone),
  ).filter((piece) => piece.some((p) => around.has(p)));
  const homes = pieces.map((piece) => householdsOf(units, piece));
  const main = homes.indexOf(Math.max(...homes));
  return pieces.filter((_, n) => n !== main).flat();
}

/** Return the bundle with most of its edge on what was taken and least on what stays. */
function tightest(
  search: Search,
  taken: ReadonlySet<number>,
  choice: readonly Bundle[],
): Bundle | null {
  return sorted(search, taken, choice)[0] ?? null;
}

function snuggest(search: Search, taken: ReadonlySet<number>): Bundle[] {
  return sorted(search, taken, bundles(search, taken));
}

function sorted(search: Search, taken: ReadonlySet<number>, choice: readonly Bundle[]): Bundle[] {
  const sides = { to: new Set(search.to), taken, from: new Set(search.from) };
  return choice
    .map((one) => [snugness(search.units, one, sides), one] as const)
    .sort(([one], [other]) => other - one)
    .map(([, one]) => one);
}

type Sides = Readonly<Record<"to" | "taken" | "from", ReadonlySet<number>>>;

/** Return the share of edge on what was taken, less that on what stays; the old border is better. */
function snugness({ neighbours }: Units, bundle: Bundle, sides: Sides): number {
  const { start, to, sharedM } = neighbours;
  let [border, outer, inner] = [0, 0, 0];
  for (const p of bundle) {
    for (let place = at(start, p); place < at(start, p + 1); place++) {
      const other = at(to, place);
      if (sides.to.has(other)) border += at(sharedM, place);
      else if (sides.taken.has(other)) outer += at(sharedM, place);
      else if (sides.from.has(other) && !bundle.includes(other)) inner += at(sharedM, place);
    }
  }
  return (1.25 * border + outer - inner) / Math.max(1e-9, border + outer + inner);
}

function touches(units: Units, p: number, theirs: ReadonlySet<number>): boolean {
  let found = false;
  eachNeighbour(units.neighbours, p, (other, open) => {
    if (open && theirs.has(other)) found = true;
  });
  return found;
}

/** Return whether both grids would be in no more pieces than now, and the first not empty. */
function isSound({ units, from, to, pieces }: Search, taken: ReadonlySet<number>): boolean {
  const staying = from.filter((p) => !taken.has(p));
  if (staying.length === 0) return false;
  const theirs = piecesOf(units, [...to, ...taken]).length;
  return piecesOf(units, staying).length <= pieces.from && theirs <= pieces.to;
}

function weigh({ units }: Search, bundle: Bundle): number {
  return householdsOf(units, bundle);
}

function missing({ units, households }: Search, taken: ReadonlySet<number>): number {
  return Math.abs(households - householdsOf(units, taken));
}
