/** Dossiers of grids and the kit of a community: what, how large, make, take home. */
import { BookOpen, FileDown, PackageOpen } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { ask } from "./dossierscommands";
import { addressOf, cancel, make, size } from "./dossierseffects";
import { DossiersFields } from "./dossiersfields";
import { words } from "./dossierswords";
import { bytes } from "./mapsbytes";

export function Dossiers() {
  const app = useApp();
  const say = useSay();
  const isOpen = useState$((state) => state.plan !== null);
  const grid = useState$((state) => (state.chosen?.layer === "grids" ? state.chosen.id : null));
  const kind = useState$((state) => state.sheets.dossiers.form.kind);
  useEffect(() => {
    if (grid !== null) app.store.run(ask({ code: grid }));
  }, [app, grid]);
  if (!isOpen) return <p class="soft">{say(words.noPlan)}</p>;
  return (
    <section class="stack sh-dossiers" aria-label={say(words[kind])}>
      <p class="soft">{say(kind === "kit" ? words.kitIntro : words.intro)}</p>
      <form
        class="sh-form"
        onSubmit={(event) => {
          event.preventDefault();
          void make(app);
        }}
      >
        <DossiersFields />
        <Actions />
      </form>
      <Size />
      <Working />
      <Made />
    </section>
  );
}

function Actions() {
  const say = useSay();
  const { form, working } = useState$((state) => state.sheets.dossiers);
  const isFit = form.kind === "kit" || form.pdf || form.html;
  return (
    <div class="sh-wide stack">
      {!isFit && (
        <p class="sh-bad" role="alert">
          {say(words.noFormat)}
        </p>
      )}
      <p class="sh-actions">
        {form.kind === "kit" ? <SizeButton /> : <Look />}
        <button type="submit" class="primary" disabled={working !== null || !isFit}>
          <PackageOpen size={16} aria-hidden="true" />
          {say(working === null ? words.make : words.making)}
        </button>
      </p>
    </div>
  );
}

function SizeButton() {
  const app = useApp();
  const say = useSay();
  const isAsked = useState$((state) => state.sheets.dossiers.size === "asked");
  return (
    <button type="button" data-do="size" disabled={isAsked} onClick={() => void size(app)}>
      {say(isAsked ? words.sizing : words.size)}
    </button>
  );
}

/** The dossier of the chosen grid, in a tab of its own. */
function Look() {
  const app = useApp();
  const say = useSay();
  const code = useState$(({ plan, sheets }) =>
    plan?.grids.has(sheets.dossiers.form.code) ? sheets.dossiers.form.code : "",
  );
  const address = code === "" ? null : addressOf(app, code);
  if (address === null) return null;
  return (
    <a class="button" data-do="look" href={address} target="_blank" rel="noopener">
      <BookOpen size={16} aria-hidden="true" />
      {say(words.look)}
    </a>
  );
}

function Size() {
  const say = useSay();
  const { form, size: found } = useState$((state) => state.sheets.dossiers);
  if (form.kind !== "kit" || found === null || found === "asked") return null;
  return (
    <section class="sh-size" role="status">
      <strong>{say(words.sized, { size: bytes(found.bytes), count: found.grids })}</strong>
      <ul>
        {found.parts.map((part) => (
          <li key={part.name}>
            {say(part.title)} {bytes(part.bytes)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Working() {
  const app = useApp();
  const say = useSay();
  const working = useState$((state) => state.sheets.dossiers.working);
  if (working === null) return null;
  return (
    <p class="sh-working" role="status">
      <span>{say(working.step ?? words.making)}</span>
      <button type="button" onClick={() => void cancel(app)}>
        {say(words.cancel)}
      </button>
      <progress value={working.share} max={1} aria-label={say(words.making)} />
    </p>
  );
}

function Made() {
  const say = useSay();
  const made = useState$((state) => state.sheets.dossiers.made);
  if (made === null) return null;
  return (
    <section class="sh-made" role="status">
      <strong>{say(words.done)}</strong>
      <a class="button primary" href={`/jobs/${made.job}/file`} download={made.name}>
        <FileDown size={16} aria-hidden="true" />
        {say(words.download, { name: made.name, size: bytes(made.bytes) })}
      </a>
    </section>
  );
}
