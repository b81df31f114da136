/** The themes by which the map is coloured, as the address of a view names them. */
export const THEMES = [
  "distinct",
  "households",
  "balance",
  "persons",
  "radius",
  "area",
  "roundness",
  "kind",
  "compound-kind",
  "compound-stars",
] as const;

export type ThemeName = (typeof THEMES)[number];

/** Those that tell of homes: for planners alone. */
export const OF_COMPOUNDS: readonly ThemeName[] = ["compound-kind", "compound-stars"];
