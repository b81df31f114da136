/** The stop that comes next: what it is, how to get there, and what became of it. */
import { Camera, Check, SkipForward } from "lucide-preact";
import { useState } from "preact/hooks";
import { say } from "../shared/language";
import { shrunk } from "../shared/shrinking";
import { wayTo } from "./places";
import { here, say as tell } from "./store";
import { clock, far } from "./telling";
import type { Stop } from "./types";
import { compass, words } from "./words";

const REASONS = ["closed", "unreachable", "no_time", "not_found", "other"] as const;
const LONGEST_NOTE = 1_000;

export function NextStop({ stop }: { readonly stop: Stop }) {
  const [note, setNote] = useState("");
  const [photo, setPhoto] = useState<Blob | null>(null);
  const [skipping, setSkipping] = useState(false);
  const [busy, setBusy] = useState(false);
  const said = async (state: "done" | "skipped", reason = "") => {
    setBusy(true);
    await tell(stop.key, state, { reason, note: note.trim(), photo });
    setBusy(false);
  };
  return (
    <section class="phone-card patrol-next" data-next={stop.key} aria-label={say(words.next)}>
      <Heading stop={stop} />
      <Directions stop={stop} />
      <Maps stop={stop} />
      <Remarks note={note} setNote={setNote} photo={photo} setPhoto={setPhoto} />
      {skipping ? (
        <Skipping skip={(reason) => void said("skipped", reason)} back={() => setSkipping(false)} />
      ) : (
        <>
          <button
            type="button"
            class="primary big"
            disabled={busy}
            onClick={() => void said("done")}
          >
            <Check aria-hidden="true" /> {say(words.done)}
          </button>
          <button type="button" disabled={busy} onClick={() => setSkipping(true)}>
            <SkipForward size={18} aria-hidden="true" /> {say(words.skip)}
          </button>
        </>
      )}
    </section>
  );
}

function Heading({ stop }: { readonly stop: Stop }) {
  const kind = [say(stop.kind_words)];
  if (stop.level !== null) kind.push(say(words.level, { level: stop.level }));
  const minutes = Math.max(1, Math.round(stop.duration_s / 60));
  const me = here.value;
  const way = me === null ? null : wayTo([me.lon, me.lat], stop.place);
  const where = way === null ? undefined : compass[way.direction];
  return (
    <div class="patrol-heading">
      <span class="patrol-number">{stop.label}</span>
      <div>
        <p class="phone-small">{say(words.next)}</p>
        <h2>{stop.name}</h2>
        <p>{kind.filter(Boolean).join(" · ")}</p>
        <p>
          {say(words.far, { far: far(stop.length_m), min: minutes })}
          {" · "}
          {say(words.arriveBy, { time: clock(stop.arrives_s) })}
        </p>
        {way !== null && where && (
          <p class="patrol-away">{say(words.away, { far: far(way.far), where: say(where) })}</p>
        )}
      </div>
    </div>
  );
}

function Directions({ stop }: { readonly stop: Stop }) {
  return (
    <details open>
      <summary>{say(words.how)}</summary>
      <ol class="patrol-directions">
        {stop.directions.map((line, place) => (
          <li key={place}>{say(line.text)}</li>
        ))}
      </ol>
    </details>
  );
}

function Maps({ stop }: { readonly stop: Stop }) {
  return (
    <details>
      <summary>{say(words.openIn)}</summary>
      <div class="phone-buttons">
        {(["amap", "baidu", "apple", "system"] as const).map((map) => {
          const address = stop.maps[map];
          return (
            address && (
              <a key={map} class="button" href={address} rel="noreferrer">
                {say(words[map])}
              </a>
            )
          );
        })}
      </div>
    </details>
  );
}

interface RemarksProps {
  readonly note: string;
  readonly setNote: (note: string) => void;
  readonly photo: Blob | null;
  readonly setPhoto: (photo: Blob | null) => void;
}

function Remarks({ note, setNote, photo, setPhoto }: RemarksProps) {
  return (
    <>
      <label class="phone-field">
        <span>{say(words.note)}</span>
        <textarea
          rows={2}
          maxLength={LONGEST_NOTE}
          value={note}
          placeholder={say(words.noteHint)}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <label class="button patrol-photo">
        <Camera size={20} aria-hidden="true" /> {say(photo ? words.photoAgain : words.photo)}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          onChange={async (event) => {
            const taken = event.currentTarget.files?.[0];
            if (taken) setPhoto(await shrunk(taken));
          }}
        />
      </label>
      {photo && (
        <p class="phone-small">
          {say(words.photoThere, { kb: Math.max(1, Math.round(photo.size / 1_024)) })}{" "}
          <button type="button" class="bare" onClick={() => setPhoto(null)}>
            {say(words.photoDrop)}
          </button>
        </p>
      )}
    </>
  );
}

interface SkippingProps {
  readonly skip: (reason: string) => void;
  readonly back: () => void;
}

function Skipping({ skip, back }: SkippingProps) {
  return (
    <fieldset class="patrol-skipping">
      <legend>{say(words.skipWhy)}</legend>
      <div class="phone-buttons">
        {REASONS.map((reason) => (
          <button key={reason} type="button" onClick={() => skip(reason)}>
            {say(words[reason])}
          </button>
        ))}
        <button type="button" class="bare" onClick={back}>
          {say(words.cancel)}
        </button>
      </div>
    </fieldset>
  );
}
