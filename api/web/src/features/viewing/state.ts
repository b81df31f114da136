/** The part of the state that viewing owns. */
export interface ViewingState {
  readonly empty?: never;
}

export const viewing: ViewingState = {};
