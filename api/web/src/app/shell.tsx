/** The frame of the page: the bar, the rail of panels, the map and what lies over it. */

import { X } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { showPanel } from "../store/commands";
import type { PanelName } from "../store/state";
import { Notices } from "../ui/notices";
import { common } from "../words/common";
import { useApp, useSay, useState$ } from "./app";
import { Bar } from "./bar";
import { Overlays } from "./overlays";
import { PANELS } from "./panels";

export function Shell({ onMap }: { readonly onMap: (container: HTMLElement) => void }) {
  const failure = useState$((state) => state.failure);
  const isLost = useState$((state) => state.plan?.link === "lost");
  const say = useSay();
  return (
    <div class="shell">
      <header class="bar">
        <a class="skip button" href="#panel">
          {say(common.skip)}
        </a>
        <Bar />
      </header>
      <Rail />
      <main class="map-area" aria-label={say(common.map)}>
        {isLost && (
          <div class="over-map lost" role="alert">
            {say(common.lost)}
          </div>
        )}
        {failure === null ? <MapArea onMap={onMap} /> : <Failure />}
      </main>
      <Notices />
    </div>
  );
}

function MapArea({ onMap }: { readonly onMap: (container: HTMLElement) => void }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current) onMap(place.current);
  }, [onMap]);
  return (
    <>
      <div class="map" ref={place} />
      <Overlays />
    </>
  );
}

function Failure() {
  const failure = useState$((state) => state.failure);
  const say = useSay();
  return (
    <div class="empty" role="alert">
      <h2>{failure?.detail}</h2>
      <p class="soft">{failure?.remedy}</p>
      <button type="button" onClick={() => location.reload()}>
        {say(common.again)}
      </button>
    </div>
  );
}

function Rail() {
  const { store } = useApp();
  const say = useSay();
  const state = useState$((whole) => whole);
  const there = PANELS.filter((one) => one.isThere(state));
  const open = there.find((one) => one.name === state.panel);
  const toggle = (name: PanelName) => store.run(showPanel(state.panel === name ? null : name));
  return (
    <div class="rail">
      <nav class="tabs" aria-label={say(common.product)}>
        {there.map(({ name, title, icon: Icon }) => (
          <button
            type="button"
            key={name}
            data-panel={name}
            aria-current={open?.name === name ? "page" : undefined}
            aria-controls={open?.name === name ? "panel" : undefined}
            onClick={() => toggle(name)}
          >
            <Icon size={20} aria-hidden="true" />
            {say(title)}
          </button>
        ))}
      </nav>
      {open && (
        <section class="panel" id="panel" tabIndex={-1} aria-label={say(open.title)}>
          <header>
            <h2>{say(open.title)}</h2>
            <button
              type="button"
              class="bare"
              aria-label={say(common.close)}
              onClick={() => store.run(showPanel(null))}
            >
              <X size={18} aria-hidden="true" />
            </button>
          </header>
          <open.body />
        </section>
      )}
    </div>
  );
}
