/** A small map of grids, drawn once: coloured by households, north up. */
import type { Bounds } from "../../api/types";
import { useState$ } from "../../app/app";
import { householdsColour, INK } from "../../map/colours";
import { shortCode } from "../violations/drawing";
import { type Drawable, drawingOf } from "./projecting";

interface SmallMapProps {
  readonly grids: readonly Drawable[];
  readonly bounds: Bounds;
  readonly title: string;
}

export function SmallMap({ grids, bounds, title }: SmallMapProps) {
  const band = useState$((state) => state.plan?.head.band ?? { lower: 300, upper: 500 });
  const { width, height, shapes } = drawingOf(grids, bounds);
  const ordered = shapes.toSorted((one, other) => Number(one.isChanged) - Number(other.isChanged));
  return (
    <svg viewBox={`-4 -4 ${width + 8} ${height + 8}`} role="img" aria-label={title} class="as-map">
      {ordered.map((one) => (
        <path
          key={one.code}
          d={one.path}
          fill={householdsColour(one.households, one.kind, band)}
          fill-rule="evenodd"
          stroke={INK}
          stroke-width={one.isChanged ? 2.2 : 0.8}
          stroke-linejoin="round"
        >
          <title>{`${one.code}: ${one.households}`}</title>
        </path>
      ))}
      {shapes
        .filter((one) => one.kind === "ordinary" && shapes.length <= 40)
        .map((one) => (
          <text
            key={one.code}
            x={one.middle[0]}
            y={one.middle[1]}
            text-anchor="middle"
            dominant-baseline="central"
            class="as-map-text"
          >
            {shortCode(one.code)}
          </text>
        ))}
    </svg>
  );
}
