/** The form of a report: each part of it a card. */
import {
  CircleHelp,
  CircleSlash2,
  Flame,
  House,
  type LucideIcon,
  TrafficCone,
  Trash2,
  TreeDeciduous,
  Waves,
  Zap,
} from "lucide-preact";
import { useState } from "preact/hooks";
import type { Words } from "../../api/types";
import { Notice } from "../shared/frame";
import { say } from "../shared/language";
import type { Here } from "../shared/locating";
import type { Address } from "./address";
import { PhotoCard } from "./photo";
import { PlaceCard } from "./place";
import { post } from "./sending";
import { type Kind, kinds, words } from "./words";

const ICONS: Readonly<Record<Kind, LucideIcon>> = {
  waterlogging: Waves,
  drain: CircleSlash2,
  road: TrafficCone,
  fire: Flame,
  structure: House,
  utility: Zap,
  litter: Trash2,
  tree: TreeDeciduous,
  other: CircleHelp,
};
const LONGEST = 500;

interface FormProps {
  readonly address: Address;
  /** Called with the key of what was kept to be sent. */
  readonly posted: (key: string) => void;
}

export function Form({ address, posted }: FormProps) {
  const [kind, choose] = useState<Kind | null>(null);
  const [note, write] = useState("");
  const [photo, take] = useState<Blob | null>(null);
  const [here, tell] = useState<Here | null>(null);
  const [fails, fail] = useState(false);
  const isAnywhere = address.secret === null;
  const missing = missingOf(kind, note.trim() !== "" || photo !== null, here, isAnywhere);
  const send = async () => {
    const place = here && { lon: here.lon, lat: here.lat, accuracy_m: here.accuracyM };
    const fields = { kind, note: note.trim(), hazard_id: address.hazard, ...place };
    try {
      posted(await post(address.secret, fields, photo));
    } catch {
      fail(true);
    }
  };
  return (
    <form
      class="re-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === null) void send();
      }}
    >
      <Kinds chosen={kind} choose={choose} />
      <NoteCard note={note} write={write} />
      <PhotoCard photo={photo} take={take} />
      <PlaceCard here={here} tell={tell} isAnywhere={isAnywhere} />
      {fails && <Notice kind="bad">{say(words.cannotKeep)}</Notice>}
      <div class="re-send">
        <button type="submit" class="primary big" disabled={missing !== null}>
          {say(words.send)}
        </button>
        {missing && <p class="phone-small">{say(missing)}</p>}
      </div>
    </form>
  );
}

function missingOf(
  kind: Kind | null,
  isTold: boolean,
  here: Here | null,
  isAnywhere: boolean,
): Words | null {
  if (kind === null) return words.needsKind;
  if (!isTold) return words.needsWords;
  return isAnywhere && here === null ? words.needsPlace : null;
}

interface KindsProps {
  readonly chosen: Kind | null;
  readonly choose: (kind: Kind) => void;
}

function Kinds({ chosen, choose }: KindsProps) {
  return (
    <fieldset class="phone-card re-kinds">
      <legend>{say(words.kind)}</legend>
      <div>
        {(Object.keys(kinds) as Kind[]).map((one) => {
          const Icon = ICONS[one];
          return (
            <button
              type="button"
              key={one}
              data-kind={one}
              aria-pressed={chosen === one}
              onClick={() => choose(one)}
            >
              <Icon size={26} aria-hidden="true" />
              {say(kinds[one])}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}

interface NoteProps {
  readonly note: string;
  readonly write: (note: string) => void;
}

function NoteCard({ note, write }: NoteProps) {
  return (
    <label class="phone-card">
      <b>{say(words.what)}</b>
      <textarea
        rows={3}
        maxLength={LONGEST}
        value={note}
        placeholder={say(words.hint)}
        onInput={(event) => write(event.currentTarget.value)}
      />
      {note.length > LONGEST - 100 && (
        <span class="phone-small">{say(words.left, { count: LONGEST - note.length })}</span>
      )}
    </label>
  );
}
