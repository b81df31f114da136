/** Where the phone is. */
import type { Words } from "../../api/types";
import { shared } from "./words";

export interface Here {
  readonly lon: number;
  readonly lat: number;
  readonly accuracyM: number;
  /** When, in milliseconds since 1970. */
  readonly time: number;
}

/** Why there is no place, in words for people. */
export class LocatingError extends Error {
  readonly words: Words;

  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}

const PATIENCE_MS = 15_000;
const FRESH_MS = 60_000;

/** Ask the phone once where it is; whoever holds it is asked first. */
export function locate(): Promise<Here> {
  if (!window.isSecureContext) return Promise.reject(new LocatingError(shared.insecure));
  if (!("geolocation" in navigator)) return Promise.reject(new LocatingError(shared.unavailable));
  return new Promise((found, failed) => {
    navigator.geolocation.getCurrentPosition(
      (position) => found(hereOf(position)),
      (error) => failed(new LocatingError(reasonOf(error))),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: FRESH_MS },
    );
  });
}

/** Follow the phone; returns what ends it. A place that cannot be told is left out. */
export function follow(heard: (here: Here) => void): () => void {
  if (!window.isSecureContext || !("geolocation" in navigator)) return () => undefined;
  const watch = navigator.geolocation.watchPosition(
    (position) => heard(hereOf(position)),
    () => undefined,
    { enableHighAccuracy: true },
  );
  return () => navigator.geolocation.clearWatch(watch);
}

function hereOf({ coords, timestamp }: GeolocationPosition): Here {
  return {
    lon: coords.longitude,
    lat: coords.latitude,
    accuracyM: Math.round(coords.accuracy),
    time: timestamp,
  };
}

function reasonOf(error: GeolocationPositionError): Words {
  return error.code === error.PERMISSION_DENIED ? shared.denied : shared.unavailable;
}
