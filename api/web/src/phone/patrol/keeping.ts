/** Routes as the phone keeps them, so that they open without a network, also where there is no HTTPS. */
import type { Route } from "./types";

const PREFIX = "gridmap.patrol.";
const DAY_MS = 86_400_000;
const KEPT_DAYS = 7;

/** Keep a route; old ones are thrown away. */
export function keepRoute(address: string, route: Route): void {
  try {
    sweep();
    localStorage.setItem(PREFIX + address, JSON.stringify(route));
  } catch {
    // Full, or nothing may be kept here: the route is there as long as the page is open.
  }
}

export function keptRoute(address: string): Route | null {
  try {
    const kept = localStorage.getItem(PREFIX + address);
    return kept === null ? null : (JSON.parse(kept) as Route);
  } catch {
    return null;
  }
}

/** Call a listener when another tab has kept a route. */
export function whenKept(address: string, listener: (route: Route) => void): () => void {
  const heard = (event: StorageEvent) => {
    if (event.key === PREFIX + address && event.newValue !== null)
      listener(JSON.parse(event.newValue) as Route);
  };
  addEventListener("storage", heard);
  return () => removeEventListener("storage", heard);
}

function sweep(): void {
  const oldest = Date.now() - KEPT_DAYS * DAY_MS;
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    const { date } = JSON.parse(localStorage.getItem(name) ?? "{}") as Partial<Route>;
    if (date === undefined || Date.parse(date) < oldest) localStorage.removeItem(name);
  }
}
