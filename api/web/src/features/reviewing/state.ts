/** The part of the state that reviewing owns. */
export interface ReviewingState {
  readonly empty?: never;
}

export const reviewing: ReviewingState = {};
