/** Reporting something from the desk: at the middle of the map. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Position } from "../../api/types";
import { useApp, useSay } from "../../app/app";
import { markCentre } from "../../map/reports";
import { common } from "../../words/common";
import { report } from "./effects";
import type { Kind } from "./types";
import { kinds, words } from "./words";

export function NewReport({ close }: { readonly close: () => void }) {
  const app = useApp();
  const say = useSay();
  const place = useRef<Position | null>(null);
  const [kind, choose] = useState<Kind>("waterlogging");
  const [note, write] = useState("");
  const [photo, take] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (app.map === null) return;
    return markCentre(app.map, (centre) => {
      place.current = centre;
    });
  }, [app]);
  const send = async (event: Event) => {
    event.preventDefault();
    if (place.current === null) return;
    setBusy(true);
    if (await report(app, { kind, note: note.trim(), place: place.current, photo })) close();
    else setBusy(false);
  };
  return (
    <form class="stack re-card" onSubmit={(event) => void send(event)}>
      <h3>{say(words.add)}</h3>
      <p class="soft">{say(words.addHere)}</p>
      <label class="re-field">
        {say(words.kind)}
        <select value={kind} onChange={(event) => choose(event.currentTarget.value as Kind)}>
          {(Object.keys(kinds) as Kind[]).map((one) => (
            <option key={one} value={one}>
              {say(kinds[one])}
            </option>
          ))}
        </select>
      </label>
      <label class="re-field">
        {say(words.said)}
        <textarea
          rows={3}
          maxLength={500}
          value={note}
          placeholder={say(words.nameless)}
          onInput={(event) => write(event.currentTarget.value)}
        />
      </label>
      <label class="re-field">
        {say(words.addPhoto)}
        <input
          type="file"
          accept="image/jpeg,image/png,image/webp"
          onChange={(event) => take(event.currentTarget.files?.[0] ?? null)}
        />
      </label>
      <div class="row">
        <button
          type="submit"
          class="primary"
          disabled={busy || (note.trim() === "" && photo === null)}
        >
          {say(words.send)}
        </button>
        <button type="button" onClick={close}>
          {say(common.cancel)}
        </button>
      </div>
    </form>
  );
}
