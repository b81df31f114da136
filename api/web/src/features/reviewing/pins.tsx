/** Comments as numbered pins on the map, which keys reach like any button. */
import { Crosshair } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Position } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { follow, hearPlaces } from "../../map/following";
import { openThread, pinning } from "./commands";
import { useThreads } from "./comments";
import { shownOf, type Thread } from "./threads";
import { words } from "./words";

export function Pins() {
  const pin = useState$((state) => state.reviewing.pin);
  const shown = useState$((state) => state.reviewing.shown);
  const threads = shownOf(useThreads(), shown);
  return (
    <>
      {threads.map((one) => (
        <ThreadPin key={one.root.id} thread={one} />
      ))}
      {pin === "choosing" && <Choosing />}
      {pin !== null && pin !== "choosing" && (
        <At place={pin}>
          <span class="fresh">＋</span>
        </At>
      )}
    </>
  );
}

function ThreadPin({ thread: { root, number } }: { readonly thread: Thread }) {
  const { store } = useApp();
  const say = useSay();
  const isOpen = useState$((state) => state.reviewing.thread === root.id);
  const { author, text } = root;
  return (
    <At place={root.place}>
      <button
        type="button"
        class={root.resolved ? "resolved" : ""}
        aria-label={say(words.pinLabel, { number, author, text })}
        title={text}
        aria-expanded={isOpen}
        onClick={() => store.run(openThread(isOpen ? null : root.id))}
      >
        {number}
      </button>
    </At>
  );
}

/** Something of the page at a place of the map. */
function At({
  place,
  children,
}: {
  readonly place: Position;
  readonly children: ComponentChildren;
}) {
  const { map } = useApp();
  const element = useRef<HTMLDivElement>(null);
  useEffect(
    () => (map && element.current ? follow(map, place, element.current) : undefined),
    [map, place],
  );
  return (
    <div class="rv-pin" ref={element}>
      {children}
    </div>
  );
}

/** The next click on the map chooses a place; the cross shows the centre, for keys. */
function Choosing() {
  const { map, store } = useApp();
  // At once: a click that is quicker than the next frame is meant for this already.
  useLayoutEffect(() => {
    const stop = map && hearPlaces(map, (place) => store.run(pinning(place)));
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape") store.run(pinning(null));
    };
    document.addEventListener("keydown", leave);
    return () => {
      stop?.();
      document.removeEventListener("keydown", leave);
    };
  }, [map, store]);
  return <Crosshair class="over-map rv-aim" aria-hidden="true" />;
}
