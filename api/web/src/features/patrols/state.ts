/** The part of the state that patrols own. */
export interface PatrolsState {
  readonly chosen: string | null;
}

export const patrols: PatrolsState = { chosen: null };
