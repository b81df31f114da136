/** Map sheets: what is asked for, what is looked at, what was made. */
import type { Words } from "../../api/types";

export type SheetLevel = "grid" | "community" | "street";
export type SheetFormat = "pdf" | "png" | "svg";
export type SheetTheme = "grids" | "households" | "density";

export interface MapsForm {
  readonly of: SheetLevel;
  /** Code of a grid or community; that of a community stands for its grids; empty for all. */
  readonly code: string;
  readonly size: "A4" | "A3";
  readonly theme: SheetTheme;
  readonly formats: readonly SheetFormat[];
  readonly oneFile: boolean;
  readonly review: string;
  /** Who signs, divided by commas. */
  readonly signatures: string;
}

export interface MadeSheets {
  readonly job: string;
  readonly name: string;
  readonly bytes: number;
  readonly sheets: number;
  readonly not_named: readonly string[];
}

export interface MapsState {
  readonly form: MapsForm;
  /** Address of the sheet that is looked at. */
  readonly preview: string | null;
  readonly working: {
    readonly job: string;
    readonly step: Words | null;
    readonly share: number;
  } | null;
  readonly made: MadeSheets | null;
}

export const maps: MapsState = {
  form: {
    of: "community",
    code: "",
    size: "A4",
    theme: "grids",
    formats: ["pdf"],
    oneFile: true,
    review: "",
    signatures: "",
  },
  preview: null,
  working: null,
  made: null,
};
