/** What a patrol is made with: day, rain, teams, closed ground. */
import { useApp, useSay, useState$ } from "../../app/app";
import { common } from "../../words/common";
import { ClosedGround } from "./closed";
import { chooseStation, fill } from "./commands";
import { ask, cancel } from "./effects";
import type { Form } from "./state";
import type { Rain } from "./types";
import { words } from "./words";

const RAINS: readonly Rain[] = ["none", "blue", "yellow", "orange", "red"];
const PROFILES: readonly Form["profile"][] = ["foot", "bicycle", "car"];

export function PatrolForm() {
  const app = useApp();
  const say = useSay();
  const form = useState$((state) => state.patrols.form);
  const isSending = useState$((state) => state.patrols.isSending);
  const job = useState$((state) => state.patrols.job);
  const hasLast = useState$((state) => (state.patrols.list?.length ?? 0) > 0);
  const set = (change: Partial<Form>) => app.store.run(fill(change));
  return (
    <form
      class="stack pa-form"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(app);
      }}
    >
      <h3>{say(words.make)}</h3>
      <p class="soft">{say(words.intro)}</p>
      <div class="pa-pair">
        <label>
          {say(words.date)}
          <input
            type="date"
            required
            value={form.date}
            onInput={(event) => set({ date: event.currentTarget.value })}
          />
        </label>
        <label>
          {say(words.rain)}
          <select
            value={form.rain}
            onChange={(event) => set({ rain: event.currentTarget.value as Rain })}
          >
            {RAINS.map((rain) => (
              <option key={rain} value={rain}>
                {say(words[rain])}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="pa-pair">
        <Numbered
          label={say(words.teams)}
          value={form.stations.length || form.count}
          least={1}
          most={50}
          disabled={form.stations.length > 0}
          set={(count) => set({ count })}
        />
        <Numbered
          label={say(words.shift)}
          value={form.shiftMin}
          least={5}
          most={1_440}
          set={(shiftMin) => set({ shiftMin })}
        />
      </div>
      <div class="pa-pair">
        <label>
          {say(words.begins)}
          <input
            type="time"
            required
            value={form.begins}
            onInput={(event) => set({ begins: event.currentTarget.value })}
          />
        </label>
        <label>
          {say(words.profile)}
          <select
            value={form.profile}
            onChange={(event) => set({ profile: event.currentTarget.value as Form["profile"] })}
          >
            {PROFILES.map((profile) => (
              <option key={profile} value={profile}>
                {say(words[profile])}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Stations />
      <ClosedGround />
      {hasLast && (
        <label class="pa-check">
          <input
            type="checkbox"
            checked={form.unlike}
            onChange={(event) => set({ unlike: event.currentTarget.checked })}
          />
          {say(words.unlike)}
        </label>
      )}
      {job === null ? (
        <button type="submit" class="primary" disabled={isSending}>
          {say(words.go)}
        </button>
      ) : (
        <div class="pa-job" data-job={job.id}>
          <progress max={1} value={job.share} aria-label={say(words.make)} />
          <p aria-live="polite">
            {say(job.state === "waiting" ? words.queued : (job.step ?? words.preparing))}
          </p>
          <button type="button" disabled={job.cancel} onClick={() => void cancel(app, job.id)}>
            {say(common.cancel)}
          </button>
        </div>
      )}
    </form>
  );
}

interface NumberedProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly disabled?: boolean;
  readonly set: (value: number) => void;
}

function Numbered({ label, value, least, most, disabled = false, set }: NumberedProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        required
        min={least}
        max={most}
        step={1}
        value={value}
        disabled={disabled}
        onInput={(event) => {
          const given = event.currentTarget.valueAsNumber;
          if (Number.isInteger(given)) set(given);
        }}
      />
    </label>
  );
}

function Stations() {
  const { store } = useApp();
  const say = useSay();
  const stations = useState$((state) => state.patrols.stations);
  const chosen = useState$((state) => state.patrols.form.stations);
  if (stations === null || stations.length === 0) return null;
  return (
    <details>
      <summary>{say(words.from, { count: chosen.length })}</summary>
      <p class="soft">{say(words.fromHint)}</p>
      <ul class="pa-stations">
        {stations.map(({ id, name }) => (
          <li key={id}>
            <label class="pa-check">
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={() => store.run(chooseStation(id))}
              />
              {name}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}
