/** A patrol: teams side by side, each route with its stops, what was left out and why. */
import { useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { Dialog } from "../../ui/dialog";
import { common } from "../../words/common";
import { moment, numeral } from "../../words/words";
import { standOut } from "./commands";
import { remove } from "./effects";
import { RouteCard } from "./route";
import type { LeftOut, ShownPatrol, ShownRoute } from "./types";
import { reasonWords, words } from "./words";

const FILES = ["xlsx", "kml", "geojson", "pdf"] as const;

export function Open({ patrol }: { readonly patrol: ShownPatrol }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const time = moment(patrol.time, lang);
  return (
    <section class="stack" data-open={patrol.id}>
      <h3>
        {patrol.date} · {say(words[patrol.rain])}
      </h3>
      <p class="soft">{say(words.madeBy, { owner: patrol.owner, time })}</p>
      <Overview routes={patrol.routes} />
      <p class="pa-files">
        {say(words.whole)}
        {FILES.map((kind) => (
          <a
            key={kind}
            class="button"
            href={`/patrols/${patrol.id}/file?format=${kind}&lang=${lang}`}
            download
          >
            {kind.toUpperCase()}
          </a>
        ))}
      </p>
      {patrol.routes.map((route) => (
        <RouteCard key={route.number} patrol={patrol} route={route} />
      ))}
      <Left left={patrol.left_out} />
      {patrol.whole && <Remove id={patrol.id} />}
    </section>
  );
}

function Overview({ routes }: { readonly routes: readonly ShownRoute[] }) {
  const { store } = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const chosen = useState$((state) => state.patrols.route);
  const ticks = useState$((state) => state.patrols.progress?.ticks ?? []);
  return (
    <table class="pa-table">
      <caption>{say(words.overview)}</caption>
      <thead>
        <tr>
          <th>{say(words.team)}</th>
          <th>{say(words.done)}</th>
          <th>{say(words.length)}</th>
          <th>{say(words.time)}</th>
        </tr>
      </thead>
      <tbody>
        {routes.map((route) => (
          <tr key={route.number} data-route={route.number}>
            <th scope="row">
              <button
                type="button"
                class="bare pa-team"
                aria-pressed={chosen === route.number}
                aria-label={say(words.standOut, { team: route.team.name })}
                onClick={() => store.run(standOut(route.number))}
              >
                <span class="pa-colour" style={{ background: route.colour }} />
                {route.team.name}
              </button>
            </th>
            <td>
              {ticks.filter((tick) => tick.route === route.number).length} / {route.stops.length}
            </td>
            <td>{numeral(route.length_m / 1_000, lang, 1)}</td>
            <td>{say(words.minutes, { min: Math.round((route.ends_s - route.begins_s) / 60) })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Left({ left }: { readonly left: readonly LeftOut[] }) {
  const { map } = useApp();
  const say = useSay();
  if (left.length === 0) return <p class="pa-good">✓ {say(words.allIn)}</p>;
  return (
    <section>
      <h3>{say(words.leftOut, { count: left.length })}</h3>
      <ul class="pa-left">
        {left.map((one) => (
          <li key={one.key} data-left={one.key}>
            <button type="button" class="bare" onClick={() => map?.flyTo(one.place)}>
              × {one.name}
            </button>
            <span class="badge">{say(reasonWords[one.reason] ?? one.why)}</span>
            <p class="soft">{say(one.why)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Remove({ id }: { readonly id: string }) {
  const app = useApp();
  const say = useSay();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="danger" onClick={() => setAsking(true)}>
        {say(words.remove)}
      </button>
      {asking && (
        <Dialog title={say(words.removeSure)} onClose={() => setAsking(false)}>
          <div class="row">
            <button type="button" class="danger" onClick={() => void remove(app, id)}>
              {say(words.remove)}
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              {say(common.cancel)}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
