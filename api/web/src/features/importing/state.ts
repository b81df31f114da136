/** The part of the state that importing owns. */
export interface ImportingState {
  readonly empty?: never;
}

export const importing: ImportingState = {};
