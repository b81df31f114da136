/** One route: when, its stops and how far the team is, files, the link for the phone. */
import { Copy, Printer, QrCode, Smartphone } from "lucide-preact";
import { useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { copy } from "../../ui/copying";
import { moment } from "../../words/words";
import { clock } from "./asked";
import { makeLink, revokeLinks, saveSheet } from "./effects";
import type { Link, ShownPatrol, ShownRoute, StopShown, Tick } from "./types";
import { skipWords, words } from "./words";

const FILES = ["gpx", "kml", "geojson", "xlsx", "html"] as const;

interface RouteProps {
  readonly patrol: ShownPatrol;
  readonly route: ShownRoute;
}

export function RouteCard({ patrol, route }: RouteProps) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const heard = useState$((state) => state.patrols.progress?.heard[route.number]);
  const { team, number, stops } = route;
  const base = `/patrols/${patrol.id}/routes/${number}`;
  return (
    <details class="card pa-route" data-card={number}>
      <summary>
        <span class="pa-colour" style={{ background: route.colour }} />
        <strong>{team.name}</strong>
        <span class="soft">
          {say(words.setOut, {
            start: team.start_name,
            from: clock(route.begins_s),
            to: clock(route.ends_s),
          })}
        </span>
      </summary>
      {stops.length === 0 ? (
        <p class="soft">{say(words.noStops)}</p>
      ) : (
        <>
          <p class="soft">
            {heard ? say(words.heard, { time: moment(heard, lang) }) : say(words.notHeard)}
          </p>
          <Stops patrol={patrol.id} route={route} />
          <PhoneLink patrol={patrol.id} route={route} />
          <p class="pa-files">
            {FILES.map((kind) => (
              <a
                key={kind}
                class="button"
                href={`${base}/file?format=${kind}&lang=${lang}`}
                download
              >
                {kind === "html" ? say(words.phonePage) : kind.toUpperCase()}
              </a>
            ))}
          </p>
        </>
      )}
    </details>
  );
}

function Stops({ patrol, route }: { readonly patrol: string; readonly route: ShownRoute }) {
  const ticks = useState$((state) => state.patrols.progress?.ticks ?? []);
  const mine = new Map(
    ticks.filter((tick) => tick.route === route.number).map((tick) => [tick.stop, tick]),
  );
  return (
    <ol class="pa-stops">
      {route.stops.map((stop) => (
        <StopRow key={stop.key} patrol={patrol} stop={stop} tick={mine.get(stop.key)} />
      ))}
    </ol>
  );
}

interface StopProps {
  readonly patrol: string;
  readonly stop: StopShown;
  readonly tick: Tick | undefined;
}

function StopRow({ patrol, stop, tick }: StopProps) {
  const { map } = useApp();
  const say = useSay();
  const kind = [say(stop.kind_words)];
  if (stop.level !== null) kind.push(say(words.level, { level: stop.level }));
  return (
    <li data-stop={stop.key} data-state={tick?.state ?? "open"}>
      <button type="button" class="bare" onClick={() => map?.flyTo(stop.place)}>
        {say(words.stop, { label: stop.label, name: stop.name })}
      </button>
      <span class="soft">
        {clock(stop.arrives_s)} · {kind.filter(Boolean).join(" · ")}
      </span>
      {tick && <Told patrol={patrol} tick={tick} />}
    </li>
  );
}

function Told({ patrol, tick }: { readonly patrol: string; readonly tick: Tick }) {
  const say = useSay();
  const when = new Date(tick.told);
  const time = clock(when.getHours() * 3_600 + when.getMinutes() * 60);
  const reason = skipWords[tick.reason];
  return (
    <p class={`pa-told pa-${tick.state}`}>
      {say(tick.state === "done" ? words.stateDone : words.stateSkipped, { time })}
      {reason && ` · ${say(reason)}`}
      {tick.note && ` · ${tick.note}`}
      {tick.photo && (
        <a
          href={`/patrols/${patrol}/ticks/${encodeURIComponent(tick.key)}/photo`}
          target="_blank"
          rel="noreferrer"
        >
          {say(words.photo)}
        </a>
      )}
    </p>
  );
}

function PhoneLink({ patrol, route }: { readonly patrol: string; readonly route: ShownRoute }) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const link = useState$((state) => state.patrols.links[route.number]);
  const until = route.link_until;
  return (
    <div class="stack pa-link">
      {until && <p class="soft">{say(words.linkThere, { time: moment(until, lang) })}</p>}
      {link && <Shown link={link} team={route.team.name} />}
      <div class="row pa-buttons">
        <button type="button" onClick={() => void makeLink(app, patrol, route.number)}>
          <Smartphone size={16} aria-hidden="true" />
          {say(until ? words.linkAgain : words.link)}
        </button>
        <button type="button" onClick={() => void saveSheet(app, patrol, route)}>
          <Printer size={16} aria-hidden="true" />
          {say(words.sheet)}
        </button>
        {until && (
          <button type="button" onClick={() => void revokeLinks(app, patrol, route.number)}>
            {say(words.revoke)}
          </button>
        )}
      </div>
    </div>
  );
}

function Shown({ link, team }: { readonly link: Link; readonly team: string }) {
  const say = useSay();
  const [copied, setCopied] = useState(false);
  return (
    <>
      <p>
        <QrCode size={16} aria-hidden="true" /> {say(words.linkOnce)}
      </p>
      <img
        class="pa-qr"
        alt={say(words.qr, { team })}
        src={`data:image/svg+xml,${encodeURIComponent(link.qr)}`}
      />
      <p class="pa-address">{link.address}</p>
      <button type="button" onClick={async () => setCopied(await copy(link.address))}>
        <Copy size={16} aria-hidden="true" /> {say(copied ? words.copied : words.copy)}
      </button>
    </>
  );
}
