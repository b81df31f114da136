/** The rows of the table: which, in what order, and what is said of the whole. */
import type { ComparingState } from "./state";
import { KINDS, type Succession } from "./types";

/** Return what names a row: a grid goes on once, so that its code before or after is enough. */
export function keyOf(row: Succession): string {
  return `${row.old ?? ""}>${row.new ?? ""}`;
}

/** Return how many households a row is about; what is too small to be told counts as one. */
export function movedOf(row: Succession): number {
  const [came, went] = [row.moved_in ?? 1, row.moved_out ?? 1];
  return Math.max(came, went);
}

/** Return the rows as they are listed: of one kind or of all that changed, sorted. */
export function listedRows({ shown, sort, kind }: ComparingState): readonly Succession[] {
  const rows = shown?.found.successions ?? [];
  const wanted = rows.filter((row) => (kind ? row.kind === kind : row.kind !== "unchanged"));
  const order = ORDERS[sort.by];
  const turn = sort.down ? -1 : 1;
  return [...wanted].sort((one, other) => turn * order(one, other) || byCode(one, other));
}

type Order = (one: Succession, other: Succession) => number;

const byCode: Order = (one, other) => codeOf(one).localeCompare(codeOf(other), "en");

const ORDERS: Readonly<Record<ComparingState["sort"]["by"], Order>> = {
  kind: (one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind),
  code: byCode,
  // The first look is for what moves most.
  households: (one, other) => movedOf(other) - movedOf(one),
};

function codeOf(row: Succession): string {
  return row.old ?? row.new ?? "";
}
