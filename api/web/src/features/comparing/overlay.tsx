/** What comparing lays over the map: the pieces that moved with their legend, or two maps. */
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { drawDifference, keepLink, takeUpLink } from "./effects";
import { Swipe } from "./swipe";
import { words } from "./words";
import "./comparing.css";

const SETTLED_MS = 250;

export function ComparingOverlay() {
  const app = useApp();
  const say = useSay();
  const comparing = useState$((state) => state.comparing);
  const isOpen = useState$((state) => state.panel === "compare");
  const isDrawn = useState$((state) => state.plan !== null);
  const lang = useState$((state) => state.lang);
  const { shown, row, swipe } = comparing;
  useEffect(() => {
    if (isDrawn) void takeUpLink(app);
  }, [app, isDrawn]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew whenever one of these changes
  useEffect(() => drawDifference(app, isOpen), [app, isOpen, isDrawn, shown, row, lang]);
  useEffect(() => {
    if (!isDrawn) return;
    // Browsers take the address of a page only so often: while the divider is dragged, it rests.
    const timer = setTimeout(() => keepLink(comparing, isOpen), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [comparing, isOpen, isDrawn]);
  if (!isOpen || shown === null) return null;
  if (swipe !== null) return <Swipe key={`${lang}`} shown={shown} />;
  return (
    <ul class="over-map card cmp-legend">
      {(["Before", "After", "Piece"] as const).map((one) => (
        <li key={one}>
          <span class={`cmp-mark cmp-mark-${one.toLowerCase()}`} aria-hidden="true" />
          {say(words[`legend${one}`])}
        </li>
      ))}
    </ul>
  );
}
