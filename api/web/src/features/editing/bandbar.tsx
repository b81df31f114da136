/** Where a number of households lies against the band: a bar, and the same in words. */

import type { Band } from "../../api/types";
import { useSay } from "../../app/app";
import { placeInBand } from "../../plan/totals";
import { words } from "./words";

interface BandBarProps {
  readonly households: number;
  /** Where it was before; marked when it differs. */
  readonly before?: number;
  readonly band: Band;
}

/** Return where on the bar a number lies, in per cent; the middle of the band is its middle. */
function shareAt(households: number, { lower, upper }: Band): number {
  return Math.min(1, households / (upper + lower)) * 100;
}

export function BandBar({ households, before, band }: BandBarProps) {
  const from = shareAt(band.lower, band);
  const until = shareAt(band.upper, band);
  const place = placeInBand(households, band);
  return (
    <span class={`ed-bar ed-${place}`} aria-hidden="true">
      <span class="ed-bar-band" style={{ left: `${from}%`, width: `${until - from}%` }} />
      <span class="ed-bar-fill" style={{ width: `${shareAt(households, band)}%` }} />
      {before !== undefined && before !== households && (
        <span class="ed-bar-before" style={{ left: `${shareAt(before, band)}%` }} />
      )}
    </span>
  );
}

interface PlaceProps {
  readonly households: number;
  readonly band: Band;
  /** A special-purpose grid is held in no band. */
  readonly isSpecial?: boolean;
}

export function PlaceInBand({ households, band, isSpecial = false }: PlaceProps) {
  const say = useSay();
  if (isSpecial) return <span class="ed-place">{say(words.isSpecial)}</span>;
  const place = placeInBand(households, band);
  if (place === "in") return <span class="ed-place ed-in">{say(words.inBand)}</span>;
  const count = place === "below" ? band.lower - households : households - band.upper;
  return (
    <span class={`ed-place ed-${place}`}>
      {place === "below" ? "▼" : "▲"} {say(words[place], { count })}
    </span>
  );
}
