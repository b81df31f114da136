/** The part of the state that asking owns. */
export interface AskingState {
  readonly empty?: never;
}

export const asking: AskingState = {};
