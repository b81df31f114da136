/** The slice of the state of this panel. */
import { type DossiersState, dossiers } from "./dossiersstate";
import { type MapsState, maps } from "./mapsstate";

export type SheetsPart = "maps" | "dossiers";

export interface SheetsState {
  readonly part: SheetsPart;
  readonly maps: MapsState;
  readonly dossiers: DossiersState;
}

export const sheets: SheetsState = { part: "maps", maps, dossiers };
