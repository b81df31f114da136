/** Commands of viewing. */
import type { Touched } from "../../map/mapview";
import type { Chosen } from "../../store/state";
import type { Command } from "../../store/store";
import type { Printing, Reached, Station, ViewingState, Walker } from "./state";
import type { ThemeName } from "./themenames";

export const themed = (theme: ThemeName | null): Command => changed({ theme });

export const switched =
  (layer: string, on: boolean): Command =>
  (state) => {
    const off = state.viewing.off.filter((one) => one !== layer);
    return changed({ off: on ? off : [...off, layer] })(state);
  };

export const circled =
  (walker: Walker, on: boolean): Command =>
  (state) => {
    const others = state.viewing.circles.filter((one) => one !== walker);
    // Always in the same order: what is drawn must not depend on what was switched first.
    const circles = on ? [...others, walker].sort() : others;
    return changed({ circles })(state);
  };

export const grounded = (basemap: string | null): Command => changed({ basemap });

export const stationed = (stations: readonly Station[]): Command => changed({ stations });

export const reached = (reached: Reached): Command => changed({ reached });

export const printing = (sheet: Printing | null): Command => changed({ printing: sheet });

/** Something was chosen, among what lies where the map was clicked. */
export const picked =
  (chosen: Chosen | null, here: readonly Touched[] = []): Command =>
  (state) => ({ ...state, chosen, viewing: { ...state.viewing, here } });

/** A view that an address names is taken up. */
export const viewed = (
  view: Pick<ViewingState, "theme" | "off" | "circles" | "basemap">,
): Command => changed(view);

function changed(values: Partial<ViewingState>): Command {
  return (state) => ({ ...state, viewing: { ...state.viewing, ...values } });
}
