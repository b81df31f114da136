/** The slice of the state of this panel. */
export interface NetsState {
  readonly part: "audit" | "unifying";
}

export const nets: NetsState = { part: "audit" };
