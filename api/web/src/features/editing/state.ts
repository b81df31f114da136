/** The part of the state that editing owns. */
export interface EditingState {
  readonly empty?: never;
}

export const editing: EditingState = {};
