/** What every part of the client is given: the store, the way to the service, the map, the language. */
import { computed } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Http, ProblemError, UnreachableError } from "../api/http";
import type { Words } from "../api/types";
import type { MapView } from "../map/mapview";
import { notify } from "../store/commands";
import type { State } from "../store/state";
import type { Store } from "../store/store";
import { common } from "../words/common";
import { filled } from "../words/words";
import type { Opener } from "./opening";

export interface App {
  readonly store: Store;
  readonly http: Http;
  /** The map, once it is drawn. */
  map: MapView | null;
  readonly opener: Opener;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error("there is no application around this component");
  return app;
}

/** Return what is selected of the state; the component is drawn again when that changes. */
export function useState$<T>(select: (state: State) => T): T {
  const { store } = useApp();
  // A signal of its own: a pointer that moves must not draw every panel again.
  return computed(() => select(store.state.value)).value;
}

/** Return the function that says words in the language of the user. */
export function useSay(): (words: Words, values?: Record<string, string | number>) => string {
  const lang = useState$((state) => state.lang);
  return (words, values = {}) => filled(words[lang], values);
}

/** Do something that may be refused; a refusal is told to the user, and null returned. */
export async function attempt<T>(app: App, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    app.store.run(notify("refused", ...told(error)));
    return null;
  }
}

/** Return what went wrong and what to do about it. What is no refusal is a fault of ours: thrown. */
export function told(error: unknown): [what: Words, remedy: Words | null] {
  if (error instanceof UnreachableError) return [common.unreachable, common.unreachableRemedy];
  if (!(error instanceof ProblemError)) throw error;
  const { detail, remedy } = error.problem;
  return [{ zh: detail, en: detail }, remedy ? { zh: remedy, en: remedy } : null];
}
