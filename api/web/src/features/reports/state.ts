/** The part of the state that reports own. */
export interface ReportsState {
  readonly chosen: string | null;
}

export const reports: ReportsState = { chosen: null };
