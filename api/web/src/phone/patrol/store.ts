/** What the page knows: the route, what is unsent, where the phone is; and what changes it. */
import { computed, signal } from "@preact/signals";
import { ProblemError } from "../../api/http";
import { ask, fault } from "../shared/asking";
import type { Here } from "../shared/locating";
import { asJson, type Held, Outbox } from "../shared/outbox";
import { type Address, needsNoLogin } from "./address";
import { keepRoute, keptRoute, whenKept } from "./keeping";
import { nextStop, standings, together } from "./standing";
import type { Route, Tick, TickState } from "./types";

const AGAIN_MS = 60_000;

export type Trouble = "none" | "offline" | "invalid" | "login";

export const route = signal<Route | null>(null);
export const trouble = signal<Trouble>("none");
/** What to say where there is no route at all. */
export const problem = signal<string | null>(null);
export const held = signal<Held>({ unsent: [], refused: [], trouble: null });
export const here = signal<Here | null>(null);
/** A stop that the team goes to before its turn. */
export const chosen = signal<string | null>(null);
export const isOfflineReady = signal(false);
export const cannotKeep = signal(false);

let address: Address | null = null;

const mine = computed(() => held.value.unsent.filter((letter) => letter.url === address?.ticks));

export const standing = computed(() =>
  standings(route.value?.stops ?? [], route.value?.ticks ?? [], mine.value),
);

export const next = computed(() =>
  nextStop(route.value?.stops ?? [], standing.value, chosen.value),
);

interface Me {
  readonly csrf: string | null;
}

const outbox = new Outbox("gridmap-patrol", asJson, {
  answered: (letter, answer) => {
    // What was sent stays known, though the route may not be read again for long.
    if (letter.url === address?.ticks && route.value !== null && answer !== null)
      know({ ...route.value, ticks: [answer as Tick] });
  },
  sign: async (letter) => (needsNoLogin(letter.url) ? undefined : (await ask<Me>("/auth/me")).csrf),
});

/** Open a route: as the phone kept it, then as the service tells it; returns how to leave it. */
export function open(wanted: Address): () => void {
  address = wanted;
  route.value = keptRoute(wanted.route);
  const leave = [
    outbox.watch((now) => {
      held.value = now;
    }),
    outbox.keepSending(),
    whenKept(wanted.route, (kept) => {
      route.value = kept;
    }),
  ];
  const timer = setInterval(() => void read(), AGAIN_MS);
  addEventListener("online", read);
  void read();
  return () => {
    for (const end of leave) end();
    clearInterval(timer);
    removeEventListener("online", read);
  };
}

/** Read the route anew. */
export async function read(): Promise<void> {
  if (address === null) return;
  try {
    know(await ask<Route>(address.route));
    trouble.value = "none";
    problem.value = null;
  } catch (error) {
    trouble.value = troubleOf(error);
    problem.value = fault(error);
  }
}

/** Say what became of a stop; it cannot be lost once this has ended. */
export async function say(
  stop: string,
  state: TickState,
  more: { reason?: string; note?: string; photo?: Blob | null } = {},
): Promise<void> {
  if (address === null) return;
  const { reason = "", note = "", photo = null } = more;
  const time = new Date().toISOString();
  try {
    await outbox.post(address.ticks, { stop, state, time, reason, note }, photo);
    chosen.value = null;
  } catch {
    cannotKeep.value = true;
  }
}

export function sendNow(): void {
  void outbox.send();
}

export function giveUp(key: string): void {
  void outbox.drop(key);
}

function know(told: Route): void {
  const whole = together(told, route.value?.ticks ?? []);
  route.value = whole;
  if (address !== null) keepRoute(address.route, whole);
}

function troubleOf(error: unknown): Trouble {
  if (!(error instanceof ProblemError)) return "offline";
  if (error.status === 401) return "login";
  return error.status === 404 ? "invalid" : "offline";
}
