/** What the map shows of a difference: pieces in colours with labels, outlines before and after. */
import type { Feature } from "geojson";
import type { Lang } from "../../api/types";
import { DISTINCT, NO_GRID } from "../../map/colours";
import type { Piece, Succession } from "./types";

/** Over the open plan, so that only what differs has strong colours. */
const VEIL: Feature = {
  type: "Feature",
  geometry: {
    type: "Polygon",
    coordinates: [
      [
        [-180, -85],
        [180, -85],
        [180, 85],
        [-180, 85],
        [-180, -85],
      ],
    ],
  },
  properties: { role: "veil" },
};

/** Return the features to draw: the service's, with colours, labels, and what belongs to a row. */
export function drawnShapes(
  shapes: readonly Feature[],
  row: Succession | null,
  lang: Lang,
): Feature[] {
  const pieces = shapes.filter((one) => one.properties?.role === "piece");
  const colours = coloursOf(pieces.map(pieceOf));
  const coloured = shapes.map((one) => {
    const properties = { ...one.properties, chosen: isOf(one, row) };
    if (one.properties?.role !== "piece") return { ...one, properties };
    const fill = colours.get(pieceOf(one).new) ?? NO_GRID;
    return { ...one, properties: { ...properties, fill } };
  });
  return [VEIL, ...coloured, ...pieces.map((one) => labelled(pieceOf(one), lang))];
}

/** Return the end of a code that tells grids of one community apart. */
export function tailOf(code: string | null, lang: Lang): string {
  if (code !== null) return code.slice(-3);
  return lang === "zh" ? "无" : "none";
}

function labelled(piece: Piece, lang: Lang): Feature {
  const moved = `${tailOf(piece.old, lang)}→${tailOf(piece.new, lang)}`;
  const count = piece.households ?? "<10";
  const text = `${moved}\n${lang === "zh" ? `${count}户` : count}`;
  return {
    type: "Feature",
    geometry: { type: "Point", coordinates: [...piece.label] },
    properties: { role: "label", text },
  };
}

/** One colour for each grid that pieces go to; those of neighbouring codes differ. */
function coloursOf(pieces: readonly Piece[]): ReadonlyMap<string | null, string> {
  const codes = [...new Set(pieces.flatMap((one) => one.new ?? []))].sort();
  return new Map(codes.map((code, k) => [code, DISTINCT[k % DISTINCT.length] as string]));
}

function isOf({ properties }: Feature, row: Succession | null): boolean {
  if (row === null) return false;
  const role = properties?.role;
  if (role === "before") return properties?.grid_code === row.old;
  if (role === "after") return properties?.grid_code === row.new;
  return touches(properties?.old, row.old) || touches(properties?.new, row.new);
}

function touches(code: unknown, of: string | null): boolean {
  return of !== null && code === of;
}

function pieceOf(feature: Feature): Piece {
  return feature.properties as unknown as Piece;
}
