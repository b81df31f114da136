/** What the service tells of an edited register. */
import type { EditReply, Position, Words } from "../../api/types";

export interface Flag {
  readonly rule: string;
  readonly place: string;
  readonly what: Words;
  readonly remedy: Words;
  readonly bars: boolean;
}

export interface Cell {
  readonly column: string;
  readonly title: Words;
  readonly place: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly now: string | null;
  readonly stale: boolean;
  readonly taken: boolean;
}

export interface Row {
  readonly id: string;
  readonly page: string;
  readonly title: Words;
  readonly key: string;
  readonly name: string;
  readonly change: "added" | "changed" | "deleted";
  readonly place: string;
  readonly possible: boolean;
  readonly plain: boolean;
  readonly units: readonly string[];
  readonly at: Position | null;
  readonly cells: readonly Cell[];
  readonly flags: readonly Flag[];
}

export interface Broken {
  readonly rule: string;
  readonly hard: boolean;
  readonly grid_code: string;
  readonly what: Words;
  readonly remedy: Words;
}

export interface RegisterDifference {
  readonly file: string;
  readonly head: number;
  readonly version: number | null;
  readonly date: string;
  readonly unchanged: number;
  readonly rows: readonly Row[];
  readonly faults: readonly Flag[];
  readonly violations_added: readonly Broken[];
  readonly violations_resolved: readonly string[];
}

export interface Accepted {
  readonly file: string;
  readonly version: number;
  readonly rows: readonly string[];
  readonly edit: EditReply | null;
  readonly layers: Readonly<Record<string, number>>;
  readonly tables: readonly string[];
}
