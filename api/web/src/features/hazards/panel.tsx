/** The panel "hazards": the rain level of the day, what is due by it, where. */
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { DUE_COLOURS, ringHazards } from "../../map/hazards";
import { KIND_SIGNS, LEVEL_COLOURS } from "../../map/hazardstyle";
import { moment } from "../../words/words";
import { listing, sorting } from "./commands";
import { read, setRain } from "./effects";
import { List } from "./list";
import { candidates, kindsOf, ringed } from "./listing";
import { WHICH } from "./state";
import { RAINS } from "./types";
import "./hazards.css";
import { HAZARD_KINDS, RAIN, WHICH_WORDS, words } from "./words";

const AGAIN_MS = 60_000;

export function HazardsPanel() {
  const app = useApp();
  const say = useSay();
  const list = useState$((state) => state.hazards.list);
  useEffect(() => {
    void read(app);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void read(app);
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [app]);
  useEffect(() => {
    if (app.map && list) ringHazards(app.map, ringed(list));
  }, [app, list]);
  useEffect(
    () => () => {
      if (app.map) ringHazards(app.map, null);
    },
    [app],
  );
  return (
    <div class="stack hz">
      <RainSwitch />
      {list !== null && list.hazards.length === 0 && (
        <p class="empty">
          {say(words.none)} <span class="soft">{say(words.noneRemedy)}</span>
        </p>
      )}
      {list !== null && list.hazards.length > 0 && (
        <>
          <Counts />
          <Filters />
          <List />
          <Legend />
        </>
      )}
    </div>
  );
}

function RainSwitch() {
  const app = useApp();
  const say = useSay();
  const rain = useState$((state) => state.hazards.rain);
  const isSetting = useState$((state) => state.hazards.isSetting);
  const lang = useState$((state) => state.lang);
  return (
    <section class="hz-rain" aria-label={say(words.rain)}>
      <h3>{say(words.rain)}</h3>
      <fieldset class="hz-levels" aria-label={say(words.rain)}>
        {RAINS.map((level) => (
          <button
            type="button"
            key={level}
            data-rain={level}
            aria-pressed={rain?.level === level}
            disabled={isSetting}
            onClick={() => void setRain(app, level)}
          >
            <span class="hz-drop" aria-hidden="true" />
            {say(RAIN[level])}
          </button>
        ))}
      </fieldset>
      {rain !== null && (
        <p class="soft hz-who">
          {rain.time === null
            ? say(words.neverSet)
            : say(words.setBy, { who: rain.set_by, when: moment(rain.time, lang) })}
        </p>
      )}
    </section>
  );
}

function Counts() {
  const say = useSay();
  const list = useState$((state) => state.hazards.list);
  if (list === null) return null;
  const { overdue, due, later } = list.counts;
  return (
    <p class="hz-counts" role="status">
      <span class="soft">{say(words.asOf, { date: list.date })}</span>
      <strong class={overdue > 0 ? "hz-bad" : undefined}>
        {say(words.overdue, { count: overdue })}
      </strong>
      <strong>{say(words.due, { count: due })}</strong>
      <span class="soft">{say(words.later, { count: later })}</span>
      <span class="soft">{say(words.candidates, { count: candidates(list) })}</span>
    </p>
  );
}

function Filters() {
  const { store } = useApp();
  const say = useSay();
  const part = useState$((state) => state.hazards);
  return (
    <div class="hz-filters">
      <fieldset class="hz-which" aria-label={say(words.which)}>
        {WHICH.map((one) => (
          <button
            type="button"
            key={one}
            data-which={one}
            aria-pressed={part.which === one}
            onClick={() => store.run(listing(one))}
          >
            {say(WHICH_WORDS[one])}
          </button>
        ))}
      </fieldset>
      <select
        aria-label={say(words.everyKind)}
        value={part.kind ?? ""}
        onChange={(event) => store.run(sorting(event.currentTarget.value || null))}
      >
        <option value="">{say(words.everyKind)}</option>
        {[...kindsOf(part)].map(([kind, count]) => (
          <option key={kind} value={kind}>
            {say(HAZARD_KINDS[kind] ?? { zh: kind, en: kind })} ({count})
          </option>
        ))}
      </select>
    </div>
  );
}

function Legend() {
  const say = useSay();
  return (
    <section class="hz-legend" aria-label={say(words.legend)}>
      {LEVEL_COLOURS.map((fill, place) => (
        <span key={fill}>
          <Sign fill={fill} /> {say(words.level, { level: place + 1 })}
        </span>
      ))}
      <span>
        <Sign fill="#ffffff" stroke="#e3301c" /> {say(words.hollow)}
      </span>
      <span>
        <Sign fill="none" stroke={DUE_COLOURS.overdue} width={3} /> {say(words.ringOverdue)}
      </span>
      <span>
        <Sign fill="none" stroke={DUE_COLOURS.due} width={2} /> {say(words.ringDue)}
      </span>
      {Object.entries(KIND_SIGNS).map(([kind, sign]) => (
        <span key={kind}>
          <b lang="zh">{sign}</b> {say(HAZARD_KINDS[kind] ?? { zh: kind, en: kind })}
        </span>
      ))}
    </section>
  );
}

interface SignProps {
  readonly fill: string;
  readonly stroke?: string;
  readonly width?: number;
}

function Sign({ fill, stroke = "#ffffff", width = 2 }: SignProps) {
  return (
    <svg width="16" height="16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill={fill} stroke={stroke} stroke-width={width} />
    </svg>
  );
}
