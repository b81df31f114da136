/** One report: what was found, its photos, what was done, what can be done now. */
import { ArrowLeft, MapPin } from "lucide-preact";
import { useApp, useSay, useState$ } from "../../app/app";
import { moment } from "../../words/words";
import { lookAt } from "./commands";
import { addPhoto, visit } from "./effects";
import { StateBadge } from "./list";
import { spaced } from "./listing";
import { Steps } from "./steps";
import type { ReportDetail, ReportEvent } from "./types";
import { kinds, states, steps, words } from "./words";

export function Detail() {
  const { store } = useApp();
  const say = useSay();
  const one = useState$((state) => state.reports.detail);
  return (
    <>
      <div>
        <button type="button" class="bare" onClick={() => store.run(lookAt(null))}>
          <ArrowLeft size={16} aria-hidden="true" />
          {say(words.back)}
        </button>
      </div>
      {one === null ? (
        <p class="soft">{say(words.loading)}</p>
      ) : (
        <article class="stack" data-detail={one.id} data-state={one.state}>
          <div class="row">
            <h3 class="grow">{say(kinds[one.kind])}</h3>
            <StateBadge one={one} />
          </div>
          {one.note && <p class="re-said">{one.note}</p>}
          <Photos one={one} />
          <Steps key={one.id} one={one} />
          <Facts one={one} />
          <History one={one} />
        </article>
      )}
    </>
  );
}

function Photos({ one }: { readonly one: ReportDetail }) {
  const say = useSay();
  if (one.photo_list.length === 0) return null;
  return (
    <div class="re-photos">
      {one.photo_list.map(({ id, width_px, height_px }, place) => (
        <a key={id} href={`/photos/${id}`} target="_blank" rel="noreferrer">
          <img
            src={`/photos/${id}`}
            width={width_px}
            height={height_px}
            loading="lazy"
            alt={say(words.photo, { number: place + 1 })}
          />
        </a>
      ))}
    </div>
  );
}

function Facts({ one }: { readonly one: ReportDetail }) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const place =
    one.place_source === "device" && one.accuracy_m !== null
      ? say(words.deviceTo, { metres: Math.round(one.accuracy_m) })
      : say(words[one.place_source]);
  const facts: [string, string | null][] = [
    [say(words.receipt), spaced(one.receipt)],
    [say(words.time), moment(one.time, lang)],
    [say(words.reporter), one.reporter || say(words.resident)],
    [say(words.grid), one.grid_code],
    [say(words.place), place],
    [say(words.hazard), one.hazard_id],
    [say(words.building), one.building_id],
    [say(words.assignee), one.assignee || null],
    [say(words.due), one.due && moment(one.due, lang)],
  ];
  return (
    <div class="stack">
      <dl class="re-facts">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <div class="row">
        <button type="button" onClick={() => visit(app, one)}>
          <MapPin size={16} aria-hidden="true" />
          {say(words.show)}
        </button>
        <label class="button">
          {say(words.addPhoto)}
          <input
            type="file"
            class="hidden-text"
            accept="image/jpeg,image/png,image/webp"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = "";
              if (file) void addPhoto(app, one, file);
            }}
          />
        </label>
      </div>
    </div>
  );
}

function History({ one }: { readonly one: ReportDetail }) {
  const say = useSay();
  return (
    <section aria-label={say(words.history)}>
      <h3>{say(words.history)}</h3>
      <ol class="re-history">
        {one.events.map((event) => (
          <Taken key={event.number} event={event} />
        ))}
      </ol>
    </section>
  );
}

function Taken({ event }: { readonly event: ReportEvent }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const name = event.step === "report" ? words.report : steps[event.step];
  const said = [
    event.step === "sort" && event.kind ? say(kinds[event.kind]) : "",
    event.assignee ?? "",
    event.due ? `${say(words.due)} ${moment(event.due, lang)}` : "",
  ].filter(Boolean);
  return (
    <li data-step={event.step}>
      <div class="row">
        <b>{say(name)}</b>
        <span class="soft re-small grow">{event.actor || say(words.resident)}</span>
        <span class="soft re-small">{moment(event.time, lang)}</span>
      </div>
      {said.length > 0 && <div>{said.join(" · ")}</div>}
      {event.note && event.step !== "report" && <div class="re-said">{event.note}</div>}
      <span class="hidden-text">{say(states[event.state])}</span>
    </li>
  );
}
