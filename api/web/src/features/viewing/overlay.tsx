/** What viewing lays over the map: the legend, the card of what is chosen, the sheet to print. */
import { ChevronDown, List } from "lucide-preact";
import { useState } from "preact/hooks";
import { useSay, useState$ } from "../../app/app";
import { Details } from "./details";
import { NARROW } from "./effects";
import { Legend } from "./legend";
import { PrintSheet } from "./printsheet";
import { words } from "./words";
import "./viewing.css";

export function ViewingOverlay() {
  return (
    <>
      <MapLegend />
      <Details />
      <PrintSheet />
    </>
  );
}

function MapLegend() {
  const say = useSay();
  const [isOpen, setOpen] = useState(() => !matchMedia(NARROW).matches);
  const isElsewhere = useState$((state) => state.panel === "layers");
  const hasAny = useState$((state) => state.plan !== null || state.viewing.circles.length > 0);
  if (isElsewhere || !hasAny) return null;
  return (
    <aside class="over-map card viewing-maplegend" aria-label={say(words.legend)}>
      <button
        type="button"
        class="bare"
        aria-expanded={isOpen}
        aria-label={say(isOpen ? words.hideLegend : words.showLegend)}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? (
          <ChevronDown size={16} aria-hidden="true" />
        ) : (
          <List size={16} aria-hidden="true" />
        )}
        {!isOpen && say(words.legend)}
      </button>
      {isOpen && <Legend />}
    </aside>
  );
}
