/** The slice of the state of the table that goes out and comes back. */
import type { Accepted, RegisterDifference } from "./tabletypes";

export type Narrowed = "all" | "plain" | "flagged" | "barred";

export interface TableState {
  /** The file that came back, as long as it is looked at. */
  readonly file: File | null;
  readonly planId: string | null;
  readonly found: RegisterDifference | null;
  /** Ids of the rows that are ticked. */
  readonly ticked: ReadonlySet<string>;
  /** Id of the row that is looked at on the map. */
  readonly looked: string | null;
  readonly narrowed: Narrowed;
  readonly isBusy: boolean;
  readonly done: Accepted | null;
}

export const table: TableState = {
  file: null,
  planId: null,
  found: null,
  ticked: new Set(),
  looked: null,
  narrowed: "all",
  isBusy: false,
  done: null,
};
