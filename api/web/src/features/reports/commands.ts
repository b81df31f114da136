/** Commands of reports. */
import type { Command } from "../../store/store";
import { reports as none, type ReportsState, type Tab } from "./state";
import type { Entry, FiguresList, MadeEntry, ReportDetail, ReportPage } from "./types";

export const turnTo = (tab: Tab): Command => onPart((part) => ({ ...part, tab }));

/** List others; the one that is looked at is put away. */
export const filterBy = (filter: Partial<Pick<ReportsState, "which" | "grid">>): Command =>
  onPart((part) => ({ ...part, ...filter, page: null, chosen: null, detail: null }));

export const listed = (page: ReportPage): Command => onPart((part) => ({ ...part, page }));

/** Look at a report, or at none. */
export const lookAt = (chosen: string | null): Command =>
  onPart((part) => (part.chosen === chosen ? part : { ...part, chosen, detail: null }));

/** What is known of the report that is looked at; of another one it came too late. */
export const detailed = (detail: ReportDetail): Command =>
  onPart((part) =>
    part.chosen === detail.id ? { ...part, detail, page: withReport(part.page, detail) } : part,
  );

export const counted = (figures: FiguresList): Command => onPart((part) => ({ ...part, figures }));

export const known = (entries: readonly Entry[]): Command =>
  onPart((part) => ({ ...part, entries }));

export const made = (entries: readonly MadeEntry[] | null): Command =>
  onPart((part) => ({ ...part, made: entries }));

export const putAway: Command = onPart((part) => ({
  ...none,
  tab: part.tab,
  which: part.which,
}));

/** The list tells of a report what was just heard of it, in its old place. */
function withReport(page: ReportPage | null, detail: ReportDetail): ReportPage | null {
  if (page === null) return null;
  const { grid_code: _, ...told } = detail;
  const reports = page.reports.map((one) => (one.id === detail.id ? { ...one, ...told } : one));
  return { ...page, reports };
}

function onPart(change: (part: ReportsState) => ReportsState): Command {
  return (state) => {
    const reports = change(state.reports);
    return reports === state.reports ? state : { ...state, reports };
  };
}
