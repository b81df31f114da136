/** The part of the state that patrols own. */
import type { Position } from "../../api/types";
import type { JobInfo } from "../asking/types";
import type { Link, PatrolItem, Progress, Rain, ShownPatrol } from "./types";

export interface Form {
  readonly date: string;
  readonly rain: Rain;
  /** Teams spread over the stations, where none are chosen. */
  readonly count: number;
  /** Ids of the stations from which a team sets out each. */
  readonly stations: readonly string[];
  readonly begins: string;
  readonly shiftMin: number;
  readonly profile: "foot" | "bicycle" | "car";
  /** Whether the routes are to differ from those of the last patrol. */
  readonly unlike: boolean;
  /** Ground whose roads are closed. */
  readonly closed: readonly (readonly Position[])[];
}

export interface Station {
  readonly id: string;
  readonly name: string;
}

export interface PatrolsState {
  readonly form: Form;
  readonly stations: readonly Station[] | null;
  readonly list: readonly PatrolItem[] | null;
  readonly open: ShownPatrol | null;
  readonly progress: Progress | null;
  readonly job: JobInfo | null;
  readonly isSending: boolean;
  /** Number of the route that stands out on the map. */
  readonly route: number | null;
  /** Links that were made, by number of the route: they are told once. */
  readonly links: Readonly<Record<number, Link>>;
  /** The outline that is being drawn. */
  readonly drawing: readonly Position[] | null;
}

export const patrols: PatrolsState = {
  form: {
    date: "",
    rain: "none",
    count: 2,
    stations: [],
    begins: "08:00",
    shiftMin: 120,
    profile: "foot",
    unlike: false,
    closed: [],
  },
  stations: null,
  list: null,
  open: null,
  progress: null,
  job: null,
  isSending: false,
  route: null,
  links: {},
  drawing: null,
};
