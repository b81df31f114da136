/** The part of the state that violations owns. */
export interface ViolationsState {
  readonly empty?: never;
}

export const violations: ViolationsState = {};
