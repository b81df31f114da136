/** Dossiers and kits: what is asked for, how large it will be, what was made. */
import type { Words } from "../../api/types";

export type DossierKind = "dossiers" | "kit";

export interface DossiersForm {
  readonly kind: DossierKind;
  /** Code of a grid or community; empty for all. */
  readonly code: string;
  readonly pdf: boolean;
  readonly html: boolean;
  /** Whether PDF is a file a grid. */
  readonly each: boolean;
  readonly form: "html" | "zip";
  /** Whether it is for everybody. */
  readonly isPublic: boolean;
}

export interface KitSize {
  readonly bytes: number;
  readonly grids: number;
  readonly parts: readonly {
    readonly name: string;
    readonly title: Words;
    readonly bytes: number;
  }[];
}

export interface MadeDossiers {
  readonly job: string;
  readonly name: string;
  readonly bytes: number;
}

export interface DossiersState {
  readonly form: DossiersForm;
  readonly size: KitSize | "asked" | null;
  readonly working: {
    readonly job: string;
    readonly step: Words | null;
    readonly share: number;
  } | null;
  readonly made: MadeDossiers | null;
}

export const dossiers: DossiersState = {
  form: {
    kind: "dossiers",
    code: "",
    pdf: true,
    html: false,
    each: false,
    form: "html",
    isPublic: false,
  },
  size: null,
  working: null,
  made: null,
};
