/** What is about to happen, before it is applied: both grids before and after, and what forbids it. */
import { Ban } from "lucide-preact";
import type { Band } from "../../api/types";
import { useSay, useState$ } from "../../app/app";
import { partingOf } from "../../plan/parting";
import type { Change, Preview } from "../../plan/preview";
import { householdsOf } from "../../plan/totals";
import { BandBar, PlaceInBand } from "./bandbar";
import { toldOf } from "./effects";
import { bandOf, comingOf, isSpecial, previewed, targetOf } from "./reading";
import { called, words } from "./words";

const MOST_GIVING = 3;

export function PreviewCard({ preview }: { readonly preview: Preview }) {
  const say = useSay();
  const band = useState$(bandOf);
  const { giving, taking, units, households, obstacle } = preview;
  return (
    <div class="ed-preview">
      <div class="soft">{say(words.chosen, { units, households })}</div>
      {giving.slice(0, MOST_GIVING).map((one) => (
        <ChangeRow key={one.code} change={one} band={band} />
      ))}
      {giving.length > MOST_GIVING && <div class="soft">… {giving.length - MOST_GIVING}</div>}
      {taking && <ChangeRow change={taking} band={band} />}
      {obstacle && (
        <div class="ed-obstacle">
          <Ban size={16} aria-hidden="true" /> {say(toldOf(obstacle)[0])}
        </div>
      )}
    </div>
  );
}

function ChangeRow({ change, band }: { readonly change: Change; readonly band: Band }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const special = useState$((state) => isSpecial(state.plan, change.code));
  const { code, before, after, left } = change;
  if (code === null) return <div class="ed-change">{say(words.noGrid)}</div>;
  return (
    <div class="ed-change">
      <strong>{called(code, lang)}</strong>
      <span class="ed-figures">
        {before} → <strong>{after}</strong>
      </span>
      {left === 0 ? (
        <span class="ed-place">{say(words.emptied)}</span>
      ) : (
        <PlaceInBand households={after} band={band} isSpecial={special} />
      )}
      {!special && <BandBar households={after} before={before} band={band} />}
    </div>
  );
}

/** What the selection, the stroke or the line would do; nothing where there is nothing. */
export function Coming() {
  const plan = useState$((state) => state.plan);
  const coming = useState$(comingOf);
  const preview = plan && coming ? previewed(plan, coming) : null;
  return preview === null ? <PartingCard /> : <PreviewCard preview={preview} />;
}

/** How much is chosen so far, beside the pointer. */
export function ChosenSoFar() {
  const say = useSay();
  const units = useState$((state) => state.plan?.members?.units ?? null);
  const { tool, selection } = useState$((state) => state.editing);
  const coming = useState$(comingOf);
  if (units === null || tool === "choose" || coming !== null || selection.size === 0) return null;
  const households = householdsOf(units, selection);
  return <div class="ed-preview">{say(words.chosen, { units: selection.size, households })}</div>;
}

/** The same in the panel, where it must not jump about under a pointer: with a chosen target alone. */
export function ComingToTarget() {
  const isMeant = useState$((state) => {
    const { selection, line } = state.editing;
    return line.length > 0 || (selection.size > 0 && targetOf(state) !== null);
  });
  return isMeant ? <Coming /> : null;
}

function PartingCard() {
  const say = useSay();
  const members = useState$((state) => state.plan?.members ?? null);
  const line = useState$((state) => state.editing.line);
  const band = useState$(bandOf);
  if (members === null || line.length < 2) return null;
  const parting = partingOf(members.units, members.shown, line);
  if (parting === null) return <div class="ed-preview soft">{say(words.lineNothing)}</div>;
  const [one, other] = parting.sides;
  return (
    <div class="ed-preview">
      <div>{say(words.parting, { grid: parting.code.slice(-3), one, other })}</div>
      {[one, other].map((households, n) => (
        <div class="ed-change" key={n === 0 ? "one" : "other"}>
          <span class="ed-figures">{households}</span>
          <PlaceInBand households={households} band={band} />
          <BandBar households={households} band={band} />
        </div>
      ))}
    </div>
  );
}
