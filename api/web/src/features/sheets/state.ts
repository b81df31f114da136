/** The slice of the state of this panel. */
import { type MapsState, maps } from "./mapsstate";

export type SheetsPart = "maps" | "dossiers";

export interface SheetsState {
  readonly part: SheetsPart;
  readonly maps: MapsState;
}

export const sheets: SheetsState = { part: "maps", maps };
