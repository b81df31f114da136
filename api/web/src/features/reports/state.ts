/** The part of the state that reports own. */
import type { Entry, FiguresList, MadeEntry, ReportDetail, ReportPage, ReportState } from "./types";

export type Tab = "list" | "figures" | "entries";

/** Which reports are listed: those to be done, those overdue, all, or those in one state. */
export type Which = "open" | "overdue" | "all" | ReportState;

export interface ReportsState {
  readonly tab: Tab;
  readonly which: Which;
  /** Code of a grid of the open plan; null for every one. */
  readonly grid: string | null;
  readonly page: ReportPage | null;
  readonly chosen: string | null;
  readonly detail: ReportDetail | null;
  readonly figures: FiguresList | null;
  readonly entries: readonly Entry[] | null;
  /** Entries that were just made: only now can their codes be printed. */
  readonly made: readonly MadeEntry[] | null;
}

export const reports: ReportsState = {
  tab: "list",
  which: "open",
  grid: null,
  page: null,
  chosen: null,
  detail: null,
  figures: null,
  entries: null,
  made: null,
};
