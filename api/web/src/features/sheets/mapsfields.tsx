/** The fields of map sheets. */
import { useMemo } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { byCommunity } from "./mapsasking";
import { fillIn } from "./mapscommands";
import type { MapsForm, SheetFormat, SheetLevel, SheetTheme } from "./mapsstate";
import { words } from "./mapswords";

const LEVELS: readonly SheetLevel[] = ["grid", "community", "street"];
const THEMES: readonly SheetTheme[] = ["grids", "households", "density"];
const FORMATS: readonly SheetFormat[] = ["pdf", "png", "svg"];
const SIZES: readonly MapsForm["size"][] = ["A4", "A3"];

export function MapsFields() {
  const form = useState$((state) => state.sheets.maps.form);
  return (
    <>
      <One name="of" value={form.of} choices={LEVELS} />
      {form.of !== "street" && <Which />}
      <One name="size" value={form.size} choices={SIZES} />
      <Theme />
      <Formats />
      <Line name="review" />
      <Line name="signatures" />
    </>
  );
}

interface OneProps {
  readonly name: "of" | "size";
  readonly value: string;
  readonly choices: readonly (SheetLevel | MapsForm["size"])[];
}

function One({ name, value, choices }: OneProps) {
  const app = useApp();
  const say = useSay();
  return (
    <>
      <span id={`sh-${name}`}>{say(words[name])}</span>
      <div class="sh-choices" role="radiogroup" aria-labelledby={`sh-${name}`}>
        {choices.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name={name}
              value={one}
              checked={value === one}
              onChange={() => app.store.run(fillIn({ [name]: one }))}
            />
            {one === "A4" || one === "A3" ? one : say(words[one])}
          </label>
        ))}
      </div>
    </>
  );
}

function Which() {
  const app = useApp();
  const say = useSay();
  const { of, code } = useState$((state) => state.sheets.maps.form);
  const grids = useState$((state) => state.plan?.grids);
  const names = useState$((state) => state.plan?.head.communities);
  const communities = useMemo(() => {
    const known = [...(grids ?? [])].map(([one, grid]) => ({
      code: one,
      community: grid.properties.community_code,
    }));
    return byCommunity(known, names ?? {});
  }, [grids, names]);
  return (
    <>
      <label for="sh-which">{say(words.which)}</label>
      <select
        id="sh-which"
        value={code}
        onChange={({ currentTarget }) => app.store.run(fillIn({ code: currentTarget.value }))}
      >
        <option value="">{say(words.every)}</option>
        {communities.map((one) =>
          of === "community" ? (
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

function Theme() {
  const app = useApp();
  const say = useSay();
  const theme = useState$((state) => state.sheets.maps.form.theme);
  return (
    <>
      <label for="sh-theme">{say(words.theme)}</label>
      <select
        id="sh-theme"
        value={theme}
        onChange={({ currentTarget }) =>
          app.store.run(fillIn({ theme: currentTarget.value as SheetTheme }))
        }
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {say(words[one])}
          </option>
        ))}
      </select>
    </>
  );
}

function Formats() {
  const app = useApp();
  const say = useSay();
  const { formats, oneFile } = useState$((state) => state.sheets.maps.form);
  const turned = (one: SheetFormat) =>
    FORMATS.filter((known) => (known === one) !== formats.includes(known));
  return (
    <>
      <span aria-hidden="true">{say(words.formats)}</span>
      <fieldset class="sh-choices" aria-label={say(words.formats)}>
        {FORMATS.map((one) => (
          <label key={one}>
            <input
              type="checkbox"
              name={one}
              checked={formats.includes(one)}
              onChange={() => app.store.run(fillIn({ formats: turned(one) }))}
            />
            {say(words[one])}
          </label>
        ))}
        <label>
          <input
            type="checkbox"
            name="oneFile"
            checked={oneFile}
            disabled={!formats.includes("pdf")}
            onChange={() => app.store.run(fillIn({ oneFile: !oneFile }))}
          />
          {say(words.oneFile)}
        </label>
      </fieldset>
    </>
  );
}

function Line({ name }: { readonly name: "review" | "signatures" }) {
  const app = useApp();
  const say = useSay();
  const value = useState$((state) => state.sheets.maps.form[name]);
  const hint = name === "review" ? words.reviewHint : words.signaturesHint;
  return (
    <>
      <label for={`sh-${name}`}>{say(words[name])}</label>
      <input
        type="text"
        id={`sh-${name}`}
        maxLength={60}
        placeholder={say(hint)}
        value={value}
        onChange={({ currentTarget }) => app.store.run(fillIn({ [name]: currentTarget.value }))}
      />
    </>
  );
}
