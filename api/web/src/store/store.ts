/** The one place that holds the state. It changes by commands alone. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { initial, type State } from "./state";

/** What may happen: a pure function of the state, which returns the same object if nothing does. */
export type Command = (state: State) => State;

export interface Store {
  readonly state: ReadonlySignal<State>;
  run(command: Command): void;
}

export function createStore(begin: State = initial): Store {
  const state = signal(begin);
  return {
    state,
    run(command) {
      state.value = command(state.value);
    },
  };
}
