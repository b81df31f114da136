/** After an import: what it made, and the way on to units and a plan. */
import { useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { beginAnew, planNow } from "./effects";
import { words } from "./words";

export function DoneStep() {
  const app = useApp();
  const say = useSay();
  const imported = useState$((state) => state.importing.imported);
  const layers = useState$((state) => state.start?.layers ?? []);
  if (imported === null) return null;
  const made = layers.filter((one) => one.name in imported.layers);
  return (
    <section class="stack">
      <div class="im-good" role="status">
        <strong>{say(words.doneTitle)}</strong>
        <ul class="im-done">
          {made.map(({ name, title }) => (
            <li key={name} data-layer={name}>
              {say(words.doneLayer, {
                layer: say(title),
                version: imported.layers[name] ?? 0,
              })}
            </li>
          ))}
        </ul>
      </div>
      {layers.some((one) => one.name === "buildings") ? (
        <PlanForm />
      ) : (
        <p class="im-warn">{say(words.planNoBuildings)}</p>
      )}
      <div class="row im-foot">
        <button type="button" onClick={() => void beginAnew(app)}>
          {say(words.anew)}
        </button>
      </div>
    </section>
  );
}

function PlanForm() {
  const app = useApp();
  const say = useSay();
  const band = useState$((state) => state.start?.band ?? [300, 500]);
  const [name, setName] = useState("");
  const [lower, setLower] = useState(band[0]);
  const [upper, setUpper] = useState(band[1]);
  const isFit = lower >= 1 && lower < upper;
  return (
    <form
      class="card im-card stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isFit) void planNow(app, name.trim(), [lower, upper]);
      }}
    >
      <h3>{say(words.planTitle)}</h3>
      <p class="soft">{say(words.planHint)}</p>
      <label class="im-field">
        <span>{say(words.planName)}</span>
        <input
          value={name}
          maxLength={200}
          placeholder={say(words.planNameHint)}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <div class="im-fields">
        <Count title={say(words.bandLower)} value={lower} onChange={setLower} />
        <Count title={say(words.bandUpper)} value={upper} onChange={setUpper} />
      </div>
      {!isFit && (
        <p class="im-bad" role="alert">
          {say(words.badBand)}
        </p>
      )}
      <div class="row">
        <span class="grow" />
        <button type="submit" class="primary" disabled={!isFit}>
          {say(words.plan)}
        </button>
      </div>
    </form>
  );
}

interface CountProps {
  readonly title: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Count({ title, value, onChange }: CountProps) {
  return (
    <label class="im-field">
      <span>{title}</span>
      <input
        type="number"
        min={1}
        max={1_000_000}
        step={1}
        value={value}
        onInput={(event) => onChange(Math.round(event.currentTarget.valueAsNumber) || 0)}
      />
    </label>
  );
}
