/** The place of a report: where the code is posted, or where the phone is. */
import { MapPin } from "lucide-preact";
import { useState } from "preact/hooks";
import type { Words } from "../../api/types";
import { Notice, Waiting } from "../shared/frame";
import { say } from "../shared/language";
import { type Here, LocatingError, locate } from "../shared/locating";
import { words } from "./words";

interface PlaceProps {
  readonly here: Here | null;
  readonly tell: (here: Here | null) => void;
  /** Whether no code says where it is. */
  readonly isAnywhere: boolean;
}

export function PlaceCard({ here, tell, isAnywhere }: PlaceProps) {
  const [is, become] = useState<"still" | "locating" | Words>("still");
  const find = async () => {
    become("locating");
    try {
      tell(await locate());
      become("still");
    } catch (error) {
      if (!(error instanceof LocatingError)) throw error;
      become(error.words);
    }
  };
  const known = isAnywhere ? words.placeNone : words.placeOfCode;
  return (
    <section class="phone-card" aria-label={say(words.place)}>
      <p class="re-place">
        <MapPin size={20} aria-hidden="true" />
        <span>
          <b>{say(words.place)}</b>{" "}
          {here === null ? say(known) : say(words.placeHere, { metres: here.accuracyM })}
        </span>
      </p>
      {typeof is === "object" && <Notice kind="warn">{say(is)}</Notice>}
      {is === "locating" ? (
        <Waiting words={words.locating} />
      ) : (
        <div class="phone-buttons">
          <button type="button" onClick={() => void find()}>
            {say(here === null ? words.locate : words.locateAgain)}
          </button>
          {here !== null && !isAnywhere && (
            <button type="button" onClick={() => tell(null)}>
              {say(words.forget)}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
