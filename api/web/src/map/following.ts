/** Things of the page that stay at a place of the map, and places chosen by a click. */
import type { Position } from "../api/types";
import type { MapView } from "./mapview";

const STILL_PX = 4;

/** Keep an element at a place while the map moves, until the returned function is called. */
export function follow(map: MapView, place: Position, element: HTMLElement): () => void {
  const put = () => {
    const [x, y] = map.pixelOf(place);
    element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  };
  put();
  map.library.on("move", put);
  map.library.on("resize", put);
  return () => {
    map.library.off("move", put);
    map.library.off("resize", put);
  };
}

/** Hear of the next places that are clicked, and let nobody else; dragging still moves the map. */
export function hearPlaces(map: MapView, call: (place: Position) => void): () => void {
  const container = map.library.getCanvasContainer().parentElement as HTMLElement;
  let [x, y] = [0, 0];
  const down = (event: PointerEvent) => {
    [x, y] = [event.clientX, event.clientY];
  };
  const click = (event: MouseEvent) => {
    if (event.target !== map.library.getCanvas()) return;
    event.stopPropagation();
    if (Math.hypot(event.clientX - x, event.clientY - y) > STILL_PX) return;
    const box = container.getBoundingClientRect();
    call(map.placeOf([event.clientX - box.left, event.clientY - box.top]));
  };
  container.addEventListener("pointerdown", down, true);
  container.addEventListener("click", click, true);
  map.setCursor("crosshair");
  return () => {
    container.removeEventListener("pointerdown", down, true);
    container.removeEventListener("click", click, true);
    map.setCursor("");
  };
}
