/** Choosing where one is: a list of compounds, or a name that is typed. */
import { useEffect, useId, useState } from "preact/hooks";
import type { Position, Words } from "../../api/types";
import { ask, fault } from "../shared/asking";
import { Notice } from "../shared/frame";
import { say } from "../shared/language";
import type { NamedPlace } from "./types";
import { words } from "./words";

const PAUSE_MS = 200;

interface Places {
  readonly q: string;
  readonly places: readonly NamedPlace[];
  readonly error: unknown;
}

/** Return what the service finds for what is typed; the last answer stays until the next. */
function usePlaces(q: string): Places | null {
  const [found, setFound] = useState<Places | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const look = async () => {
      try {
        const asked = { method: "POST", json: { q }, signal: stop.signal } as const;
        const { places } = await ask<{ places: NamedPlace[] }>("/near/places", asked);
        if (!stop.signal.aborted) setFound({ q, places, error: null });
      } catch (error) {
        if (!stop.signal.aborted) setFound({ q, places: [], error });
      }
    };
    const timer = setTimeout(() => void look(), q === "" ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [q]);
  return found;
}

interface PickerProps {
  readonly title: Words;
  readonly choose: (place: Position, name: string) => void;
}

export function Picker({ title, choose }: PickerProps) {
  const box = useId();
  const [typed, setTyped] = useState("");
  const found = usePlaces(typed.trim());
  return (
    <section class="phone-card">
      <div class="phone-field">
        <label for={box}>{say(title)}</label>
        <input
          id={box}
          type="search"
          autocomplete="off"
          placeholder={say(words.search)}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </div>
      {found && <Listed found={found} choose={choose} />}
    </section>
  );
}

interface ListedProps {
  readonly found: Places;
  readonly choose: (place: Position, name: string) => void;
}

function Listed({ found: { q, places, error }, choose }: ListedProps) {
  if (error) return <Notice kind="bad">{fault(error)}</Notice>;
  if (places.length === 0)
    return <p role="status">{say(q === "" ? words.noPlaces : words.nothingFound, { q })}</p>;
  return (
    <>
      <p class="hidden-text" role="status">
        {say(words.placesFound, { count: places.length })}
      </p>
      <ul class="near-places">
        {places.map(({ kind, name, detail, place }) => (
          <li key={`${kind} ${name} ${place.join()}`}>
            <button type="button" class="near-place" onClick={() => choose(place, name)}>
              <span>{name}</span>
              {detail && <span class="phone-small">{detail}</span>}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
