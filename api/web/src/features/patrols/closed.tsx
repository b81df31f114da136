/** Ground whose roads are closed: drawn on the map, or read from a file. */
import { useLayoutEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { hearPlaces } from "../../map/following";
import { addVertex, drawOutline, endOutline, fill } from "./commands";
import { readClosed } from "./effects";
import { words } from "./words";

export function ClosedGround() {
  const app = useApp();
  const say = useSay();
  const closed = useState$((state) => state.patrols.form.closed);
  const drawing = useState$((state) => state.patrols.drawing);
  return (
    <details open={closed.length > 0 || drawing !== null}>
      <summary>{say(words.closed, { count: closed.length })}</summary>
      <p class="soft">{say(words.closedHint)}</p>
      {drawing !== null ? (
        <Drawing count={drawing.length} />
      ) : (
        <div class="row pa-buttons">
          <button type="button" onClick={() => app.store.run(drawOutline([]))}>
            {say(words.drawClosed)}
          </button>
          <label class="button pa-file">
            {say(words.fromFile)}
            <input
              type="file"
              accept=".geojson,.json,application/geo+json"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                if (file) void readClosed(app, file);
                event.currentTarget.value = "";
              }}
            />
          </label>
          {closed.length > 0 && (
            <button type="button" onClick={() => app.store.run(fill({ closed: [] }))}>
              {say(words.clearClosed)}
            </button>
          )}
        </div>
      )}
    </details>
  );
}

function Drawing({ count }: { readonly count: number }) {
  const { map, store } = useApp();
  const say = useSay();
  useLayoutEffect(() => {
    if (map === null) return undefined;
    return hearPlaces(map, (place) => store.run(addVertex(place)));
  }, [map, store]);
  const addCentre = () => {
    if (map !== null) store.run(addVertex(map.camera().centre));
  };
  return (
    <div class="stack" data-drawing={count}>
      <p role="status">{say(words.drawing, { count })}</p>
      <div class="row pa-buttons">
        <button
          type="button"
          class="primary"
          disabled={count < 3}
          onClick={() => store.run(endOutline)}
        >
          {say(words.endDrawing)}
        </button>
        <button type="button" onClick={addCentre}>
          {say(words.centre)}
        </button>
        <button type="button" onClick={() => store.run(drawOutline(null))}>
          {say(words.stopDrawing)}
        </button>
      </div>
    </div>
  );
}
