/** Map sheets: what they are of and how they look, one to look at, all to take home. */
import { Eye, FileDown, Printer } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { bytes } from "./mapsbytes";
import { fillIn } from "./mapscommands";
import { cancel, make, preview } from "./mapseffects";
import { MapsFields } from "./mapsfields";
import { words } from "./mapswords";

export function Maps() {
  const app = useApp();
  const say = useSay();
  const isOpen = useState$((state) => state.plan !== null);
  const grid = useState$((state) => (state.chosen?.layer === "grids" ? state.chosen.id : null));
  useEffect(() => {
    if (grid !== null) app.store.run(fillIn({ of: "grid", code: grid }));
  }, [app, grid]);
  if (!isOpen) return <p class="soft">{say(words.noPlan)}</p>;
  return (
    <section class="stack sh-maps" aria-label={say(words.make)}>
      <p class="soft">{say(words.intro)}</p>
      <form
        class="sh-form"
        onSubmit={(event) => {
          event.preventDefault();
          void make(app);
        }}
      >
        <MapsFields />
        <Actions />
      </form>
      <Working />
      <Made />
      <Preview />
    </section>
  );
}

function Actions() {
  const app = useApp();
  const say = useSay();
  const { form, working } = useState$((state) => state.sheets.maps);
  const isFit = form.formats.length > 0;
  return (
    <div class="sh-wide stack">
      {!isFit && (
        <p class="sh-bad" role="alert">
          {say(words.noFormat)}
        </p>
      )}
      <p class="sh-actions">
        <button type="button" data-do="preview" onClick={() => preview(app)}>
          <Eye size={16} aria-hidden="true" />
          {say(words.preview)}
        </button>
        <button type="submit" class="primary" disabled={working !== null || !isFit}>
          <Printer size={16} aria-hidden="true" />
          {say(working === null ? words.make : words.making)}
        </button>
      </p>
    </div>
  );
}

function Working() {
  const app = useApp();
  const say = useSay();
  const working = useState$((state) => state.sheets.maps.working);
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
  const made = useState$((state) => state.sheets.maps.made);
  if (made === null) return null;
  return (
    <section class="sh-made" role="status">
      <strong>{say(words.done, { count: made.sheets })}</strong>
      <a class="button primary" href={`/jobs/${made.job}/file`} download={made.name}>
        <FileDown size={16} aria-hidden="true" />
        {say(words.download, { name: made.name, size: bytes(made.bytes) })}
      </a>
      {made.not_named.length > 0 && (
        <details>
          <summary>{say(words.notNamed)}</summary>
          <ul>
            {made.not_named.slice(0, 50).map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Preview() {
  const address = useState$((state) => state.sheets.maps.preview);
  return address === null ? null : <Sheet key={address} address={address} />;
}

function Sheet({ address }: { readonly address: string }) {
  const say = useSay();
  const [state, setState] = useState<"drawing" | "shown" | "failed">("drawing");
  return (
    <figure class="sh-preview stack">
      {state === "drawing" && (
        <p class="soft" role="status">
          {say(words.previewing)}
        </p>
      )}
      {state === "failed" && (
        <p class="sh-bad" role="alert">
          {say(words.noPreview)}
        </p>
      )}
      <img
        src={address}
        alt={say(words.previewOf)}
        hidden={state !== "shown"}
        onLoad={() => setState("shown")}
        onError={() => setState("failed")}
      />
      {state === "shown" && (
        <figcaption>
          <a href={address.replace("f=png", "f=pdf")} target="_blank" rel="noopener">
            {say(words.large)}
          </a>
        </figcaption>
      )}
    </figure>
  );
}
