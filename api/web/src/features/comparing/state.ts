/** The part of the state that comparing owns. */
export interface ComparingState {
  readonly empty?: never;
}

export const comparing: ComparingState = {};
