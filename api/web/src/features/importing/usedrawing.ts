/** Draws what was found while the panel is open, and takes it away when it closes. */
import { useEffect } from "preact/hooks";
import { useApp, useState$ } from "../../app/app";
import { keyOf } from "./commands";
import { drawCarried, drawFeatures, drawPlaces } from "./drawing";
import { listed } from "./faults";

export function useDrawing(): void {
  const { map } = useApp();
  const lang = useState$((state) => state.lang);
  const { preview, imported, failure, shown, sought, picked, compared } = useState$(
    (state) => state.importing,
  );
  useEffect(() => {
    if (map === null) return;
    void map.ready.then(() => drawFeatures(map, imported ? null : preview));
  }, [map, preview, imported]);
  useEffect(() => {
    if (map === null) return;
    const isDrawn = preview !== null && !imported;
    const faults = isDrawn ? listed({ preview, failure, shown, sought }, lang) : null;
    void map.ready.then(() => drawPlaces(map, faults, picked));
  }, [map, preview, imported, failure, shown, sought, picked, lang]);
  useEffect(() => {
    if (map === null) return;
    const seen = preview?.tables.find((one) => keyOf(one) === compared) ?? null;
    void map.ready.then(() => drawCarried(map, imported ? null : seen));
  }, [map, preview, imported, compared]);
  useEffect(
    () => () => {
      if (map === null) return;
      drawCarried(map, null);
      drawPlaces(map, null, null);
      drawFeatures(map, null);
    },
    [map],
  );
}
