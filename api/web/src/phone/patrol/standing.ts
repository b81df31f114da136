/** How each stop stands: what the service knows, and over it what the phone has not sent yet. */
import type { Letter } from "../shared/letterbox";
import type { Route, Stop, Tick, TickState } from "./types";

export interface Standing {
  readonly state: TickState;
  readonly told: string;
  readonly reason: string;
  readonly note: string;
  readonly photo: boolean;
  readonly isSent: boolean;
}

const OPEN: Standing = {
  state: "open",
  told: "",
  reason: "",
  note: "",
  photo: false,
  isSent: true,
};

/** Return how every stop stands, by its key: what was said last counts. */
export function standings(
  stops: readonly Stop[],
  ticks: readonly Tick[],
  unsent: readonly Letter[],
): ReadonlyMap<string, Standing> {
  const found = new Map(stops.map((stop) => [stop.key, OPEN]));
  const said = [...ticks.map(ofTick), ...unsent.map(ofLetter)];
  said.sort((one, other) => Date.parse(one[1].told) - Date.parse(other[1].told));
  for (const [stop, standing] of said) if (found.has(stop)) found.set(stop, standing);
  return found;
}

/** Return the first stop of the order that is open; none where all are dealt with. */
export function nextStop(
  stops: readonly Stop[],
  standing: ReadonlyMap<string, Standing>,
  chosen: string | null,
): Stop | undefined {
  const open = stops.filter((stop) => standing.get(stop.key)?.state === "open");
  return open.find((stop) => stop.key === chosen) ?? open[0];
}

/**
 * Return a route as it was just told, with what was said of it before: an answer that was under way
 * while a tick went out does not know of it.
 */
export function together(told: Route, before: readonly Tick[]): Route {
  const known = new Set(told.ticks.map((tick) => tick.key));
  return { ...told, ticks: [...before.filter((tick) => !known.has(tick.key)), ...told.ticks] };
}

function ofTick(tick: Tick): [string, Standing] {
  return [tick.stop, { ...tick, isSent: true }];
}

function ofLetter(letter: Letter): [string, Standing] {
  const { stop, state, time, reason, note } = letter.fields as Record<string, string>;
  return [
    stop ?? "",
    {
      state: state as TickState,
      told: time ?? "",
      reason: reason ?? "",
      note: note ?? "",
      photo: letter.photo !== null,
      isSent: false,
    },
  ];
}
