/** What lies over the map and over the page, whichever panel is open; each feature brings its own. */
import type { FunctionComponent } from "preact";
import { AskingOverlay } from "../features/asking/overlay";
import { ComparingOverlay } from "../features/comparing/overlay";
import { EditingOverlay } from "../features/editing/overlay";
import { ImportingOverlay } from "../features/importing/overlay";
import { TotalsStrip } from "../features/nets/totals";
import { ReviewingOverlay } from "../features/reviewing/overlay";
import { ViewingOverlay } from "../features/viewing/overlay";

const OVERLAYS: readonly FunctionComponent[] = [
  ViewingOverlay,
  EditingOverlay,
  AskingOverlay,
  ComparingOverlay,
  ImportingOverlay,
  ReviewingOverlay,
  TotalsStrip,
];

export function Overlays() {
  return (
    <>
      {OVERLAYS.map((Overlay) => (
        <Overlay key={Overlay.name} />
      ))}
    </>
  );
}
