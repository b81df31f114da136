/** Which report a page is for: the code that was scanned, or somebody on the street. */

export interface Address {
  /** What stood in the QR code; null for those who log in. */
  readonly secret: string | null;
  /** The hazard at which something was found. */
  readonly hazard: string | null;
}

export function addressOf(path: string, search: string): Address {
  const secret = /^\/report\/([\w-]+)$/.exec(path)?.[1] ?? null;
  return { secret, hazard: new URLSearchParams(search).get("hazard") };
}
