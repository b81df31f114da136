/** The third step: everything that is wrong, as a list and on the map, before anything is written. */
import { Download } from "lucide-preact";
import { useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { pick, readAs, seek, show } from "./commands";
import { faultsOf, listed, type Numbered, toCsv } from "./faults";
import { Footer } from "./footer";
import type { Fault, Severity } from "./types";
import { words } from "./words";

const SEVERITIES: readonly Severity[] = ["error", "warning", "notice"];
const ONE = {
  error: words.errorOne,
  warning: words.warningOne,
  notice: words.noticeOne,
} as const;
const PAGE = 100;

export function FaultsStep() {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const state = useState$((whole) => whole.importing);
  const all = faultsOf(state);
  const counts = countsOf(all, state.failure ? null : (state.preview?.counts ?? null));
  const total = SEVERITIES.reduce((sum, one) => sum + counts[one], 0);
  return (
    <section class="stack">
      {total === 0 ? (
        <p class="im-good">{say(words.noFaults)}</p>
      ) : (
        <>
          <Filters counts={counts} />
          {total > all.length && (
            <p class="soft">
              {say(words.listedOf, {
                all: numeral(total, lang),
                listed: numeral(all.length, lang),
              })}
            </p>
          )}
          <FaultList faults={listed(state, lang)} />
          <SaveButton faults={all} />
        </>
      )}
      <Ways errors={counts.error} />
      <Footer back="tables" next="changes" />
    </section>
  );
}

function countsOf(faults: readonly Fault[], told: Readonly<Record<Severity, number>> | null) {
  if (told) return told;
  const of = (severity: Severity) => faults.filter((one) => one.severity === severity).length;
  return { error: of("error"), warning: of("warning"), notice: of("notice") };
}

function Filters({ counts }: { readonly counts: Readonly<Record<Severity, number>> }) {
  const { store } = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const { shown, sought } = useState$((state) => state.importing);
  return (
    <div class="row">
      {SEVERITIES.map((severity) => (
        <button
          type="button"
          key={severity}
          class={`im-filter im-${severity}`}
          aria-pressed={shown.has(severity) && counts[severity] > 0}
          disabled={counts[severity] === 0}
          onClick={() => store.run(show(severity, !shown.has(severity)))}
        >
          {say(words[severity])} {numeral(counts[severity], lang)}
        </button>
      ))}
      <input
        type="search"
        class="grow"
        value={sought}
        aria-label={say(words.seek)}
        placeholder={say(words.seek)}
        onInput={(event) => store.run(seek(event.currentTarget.value))}
      />
    </div>
  );
}

function FaultList({ faults }: { readonly faults: readonly Numbered[] }) {
  const say = useSay();
  const [most, setMost] = useState(PAGE);
  if (faults.length === 0) return <p class="soft">{say(words.noneShown)}</p>;
  const rest = faults.length - most;
  return (
    <>
      <ul class="im-faults" aria-label={say(words.faults)}>
        {faults.slice(0, most).map((one) => (
          <FaultRow key={one.number} numbered={one} />
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" onClick={() => setMost(most + PAGE)}>
          {say(words.more, { count: Math.min(PAGE, rest) })}
        </button>
      )}
    </>
  );
}

function FaultRow({ numbered: { fault, number } }: { readonly numbered: Numbered }) {
  const app = useApp();
  const say = useSay();
  const isPicked = useState$((state) => state.importing.picked === number);
  const layer = useLayerTitle();
  const { place } = fault;
  const go = () => {
    app.store.run(pick(number));
    if (place) app.map?.flyTo(place);
  };
  return (
    <li>
      <button
        type="button"
        class="im-fault"
        data-severity={fault.severity}
        aria-pressed={isPicked}
        onClick={go}
      >
        <span class={`im-mark im-${fault.severity}`}>{say(ONE[fault.severity])}</span>
        <span class="grow">
          <span class="im-what">{say(fault.what)}</span>
          <span class="im-small im-block">{say(fault.remedy)}</span>
          <span class="soft im-small im-block">
            {[fault.file, layer(fault), fault.feature_id].filter(Boolean).join(" · ")} ·{" "}
            {place ? `${place[0].toFixed(5)}, ${place[1].toFixed(5)}` : say(words.noPlace)}
          </span>
        </span>
      </button>
    </li>
  );
}

/** Return the title of the layer of a fault; a table that is no layer has only its own name. */
function useLayerTitle(): (fault: Fault) => string {
  const say = useSay();
  const layers = useState$((state) => state.importing.preview?.layers ?? []);
  return (fault) => {
    const kind = layers.find((one) => one.name === fault.layer);
    return kind ? say(kind.title) : fault.layer;
  };
}

function SaveButton({ faults }: { readonly faults: readonly Fault[] }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const layer = useLayerTitle();
  const save = () => {
    const text = toCsv(faults, lang, { severity: (one) => say(ONE[one.severity]), layer });
    const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const link = Object.assign(document.createElement("a"), {
      href: url,
      download: say(words.csvName),
    });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div>
      <button type="button" onClick={save}>
        <Download size={16} aria-hidden="true" />
        {say(words.csv)}
      </button>
    </div>
  );
}

/** The ways out: leave out what is faulty, estimate what is missing. */
function Ways({ errors }: { readonly errors: number }) {
  const { store } = useApp();
  const say = useSay();
  const { reading, preview } = useState$((state) => state.importing);
  const hasBuildings = preview?.tables.some((one) => one.layer === "buildings") === true;
  return (
    <div class="stack">
      {(errors > 0 || reading.skipFaulty) && (
        <div class="stack">
          {errors > 0 && <p class="im-warn">{say(words.errorHint)}</p>}
          <label class="row">
            <input
              type="checkbox"
              checked={reading.skipFaulty}
              onChange={(event) => store.run(readAs({ skipFaulty: event.currentTarget.checked }))}
            />
            {say(words.skipFaulty)}
          </label>
        </div>
      )}
      {hasBuildings && (
        <label class="row">
          <input
            type="checkbox"
            checked={reading.estimate}
            onChange={(event) => store.run(readAs({ estimate: event.currentTarget.checked }))}
          />
          {say(words.estimate)}
        </label>
      )}
    </div>
  );
}
