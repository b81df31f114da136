/** Of a station that is chosen: whether it is open now, and the maps in which one walks there. */
import { useEffect, useState } from "preact/hooks";
import { ProblemError, UnreachableError } from "../../api/http";
import { useApp, useSay } from "../../app/app";
import { isApple, openness } from "../../phone/near/telling";
import type { Station } from "../../phone/near/types";
import { words } from "../../phone/near/words";

interface Told {
  readonly at: string;
  readonly station: Station;
}

export function StationNow({ id }: { readonly id: string }) {
  const say = useSay();
  const told = useTold(id);
  if (told === null) return null;
  const { at, station } = told;
  const { amap, baidu, apple, system } = station.links;
  const maps = [
    { map: words.amap, href: amap },
    { map: words.baidu, href: baidu },
    { map: words.system, href: isApple() ? apple : system },
  ];
  return (
    <div class="viewing-station">
      <p class={`viewing-openness viewing-${station.state}`} role="status">
        {say(openness(station, at))}
        {station.is_shut_on_holidays && <span class="soft"> · {say(words.holidays)}</span>}
      </p>
      <p class="row">
        <span class="soft">{say(words.walkThere)}</span>
        {maps.map(({ map, href }) => (
          <a
            key={href}
            href={href}
            rel="noreferrer"
            aria-label={say(words.opens, { map: say(map), name: station.name })}
          >
            {say(map)}
          </a>
        ))}
      </p>
    </div>
  );
}

/** Return what the service tells of a station; null until then, and where it tells nothing. */
function useTold(id: string): Told | null {
  const { http } = useApp();
  const [told, setTold] = useState<Told | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const ask = async () => {
      try {
        const path = `/near/stations/${encodeURIComponent(id)}`;
        setTold(await http.json<Told>(path, { signal: stop.signal }));
      } catch (error) {
        const isExpected = error instanceof ProblemError || error instanceof UnreachableError;
        if (!stop.signal.aborted && !isExpected) throw error;
      }
    };
    setTold(null);
    void ask();
    return () => stop.abort();
  }, [id, http]);
  return told;
}
