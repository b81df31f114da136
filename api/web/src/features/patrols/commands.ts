/** Commands of patrols: pure functions of the state. */
import type { Position } from "../../api/types";
import type { Command } from "../../store/store";
import type { JobInfo } from "../asking/types";
import type { Form, PatrolsState, Station } from "./state";
import type { Link, PatrolItem, Progress, ShownPatrol } from "./types";

export const fill = (form: Partial<Form>): Command =>
  onPart((part) => ({ ...part, form: { ...part.form, ...form } }));

/** Let a team set out from a station, or not any more. */
export const chooseStation = (id: string): Command =>
  onPart((part) => {
    const { stations } = part.form;
    const chosen = stations.includes(id) ? stations.filter((one) => one !== id) : [...stations, id];
    return { ...part, form: { ...part.form, stations: chosen } };
  });

export const stationsListed = (stations: readonly Station[]): Command =>
  onPart((part) => ({ ...part, stations }));

export const listed = (list: readonly PatrolItem[]): Command =>
  onPart((part) => ({ ...part, list }));

export const opened = (open: ShownPatrol): Command =>
  onPart((part) => ({
    ...part,
    open,
    route: part.open?.id === open.id ? part.route : null,
    links: part.open?.id === open.id ? part.links : {},
    progress: part.open?.id === open.id ? part.progress : null,
  }));

export const putAway: Command = onPart((part) => ({
  ...part,
  open: null,
  progress: null,
  route: null,
  links: {},
}));

/** A patrol that is no more is neither open nor in the list. */
export const removed = (id: string): Command =>
  onPart((part) => ({
    ...part,
    list: part.list?.filter((one) => one.id !== id) ?? null,
    ...(part.open?.id === id ? { open: null, progress: null, route: null, links: {} } : {}),
  }));

/** How far the teams are; of a patrol that is not open any more it came too late. */
export const heard = (id: string, progress: Progress): Command =>
  onPart((part) => (part.open?.id === id ? { ...part, progress } : part));

export const jobHeard = (job: JobInfo | null): Command => onPart((part) => ({ ...part, job }));

export const sending = (isSending: boolean): Command => onPart((part) => ({ ...part, isSending }));

/** Let one route stand out; the same one again: none. */
export const standOut = (number: number): Command =>
  onPart((part) => ({ ...part, route: part.route === number ? null : number }));

export const linkMade = (number: number, link: Link): Command =>
  onPart((part) => ({
    ...part,
    links: { ...part.links, [number]: link },
    open: withLink(part.open, number, link.expires),
  }));

export const linkRevoked = (number: number): Command =>
  onPart((part) => {
    const { [number]: _, ...links } = part.links;
    return { ...part, links, open: withLink(part.open, number, null) };
  });

export const drawOutline = (drawing: readonly Position[] | null): Command =>
  onPart((part) => ({ ...part, drawing }));

export const addVertex = (place: Position): Command =>
  onPart((part) => (part.drawing ? { ...part, drawing: [...part.drawing, place] } : part));

/** End the outline: with three vertices or more it is closed ground. */
export const endOutline: Command = onPart((part) => {
  const { drawing, form } = part;
  if (drawing === null || drawing.length < 3) return { ...part, drawing: null };
  return { ...part, drawing: null, form: { ...form, closed: [...form.closed, drawing] } };
});

function withLink(open: ShownPatrol | null, number: number, until: string | null) {
  if (open === null) return null;
  const routes = open.routes.map((route) =>
    route.number === number ? { ...route, link_until: until } : route,
  );
  return { ...open, routes };
}

function onPart(change: (part: PatrolsState) => PatrolsState): Command {
  return (state) => {
    const patrols = change(state.patrols);
    return patrols === state.patrols ? state : { ...state, patrols };
  };
}
