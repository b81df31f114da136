/** The slice of the state of this panel. */
export interface SheetsState {
  readonly part: "maps" | "dossiers";
}

export const sheets: SheetsState = { part: "maps" };
