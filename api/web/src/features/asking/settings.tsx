/** How grids are cut, in plain words: weights as sliders, the band, barriers, proof and seed. */
import { useApp, useSay, useState$ } from "../../app/app";
import { fillIn, resetSettings, weigh } from "./commands";
import { type Barriers, type Proof, WEIGHTS, type Weight } from "./state";
import { barrierNames, proofNames, stepNames, weightNames, words } from "./words";

export function Settings({ isChanged }: { readonly isChanged: boolean }) {
  const { store } = useApp();
  const say = useSay();
  return (
    <details class="as-settings">
      <summary>{say(isChanged ? words.settingsChanged : words.settings)}</summary>
      <div class="stack">
        <fieldset>
          <legend>{say(words.weights)}</legend>
          {WEIGHTS.map((one) => (
            <Slider key={one} weight={one} />
          ))}
        </fieldset>
        <BandFields />
        <Choices />
        {isChanged && (
          <button type="button" onClick={() => store.run(resetSettings)}>
            {say(words.reset)}
          </button>
        )}
      </div>
    </details>
  );
}

function Slider({ weight }: { readonly weight: Weight }) {
  const { store } = useApp();
  const say = useSay();
  const step = useState$((state) => state.asking.form.weights[weight]);
  const told = stepNames[step];
  return (
    <label class="as-slider">
      <span>{say(weightNames[weight])}</span>
      <output>{told && say(told)}</output>
      <input
        type="range"
        min={0}
        max={stepNames.length - 1}
        step={1}
        value={step}
        aria-valuetext={told && say(told)}
        onInput={(event) => store.run(weigh(weight, Number(event.currentTarget.value)))}
      />
    </label>
  );
}

function BandFields() {
  const { store } = useApp();
  const say = useSay();
  const band = useState$((state) => state.asking.form.band);
  const own = useState$((state) => state.plan?.head.band ?? { lower: 300, upper: 500 });
  const [lower, upper] = band ?? [own.lower, own.upper];
  return (
    <div>
      <label>
        <input
          type="checkbox"
          checked={band !== null}
          onChange={(event) =>
            store.run(fillIn({ band: event.currentTarget.checked ? [lower, upper] : null }))
          }
        />
        {say(words.bandOwn)}
      </label>
      {band !== null && (
        <div class="as-row">
          <Count
            name={say(words.lower)}
            value={lower}
            onValue={(value) => store.run(fillIn({ band: [value, upper] }))}
          />
          <Count
            name={say(words.upper)}
            value={upper}
            onValue={(value) => store.run(fillIn({ band: [lower, value] }))}
          />
        </div>
      )}
    </div>
  );
}

function Count({
  name,
  value,
  onValue,
}: {
  readonly name: string;
  readonly value: number;
  readonly onValue: (value: number) => void;
}) {
  return (
    <label class="as-count">
      {name}
      <input
        type="number"
        min={0}
        max={1_000_000}
        value={value}
        onChange={(event) => onValue(Math.max(0, Math.round(Number(event.currentTarget.value))))}
      />
    </label>
  );
}

function Choices() {
  const { store } = useApp();
  const say = useSay();
  const { barriers, proof, seed, workload } = useState$((state) => state.asking.form);
  return (
    <>
      <label title={say(words.workloadHint)}>
        <input
          type="checkbox"
          checked={workload}
          onChange={(event) => store.run(fillIn({ workload: event.currentTarget.checked }))}
        />
        {say(words.workload)}
      </label>
      <label class="as-choice">
        {say(words.barriers)}
        <select
          value={barriers ?? ""}
          onChange={(event) =>
            store.run(fillIn({ barriers: (event.currentTarget.value || null) as Barriers | null }))
          }
        >
          <option value="">{say(words.asPlan)}</option>
          {Object.entries(barrierNames).map(([name, text]) => (
            <option key={name} value={name}>
              {say(text)}
            </option>
          ))}
        </select>
      </label>
      <label class="as-choice">
        {say(words.proof)}
        <select
          value={proof}
          onChange={(event) => store.run(fillIn({ proof: event.currentTarget.value as Proof }))}
        >
          {Object.entries(proofNames).map(([name, text]) => (
            <option key={name} value={name}>
              {say(text)}
            </option>
          ))}
        </select>
      </label>
      <Count
        name={say(words.seed)}
        value={seed}
        onValue={(value) => store.run(fillIn({ seed: value }))}
      />
    </>
  );
}
