/** Which route the page is of: by the secret of a link, or by a login and its number. */

export interface Address {
  /** Where the route is read. */
  readonly route: string;
  /** Where ticks go. */
  readonly ticks: string;
  readonly file: string;
}

/** Return the route that an address of the page names; none for the list of one's own. */
export function addressOf(path: string, search: string): Address | null {
  const secret = /^\/patrol\/([A-Za-z0-9_-]+)$/.exec(path)?.[1];
  if (secret !== undefined) return under(`/patrol/${secret}`, `/patrol/${secret}/route`);
  const asked = new URLSearchParams(search);
  const patrol = asked.get("patrol");
  const number = Number(asked.get("route"));
  if (patrol === null || !Number.isInteger(number) || number < 1) return null;
  const route = `/patrols/${encodeURIComponent(patrol)}/routes/${number}`;
  return under(route, route);
}

/** Whether what goes to an address goes without a login. */
export function needsNoLogin(url: string): boolean {
  return url.startsWith("/patrol/");
}

function under(base: string, route: string): Address {
  return { route, ticks: `${base}/ticks`, file: `${base}/file?format=gpx` };
}
