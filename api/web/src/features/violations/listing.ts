/** Violations as a list: filtered, grouped by rule, the hard ones first; and where each lies. */
import type { Violation } from "../../api/types";
import { type Assignment, codeAt } from "../../plan/assignment";
import { piecesOf } from "../../plan/contiguity";
import { membersOf } from "../../plan/groups";
import { householdsOf } from "../../plan/totals";
import { at, type Units } from "../../plan/units";
import type { ViolationsState } from "./state";

export interface Group {
  readonly rule: string;
  readonly hard: boolean;
  readonly list: readonly Violation[];
}

/** Rules in the order in which they are shown; others follow. */
const ORDER = ["unsolved", "assigned", "contiguity", "band", "persons", "compound", "barrier"];

/** Return the violations that a filter lets through. */
export function filtered(
  all: Iterable<Violation>,
  { community, severity }: Pick<ViolationsState, "community" | "severity">,
): Violation[] {
  return [...all].filter(
    (one) =>
      (community === null || one.community_code === community) &&
      (severity === "all" || one.hard === (severity === "hard")),
  );
}

/** Return violations by rule, hard rules first; in each, the community and grid ascending. */
export function grouped(all: readonly Violation[]): Group[] {
  const rules = new Map<string, Violation[]>();
  for (const one of all) rules.set(one.rule, [...(rules.get(one.rule) ?? []), one]);
  const groups = [...rules].map(([rule, list]) => ({
    rule,
    hard: list.some((one) => one.hard),
    list: list.toSorted((one, other) => (place(one) < place(other) ? -1 : 1)),
  }));
  return groups.toSorted((one, other) => rank(one) - rank(other));
}

/** Return how many violations each community has, by code. */
export function counted(all: Iterable<Violation>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { community_code: code } of all) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/** Return the positions of the units that a violation is about; none where it is of whole grids. */
export function unitsAbout(units: Units, assignment: Assignment, one: Violation): number[] {
  const about = one.key.slice(one.rule.length + 1);
  if (one.rule === "assigned") {
    const position = units.positionOfId.get(about);
    return position === undefined ? [] : [position];
  }
  if (one.rule === "compound") return inCompound(units, about);
  if (one.rule === "contiguity") return lesserPieces(units, assignment, one.grid_code);
  return [];
}

/** Return the codes of the grids that a violation is about. */
export function gridsAbout(units: Units, assignment: Assignment, one: Violation): string[] {
  if (one.rule !== "compound") return one.grid_code === "" ? [] : [one.grid_code];
  const codes = unitsAbout(units, assignment, one).map((p) => codeAt(assignment, p));
  return [...new Set(codes.filter((code) => code !== null))];
}

function inCompound(units: Units, id: string): number[] {
  const number = units.compounds.findIndex((one) => one.id === id);
  const found: number[] = [];
  if (number === -1) return found;
  for (let p = 0; p < units.count; p++) if (at(units.compound, p) === number) found.push(p);
  return found;
}

function lesserPieces(units: Units, assignment: Assignment, code: string): number[] {
  const pieces = piecesOf(units, membersOf(assignment, code));
  const sorted = pieces.toSorted((one, other) => {
    const more = householdsOf(units, other) - householdsOf(units, one);
    return more === 0 ? other.length - one.length : more;
  });
  return sorted.slice(1).flat();
}

function rank({ rule, hard }: Group): number {
  const place = ORDER.indexOf(rule);
  return (hard ? 0 : 100) + (place === -1 ? ORDER.length : place);
}

function place(one: Violation): string {
  return `${one.community_code} ${one.grid_code} ${one.key}`;
}
