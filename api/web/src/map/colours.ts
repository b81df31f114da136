/** Colours of the map. The classes of households are those of the QGIS file and of paper maps. */
import type { Band } from "../api/types";

export const PAPER = "#f4f2ec";
export const INK = "#1d2b2f";
export const BELOW = "#8073ac";
export const ABOVE = "#e08214";
export const IN_BAND = ["#d7efd1", "#a5dbb7", "#6bc0c8", "#3f9ac6"] as const;
export const SPECIAL = "#d6d3cb";
export const NO_GRID = "#ffffff";
export const SELECTED = "#d6006c";

/** Seven that the colour-blind can tell apart: Tol's "light" scheme (personal.sron.nl/~pault). */
export const DISTINCT = [
  "#77aadd",
  "#ee8866",
  "#eedd88",
  "#ffaabb",
  "#99ddff",
  "#44bb99",
  "#bbcc33",
] as const;

/** Return the colour of a grid by its households: purple below the band, orange above it. */
export function householdsColour(households: number | null, kind: string, band: Band): string {
  if (kind === "special" || households === null) return SPECIAL;
  if (households < band.lower) return BELOW;
  if (households > band.upper) return ABOVE;
  const share = (households - band.lower) / Math.max(1, band.upper - band.lower);
  return IN_BAND[Math.min(3, Math.floor(share * 4))] as string;
}
