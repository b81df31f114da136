/** What was found: the nearest station that is open, and the others. */
import { useState } from "preact/hooks";
import { Notice } from "../shared/frame";
import { lang, say } from "../shared/language";
import { distance, duration, isApple, openness, sorted } from "./telling";
import type { Near, Station } from "./types";
import { words } from "./words";

const FIRST = 5;

export function Found({ near }: { readonly near: Near }) {
  const [isWhole, setWhole] = useState(false);
  const { best, others } = sorted(near);
  const shown = isWhole ? others : others.slice(0, FIRST);
  if (near.stations.length === 0) return <Notice kind="warn">{say(words.noStations)}</Notice>;
  return (
    <>
      {best ? (
        <section aria-labelledby="near-best">
          <h2 id="near-best">{say(words.nearestOpen)}</h2>
          <Best station={best} near={near} />
        </section>
      ) : (
        <Notice kind="warn">{say(words.noneOpen)}</Notice>
      )}
      {others.length > 0 && (
        <section aria-labelledby="near-others">
          <h2 id="near-others">{say(best ? words.others : words.allShown)}</h2>
          {near.unknown > 0 && (
            <p class="phone-small">{say(words.someUnknown, { count: near.unknown })}</p>
          )}
          <ul class="phone-list">
            {shown.map((one) => (
              <li key={one.station_id}>
                <Other station={one} near={near} />
              </li>
            ))}
          </ul>
          {shown.length < others.length && (
            <button type="button" class="near-rest" onClick={() => setWhole(true)}>
              {say(words.more, { count: others.length - shown.length })}
            </button>
          )}
        </section>
      )}
    </>
  );
}

interface StationProps {
  readonly station: Station;
  readonly near: Near;
}

function Best({ station, near }: StationProps) {
  return (
    <article class="phone-card near-best">
      <Name station={station} />
      <Openness station={station} near={near} />
      <Walks station={station} near={near} />
      <Facts station={station} />
      <Maps station={station} />
    </article>
  );
}

function Other({ station, near }: StationProps) {
  return (
    <article class="phone-card">
      <Name station={station} />
      <Openness station={station} near={near} />
      <p>
        {say(words.walks, {
          adult: say(duration(station.adult_s)),
          elder: say(duration(station.elder_s)),
          length: say(distance(station.length_m)),
        })}
      </p>
      <details>
        <summary>{say(words.details)}</summary>
        <div class="near-more">
          {!station.by_road && <Guessed near={near} />}
          <Facts station={station} />
          <Maps station={station} />
        </div>
      </details>
    </article>
  );
}

function Name({ station }: { readonly station: Station }) {
  return (
    <h3 class="near-name">
      {station.name}
      {say(station.kind) && <span class="badge">{say(station.kind)}</span>}
    </h3>
  );
}

function Openness({ station, near }: StationProps) {
  return (
    <p class={`near-state near-${station.state}`}>
      {say(openness(station, near.at))}
      {station.is_shut_on_holidays && <span class="phone-small"> · {say(words.holidays)}</span>}
    </p>
  );
}

function Walks({ station, near }: StationProps) {
  const { minutes } = near.walk;
  const walks = [
    { who: words.adult, seconds: station.adult_s },
    { who: words.elder, seconds: station.elder_s },
  ];
  return (
    <>
      <dl class="near-walks">
        {walks.map(({ who, seconds }) => (
          <div key={who.en}>
            <dt>{say(who)}</dt>
            <dd>
              <b>{say(duration(seconds))}</b>
              <span class="phone-small">
                {say(seconds <= minutes * 60 ? words.within : words.beyond, { minutes })}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <p class="phone-small">
        <Length station={station} />
        {" · "}
        {station.by_road ? say(words.byRoad) : <Guessed near={near} />}
      </p>
    </>
  );
}

function Length({ station }: { readonly station: Station }) {
  return <>{say(distance(station.length_m))}</>;
}

function Guessed({ near }: { readonly near: Near }) {
  return <span class="phone-small">{say(words.straight, { factor: near.detour })}</span>;
}

function Facts({ station }: { readonly station: Station }) {
  const area = station.floor_area_m2;
  const facts = [
    { term: words.opening, value: station.opening_hours || say(words.notTold) },
    { term: words.address, value: station.address },
    { term: words.floor, value: station.floor },
    { term: words.amenities, value: station.amenities.join(lang.value === "zh" ? "、" : ", ") },
    {
      term: words.area,
      value: area === null ? "" : say(words.squareMetres, { count: Math.round(area) }),
    },
  ].filter(({ value }) => value !== "");
  return (
    <dl class="near-facts">
      {facts.map(({ term, value }) => (
        <div key={term.en}>
          <dt>{say(term)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Maps({ station: { name, links } }: { readonly station: Station }) {
  const maps = [
    { map: words.amap, href: links.amap },
    { map: words.baidu, href: links.baidu },
    { map: words.system, href: isApple() ? links.apple : links.system },
  ];
  return (
    <div class="near-maps">
      <p>{say(words.goThere)}</p>
      <div class="phone-buttons">
        {maps.map(({ map, href }) => (
          <a
            key={href}
            class="button"
            href={href}
            rel="noreferrer"
            aria-label={say(words.opens, { map: say(map), name })}
          >
            {say(map)}
          </a>
        ))}
      </div>
      <p class="phone-small">{say(words.leaves)}</p>
    </div>
  );
}
