/** The part of the state that stations own. */
export interface StationsState {
  readonly chosen: string | null;
}

export const stations: StationsState = { chosen: null };
