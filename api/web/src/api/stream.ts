/** Server-sent events; the browser comes back by itself with the id of the last one. */

export interface Listening {
  readonly on: Readonly<Record<string, (data: unknown) => void>>;
  readonly lost?: () => void;
  readonly opened?: () => void;
}

/** Listen to an address, asked for anew at each attempt, until the returned function is called. */
export function listen(path: () => string, { on, lost, opened }: Listening): () => void {
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;

  const begin = () => {
    source = new EventSource(path());
    for (const [name, heard] of Object.entries(on)) {
      source.addEventListener(name, (event) => heard(JSON.parse((event as MessageEvent).data)));
    }
    source.onopen = () => opened?.();
    source.onerror = () => {
      lost?.();
      // A browser gives up where the answer was an error, such as 503 while the service restarts.
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(begin, 1_000);
    };
  };
  begin();
  return () => {
    clearTimeout(again);
    source?.close();
  };
}
