/** The slice of the state of this panel. */
export interface RegisterState {
  readonly part: "table" | "teams";
}

export const register: RegisterState = { part: "table" };
