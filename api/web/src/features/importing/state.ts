/** The part of the state that importing owns. */
import type { Words } from "../../api/types";
import type { Fault, Imported, Job, Preview, Reading, Severity } from "./types";

export type Step = "files" | "tables" | "faults" | "changes";

/** What is under way: files that travel, or a job of the service. */
export interface Work {
  readonly kind: "preview" | "import" | "plan";
  /** Null until the service has answered with the job. */
  readonly job: Job | null;
}

export interface Failure {
  readonly what: Words;
  readonly remedy: Words | null;
  readonly faults: readonly Fault[];
}

export interface ImportingState {
  readonly step: Step;
  readonly files: readonly File[];
  readonly reading: Reading;
  /** Whether `reading` was changed since the preview was made. */
  readonly isStale: boolean;
  readonly preview: Preview | null;
  readonly work: Work | null;
  readonly failure: Failure | null;
  /** Severities of faults that are listed and drawn. */
  readonly shown: ReadonlySet<Severity>;
  readonly sought: string;
  /** Index of the fault that is looked at. */
  readonly picked: number | null;
  /** The table whose points are compared with references on the map. */
  readonly compared: string | null;
  readonly imported: Imported | null;
}

export const NO_READING: Reading = {
  tables: [],
  whole: [],
  estimate: false,
  skipFaulty: false,
};

export const importing: ImportingState = {
  step: "files",
  files: [],
  reading: NO_READING,
  isStale: false,
  preview: null,
  work: null,
  failure: null,
  shown: new Set<Severity>(["error", "warning", "notice"]),
  sought: "",
  picked: null,
  compared: null,
  imported: null,
};
