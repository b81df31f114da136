/** The panel "layers": by what the grids are coloured, which layers are shown, printing. */
import { Printer } from "lucide-preact";
import { useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { circled, grounded, switched, themed } from "./commands";
import { LABELS, print } from "./effects";
import { themeNow } from "./figures";
import { CircleName, CircleNote, CircleSign, Legend } from "./legend";
import type { Walker } from "./state";
import { LayerSign, SWITCHED } from "./symbols";
import { OF_COMPOUNDS, THEMES, type ThemeName } from "./themenames";
import { words } from "./words";
import "./viewing.css";

const TITLES = {
  distinct: words.distinct,
  households: words.households,
  balance: words.balance,
  persons: words.persons,
  radius: words.radius,
  area: words.area,
  roundness: words.roundness,
  kind: words.kind,
  "compound-kind": words.compoundKind,
  "compound-stars": words.compoundStars,
} as const;
const WALKERS: readonly Walker[] = ["adult", "elder"];

export function LayersPanel() {
  return (
    <div class="stack">
      <ThemeChoice />
      <Legend circles={false} />
      <LayerSwitches />
      <Circles />
      <BasemapChoice />
      <PrintButton />
    </div>
  );
}

export function ThemeChoice() {
  const { store } = useApp();
  const say = useSay();
  const name = useState$(themeNow);
  const layers = useState$((state) => state.start?.layers);
  const hasPlan = useState$((state) => state.plan !== null);
  const hasCompounds = layers?.some((one) => one.name === "compounds") ?? false;
  const there = THEMES.filter((one) => hasCompounds || !OF_COMPOUNDS.includes(one));
  if (!hasPlan) return null;
  return (
    <label class="viewing-choice">
      <span>{say(words.theme)}</span>
      <select
        value={name}
        onChange={({ currentTarget }) => store.run(themed(currentTarget.value as ThemeName))}
      >
        {there.map((one) => (
          <option key={one} value={one}>
            {say(TITLES[one])}
          </option>
        ))}
      </select>
    </label>
  );
}

function LayerSwitches() {
  const say = useSay();
  const layers = useState$((state) => state.start?.layers) ?? [];
  const there = SWITCHED.flatMap((name) => layers.filter((one) => one.name === name));
  return (
    <fieldset class="viewing-group">
      <legend>{say(words.layers)}</legend>
      <LayerSwitch name={LABELS} title={say(words.labels)} />
      {there.map(({ name, title, features }) => (
        <LayerSwitch key={name} name={name} title={say(title)} count={features} />
      ))}
    </fieldset>
  );
}

interface LayerSwitchProps {
  readonly name: string;
  readonly title: string;
  readonly count?: number;
}

function LayerSwitch({ name, title, count }: LayerSwitchProps) {
  const { store } = useApp();
  const isOn = !useState$((state) => state.viewing.off).includes(name);
  return (
    <label class="viewing-switch">
      <input
        type="checkbox"
        checked={isOn}
        data-layer={name}
        onChange={({ currentTarget }) => store.run(switched(name, currentTarget.checked))}
      />
      <LayerSign layer={name} />
      <span class="grow">{title}</span>
      {count !== undefined && <span class="soft viewing-count">{count}</span>}
    </label>
  );
}

function Circles() {
  const { store } = useApp();
  const say = useSay();
  const circles = useState$((state) => state.viewing.circles);
  const layers = useState$((state) => state.start?.layers);
  const hasStations = layers?.some((one) => one.name === "stations") ?? false;
  return (
    <fieldset class="viewing-group">
      <legend>{say(words.circles)}</legend>
      {!hasStations && <p class="soft">{say(words.noStations)}</p>}
      {hasStations &&
        WALKERS.map((walker) => (
          <label class="viewing-switch" key={walker}>
            <input
              type="checkbox"
              checked={circles.includes(walker)}
              data-circle={walker}
              onChange={({ currentTarget }) => store.run(circled(walker, currentTarget.checked))}
            />
            <CircleSign walker={walker} />
            <CircleName walker={walker} />
          </label>
        ))}
      {hasStations && <CircleNote />}
    </fieldset>
  );
}

function BasemapChoice() {
  const { store } = useApp();
  const say = useSay();
  const basemaps = useState$((state) => state.start?.basemaps) ?? [];
  const chosen = useState$((state) => state.viewing.basemap);
  if (basemaps.length === 0) return null;
  return (
    <label class="viewing-choice">
      <span>{say(words.basemap)}</span>
      <select
        value={chosen ?? ""}
        onChange={({ currentTarget }) => store.run(grounded(currentTarget.value || null))}
      >
        <option value="">{say(words.noBasemap)}</option>
        {basemaps.map(({ id, name }) => (
          <option key={id} value={id}>
            {say(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function PrintButton() {
  const app = useApp();
  const say = useSay();
  const [isBusy, setBusy] = useState(false);
  const begin = () => {
    setBusy(true);
    void print(app).finally(() => setBusy(false));
  };
  return (
    <div class="row">
      <button type="button" onClick={begin} disabled={isBusy}>
        <Printer size={16} aria-hidden="true" />
        {say(isBusy ? words.preparing : words.print)}
      </button>
      <span class="soft">{say(words.printNote)}</span>
    </div>
  );
}
