/** The fields of dossiers and kits. */
import { useMemo } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { ask } from "./dossierscommands";
import type { DossierKind, DossiersForm } from "./dossiersstate";
import { words } from "./dossierswords";
import { byCommunity } from "./mapsasking";

const KINDS: readonly DossierKind[] = ["dossiers", "kit"];
const TICKS = ["pdf", "html", "each"] as const;

export function DossiersFields() {
  const form = useState$((state) => state.sheets.dossiers.form);
  const kinds = KINDS.map((one) => ({ value: one, text: words[one], change: { kind: one } }));
  const uses = [false, true].map((one) => ({
    value: one ? "public" : "office",
    text: one ? words.public : words.office,
    change: { isPublic: one },
  }));
  const forms = (["html", "zip"] as const).map((one) => ({
    value: one,
    text: one === "zip" ? words.zip : words.one,
    change: { form: one },
  }));
  return (
    <>
      <Choice name="kind" value={form.kind} choices={kinds} />
      <Which />
      {form.kind === "kit" ? (
        <Choice name="form" value={form.form} choices={forms} />
      ) : (
        <Formats form={form} />
      )}
      <Choice name="use" value={form.isPublic ? "public" : "office"} choices={uses} />
    </>
  );
}

interface ChoiceProps {
  readonly name: "kind" | "form" | "use";
  readonly value: string;
  readonly choices: readonly {
    readonly value: string;
    readonly text: { readonly zh: string; readonly en: string };
    readonly change: Partial<DossiersForm>;
  }[];
}

function Choice({ name, value, choices }: ChoiceProps) {
  const app = useApp();
  const say = useSay();
  return (
    <>
      <span id={`sh-d-${name}`}>{say(words[name])}</span>
      <div class="sh-choices" role="radiogroup" aria-labelledby={`sh-d-${name}`}>
        {choices.map((one) => (
          <label key={one.value}>
            <input
              type="radio"
              name={`dossier-${name}`}
              value={one.value}
              checked={value === one.value}
              onChange={() => app.store.run(ask(one.change))}
            />
            {say(one.text)}
          </label>
        ))}
      </div>
    </>
  );
}

function Which() {
  const app = useApp();
  const say = useSay();
  const { kind, code } = useState$((state) => state.sheets.dossiers.form);
  const grids = useState$((state) => state.plan?.grids);
  const names = useState$((state) => state.plan?.head.communities);
  const communities = useMemo(() => {
    const known = [...(grids ?? [])].map(([one, grid]) => ({
      code: one,
      community: grid.properties.community_code,
    }));
    return byCommunity(known, names ?? {});
  }, [grids, names]);
  const shown = kind === "kit" ? (grids?.get(code)?.properties.community_code ?? code) : code;
  return (
    <>
      <label for="sh-d-which">{say(words.which)}</label>
      <select
        id="sh-d-which"
        value={shown}
        onChange={({ currentTarget }) => app.store.run(ask({ code: currentTarget.value }))}
      >
        <option value="">{say(words.every)}</option>
        {communities.map((one) =>
          kind === "kit" ? (
            <option key={one.code} value={one.code}>
              {one.name}
            </option>
          ) : (
            <optgroup key={one.code} label={one.name}>
              <option value={one.code}>{say(words.everyOf, { name: one.name })}</option>
              {one.grids.map((grid) => (
                <option key={grid} value={grid}>
                  {one.name} {grid.slice(one.code.length)}
                </option>
              ))}
            </optgroup>
          ),
        )}
      </select>
    </>
  );
}

function Formats({ form }: { readonly form: DossiersForm }) {
  const app = useApp();
  const say = useSay();
  return (
    <>
      <span aria-hidden="true">{say(words.formats)}</span>
      <fieldset class="sh-choices" aria-label={say(words.formats)}>
        {TICKS.map((one) => (
          <label key={one}>
            <input
              type="checkbox"
              name={`dossier-${one}`}
              checked={form[one]}
              disabled={one === "each" && !form.pdf}
              onChange={() => app.store.run(ask({ [one]: !form[one] }))}
            />
            {say(words[one])}
          </label>
        ))}
      </fieldset>
    </>
  );
}
