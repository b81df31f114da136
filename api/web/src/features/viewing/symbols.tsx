/** How each layer is drawn, small: for the list of layers and for printed legends. */
import type { JSX } from "preact";

const SYMBOLS: Readonly<Record<string, () => JSX.Element>> = {
  communities: () => <Line colour="#5d6b6f" width={1.6} dashes="4 2" />,
  compounds: () => <Area fill="#f3eee3" stroke="#9a8763" dashes="2 1.5" />,
  buildings: () => <Area fill="#b9b5ab" stroke="#b9b5ab" />,
  roads: () => (
    <>
      <Line colour="#cfc9bb" width={6} />
      <Line colour="#ffffff" width={4} />
    </>
  ),
  water: () => <Area fill="#b9d8e6" stroke="#8fbfd6" />,
  railways: () => <Line colour="#7c7c7c" width={2} dashes="3 3" />,
  stations: () => <Dot colours={["#14505c"]} />,
  hazards: () => <Dot colours={["#b10026", "#e3301c", "#fd8d3c", "#fecc5c"]} />,
  labels: () => (
    <text x="13" y="12" text-anchor="middle" font-size="11" font-weight="600" fill="#1d2b2f">
      001
    </text>
  ),
};

/** Layers that can be switched, in the order of the list. */
export const SWITCHED = [
  "stations",
  "hazards",
  "communities",
  "compounds",
  "buildings",
  "roads",
  "railways",
  "water",
];

export function LayerSign({ layer }: { readonly layer: string }) {
  const Drawn = SYMBOLS[layer];
  return (
    <svg width="26" height="16" aria-hidden="true" class="viewing-symbol">
      {Drawn && <Drawn />}
    </svg>
  );
}

interface LineProps {
  readonly colour: string;
  readonly width: number;
  readonly dashes?: string;
}

function Line({ colour, width, dashes }: LineProps) {
  return (
    <line
      x1="1"
      y1="8"
      x2="25"
      y2="8"
      stroke={colour}
      stroke-width={width}
      stroke-dasharray={dashes}
    />
  );
}

interface AreaProps {
  readonly fill: string;
  readonly stroke: string;
  readonly dashes?: string;
}

function Area({ fill, stroke, dashes }: AreaProps) {
  return (
    <rect
      x="1.5"
      y="1.5"
      width="23"
      height="13"
      fill={fill}
      stroke={stroke}
      stroke-dasharray={dashes}
    />
  );
}

function Dot({ colours }: { readonly colours: readonly string[] }) {
  const apart = colours.length === 1 ? 0 : 6;
  const first = 13 - ((colours.length - 1) * apart) / 2;
  return (
    <>
      {colours.map((colour, place) => (
        <circle
          key={colour}
          cx={first + place * apart}
          cy="8"
          r={apart ? 3.4 : 5}
          fill={colour}
          stroke="#ffffff"
        />
      ))}
    </>
  );
}
