/** Pointers over the map, by mouse, pen or finger: hovering, clicks, and strokes that draw. */
import type { MapView, Pixel } from "./mapview";

export interface Keys {
  readonly shift: boolean;
  readonly alt: boolean;
}

export interface Gestures {
  /** Whether a press begins a stroke; else it moves the map. */
  draws(): boolean;
  hovered(at: Pixel | null): void;
  clicked(at: Pixel, keys: Keys): void;
  began(at: Pixel, keys: Keys): void;
  /** The way since the last call, its first pixel being the last of before; once a frame. */
  drew(way: readonly Pixel[]): void;
  ended(keys: Keys): void;
  aborted(): void;
}

const CLICK_PX = 4;

/** Tell the gestures of pointers until the returned function is called. */
export function listenPointer(view: MapView, gestures: Gestures): () => void {
  const pointer = new Pointer(view, gestures);
  return () => pointer.stop();
}

class Pointer {
  private readonly area: HTMLElement;
  private readonly stopping = new AbortController();
  private frame = 0;
  private way: Pixel[] = [];
  private hovering: Pixel | null = null;
  private pressed: { id: number; at: Pixel; draws: boolean; moved: boolean } | null = null;
  private panning: Pixel | null = null;

  constructor(
    private readonly view: MapView,
    private readonly gestures: Gestures,
  ) {
    this.area = view.library.getCanvasContainer();
    view.library.boxZoom.disable();
    view.library.doubleClickZoom.disable();
    const on = (name: string, call: (event: PointerEvent) => void) =>
      this.area.addEventListener(name, call as EventListener, { signal: this.stopping.signal });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", () => this.cancel());
    on("pointerleave", () => this.leave());
  }

  stop(): void {
    this.cancel();
    this.stopping.abort();
    cancelAnimationFrame(this.frame);
    this.view.library.boxZoom.enable();
    this.view.library.doubleClickZoom.enable();
  }

  private down(event: PointerEvent): void {
    if (this.pressed !== null) {
      // A second finger: the map is being moved, not drawn upon.
      this.cancel();
      return;
    }
    if (event.button === 1) this.pan(event);
    if (event.button !== 0) return;
    const at = this.pixelOf(event);
    const draws = this.gestures.draws();
    this.pressed = { id: event.pointerId, at, draws, moved: false };
    if (!draws) return;
    this.area.setPointerCapture(event.pointerId);
    this.way = [at];
    this.gestures.began(at, keysOf(event));
  }

  private move(event: PointerEvent): void {
    const at = this.pixelOf(event);
    if (this.panning !== null) {
      const [x, y] = this.panning;
      this.view.library.panBy([x - at[0], y - at[1]], { duration: 0 });
      this.panning = at;
      return;
    }
    const { pressed } = this;
    if (pressed !== null && event.pointerId !== pressed.id) return;
    if (pressed !== null) pressed.moved ||= far(pressed.at, at);
    if (pressed?.draws) this.way.push(...this.passed(event));
    this.hovering = at;
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.tell());
  }

  private up(event: PointerEvent): void {
    if (event.button === 1) this.panning = null;
    const { pressed } = this;
    if (pressed === null || pressed.id !== event.pointerId) return;
    this.tell();
    this.pressed = null;
    if (pressed.draws) this.gestures.ended(keysOf(event));
    else if (!pressed.moved) this.gestures.clicked(pressed.at, keysOf(event));
  }

  private cancel(): void {
    const drew = this.pressed?.draws === true;
    this.pressed = null;
    this.panning = null;
    this.way = [];
    if (drew) this.gestures.aborted();
  }

  private leave(): void {
    if (this.pressed !== null) return;
    this.hovering = null;
    this.gestures.hovered(null);
  }

  private pan(event: PointerEvent): void {
    event.preventDefault();
    this.panning = this.pixelOf(event);
    this.area.setPointerCapture(event.pointerId);
  }

  /** Tell what has happened since the last frame. */
  private tell(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.pressed?.draws && this.way.length > 1) {
      const { way } = this;
      this.way = [way[way.length - 1] as Pixel];
      this.gestures.drew(way);
    }
    if (this.hovering !== null) this.gestures.hovered(this.hovering);
  }

  /** Every pixel that the pointer passed since the last event, where the browser tells. */
  private passed(event: PointerEvent): Pixel[] {
    const events = event.getCoalescedEvents?.() ?? [];
    return (events.length > 0 ? events : [event]).map((one) => this.pixelOf(one));
  }

  private pixelOf({ clientX, clientY }: PointerEvent): Pixel {
    const box = this.area.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  }
}

function far(one: Pixel, other: Pixel): boolean {
  return Math.hypot(one[0] - other[0], one[1] - other[1]) > CLICK_PX;
}

function keysOf({ shiftKey, altKey, ctrlKey, metaKey }: PointerEvent): Keys {
  return { shift: shiftKey || ctrlKey || metaKey, alt: altKey };
}
