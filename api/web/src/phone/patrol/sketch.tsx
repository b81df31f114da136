/** A sketch of the route without any base map: the way, numbered stops, where the phone is. */
import { LocateFixed } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { Position } from "../../api/types";
import { Notice } from "../shared/frame";
import { say } from "../shared/language";
import { follow, LocatingError, locate } from "../shared/locating";
import { boxOf, flatAround, type Point, scaleLength, wayTo } from "./places";
import { here, next, standing } from "./store";
import { far } from "./telling";
import type { Route } from "./types";
import { words } from "./words";

const LEAST_M = 150;
/** A route along one street is drawn no flatter than this. */
const FLATTEST = 0.45;
const NEAR_M = 2_000;
const MARGIN = 0.09;
const WIDTH = 330;

export function Sketch({ route }: { readonly route: Route }) {
  const [following, setFollowing] = useState(false);
  const [why, setWhy] = useState<string | null>(null);
  useEffect(() => {
    if (!following) return undefined;
    return follow((place) => {
      here.value = place;
    });
  }, [following]);
  const begin = async () => {
    try {
      here.value = await locate();
      setFollowing(true);
      setWhy(null);
    } catch (error) {
      if (!(error instanceof LocatingError)) throw error;
      setWhy(say(error.words));
    }
  };
  return (
    <section class="phone-card" aria-label={say(words.sketch)}>
      <Drawing route={route} />
      {why && <Notice kind="warn">{why}</Notice>}
      {!following && (
        <button type="button" onClick={() => void begin()}>
          <LocateFixed size={18} aria-hidden="true" /> {say(words.whereAmI)}
        </button>
      )}
    </section>
  );
}

function Drawing({ route }: { readonly route: Route }) {
  const flat = flatAround(route.start);
  const lines = [...route.stops.map((stop) => stop.line), route.back.line];
  const places = [route.start, ...route.stops.map((stop) => stop.place), ...lines.flat()];
  const me = here.value;
  // Whoever is on the way is on the sketch; whoever is still at home would make it tiny.
  if (me && wayTo(route.start, [me.lon, me.lat]).far < NEAR_M) places.push([me.lon, me.lat]);
  const box = boxOf(places.map(flat), LEAST_M, FLATTEST);
  const wide = box.east - box.west;
  const high = box.north - box.south;
  const margin = MARGIN * Math.max(wide, high);
  const scale = WIDTH / (wide + 2 * margin);
  const height = (high + 2 * margin) * scale;
  const at = (place: Position): Point => {
    const [x, y] = flat(place);
    return [(x - box.west + margin) * scale, (box.north + margin - y) * scale];
  };
  const label = say(words.sketchText, { stops: route.stops.length, far: far(route.length_m) });
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height.toFixed(1)}`} class="patrol-sketch" role="img">
      <title>{label}</title>
      {lines.map((line, place) => (
        <polyline key={place} points={pointsOf(line.map(at))} stroke={route.colour} />
      ))}
      <Start at={at(route.start)} />
      {route.stops.map((stop) => (
        <StopMark
          key={stop.key}
          at={at(stop.place)}
          label={stop.label}
          state={standing.value.get(stop.key)?.state ?? "open"}
          isNext={next.value?.key === stop.key}
        />
      ))}
      <Me at={at} />
      <Frame wide={wide + 2 * margin} height={height} />
    </svg>
  );
}

interface StopMarkProps {
  readonly at: Point;
  readonly label: string;
  readonly state: string;
  readonly isNext: boolean;
}

function StopMark({ at: [x, y], label, state, isNext }: StopMarkProps) {
  return (
    <g class={`patrol-mark patrol-mark-${state}${isNext ? " patrol-mark-next" : ""}`}>
      <circle cx={x} cy={y} r={isNext ? 13 : 10} />
      <text x={x} y={y + 4}>
        {label}
      </text>
    </g>
  );
}

function Start({ at: [x, y] }: { readonly at: Point }) {
  return <rect class="patrol-start" x={x - 7} y={y - 7} width={14} height={14} />;
}

function Me({ at }: { readonly at: (place: Position) => Point }) {
  if (here.value === null) return null;
  const [x, y] = at([here.value.lon, here.value.lat]);
  return (
    <g class="patrol-me" data-me>
      <circle cx={x} cy={y} r={7} />
      <title>{say(words.me)}</title>
    </g>
  );
}

/** A north arrow and a scale bar. */
function Frame({ wide, height }: { readonly wide: number; readonly height: number }) {
  const metres = scaleLength(wide);
  const length = (metres / wide) * WIDTH;
  return (
    <g class="patrol-frame">
      <path d={`M${WIDTH - 14} 26 l5 -18 l5 18 l-5 -4 z`} />
      <text x={WIDTH - 9} y={38}>
        N
      </text>
      <path d={`M8 ${height - 8} h${length.toFixed(1)} m0 -4 v8 m${(-length).toFixed(1)} -8 v8`} />
      <text class="patrol-scale" x={12} y={height - 13}>
        {far(metres)}
      </text>
    </g>
  );
}

function pointsOf(points: readonly Point[]): string {
  return points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}
