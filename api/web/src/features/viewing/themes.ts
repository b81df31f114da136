/** Themes: which colour a grid gets, and the legend that says so with classes and units. */
import type { Band, Grid, Words } from "../../api/types";
import { ABOVE, BELOW, householdsColour, IN_BAND, SPECIAL } from "../../map/colours";
import { numeral, saying } from "../../words/words";
import type { ThemeName } from "./themenames";
import { words } from "./words";

export interface LegendClass {
  readonly colour: string;
  readonly label: Words;
  /** How many grids; null where that is not known. */
  readonly count: number | null;
}

export interface Theme {
  readonly name: ThemeName;
  readonly title: Words;
  readonly unit: Words | null;
  readonly note: Words | null;
  readonly classes: readonly LegendClass[];
  /** Colour of a grid; null where the theme colours something else, or by neighbours. */
  readonly colourOf: ((grid: Grid) => string) | null;
  /** What the label of a grid says besides its code; empty for nothing. */
  readonly figureOf: (grid: Grid) => string;
}

/** Five steps from light to dark that the colour-blind can tell apart (ColorBrewer YlGnBu). */
const STEPS = ["#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8"] as const;
/** Less to more about a middle (ColorBrewer PuOr). */
const SIDES = ["#5e3c99", "#b2abd2", "#f7f7f7", "#fdb863", "#e66101"] as const;
const UNTOLD = "#efece4";

/** Purposes of special-purpose grids, by Tol's "light" scheme. */
const PURPOSES: readonly (readonly [purpose: string, label: Words, colour: string])[] = [
  ["market", { zh: "市场", en: "market" }, "#ee8866"],
  ["school", { zh: "学校", en: "school" }, "#77aadd"],
  ["hospital", { zh: "医院", en: "hospital" }, "#ffaabb"],
  ["campus", { zh: "园区", en: "campus" }, "#eedd88"],
  ["park", { zh: "公园", en: "park" }, "#44bb99"],
];
const ORDINARY = "#dcefe9";

export const COMPOUND_KINDS: readonly (readonly [kind: string, label: Words, colour: string])[] = [
  ["commercial", { zh: "商住", en: "commercial" }, "#77aadd"],
  ["old", { zh: "老旧", en: "old" }, "#ee8866"],
  ["resettlement", { zh: "回迁", en: "resettlement" }, "#44bb99"],
];
export const COMPOUND_STARS = [
  "#fff7bc",
  "#fee391",
  "#fec44f",
  "#ec7014",
  "#a63603",
  "#5a1f02",
] as const;
export const NOT_GIVEN = "#d9d9d9";

/** Return a theme for the grids that are shown; special-purpose ones are labelled by purpose. */
export function themeOf(name: ThemeName, grids: readonly Grid[], band: Band): Theme {
  const theme = MAKERS[name](grids, band);
  const figureOf = (grid: Grid) =>
    grid.kind === "special" ? purposeOf(grid.purpose) : theme.figureOf(grid);
  return { ...theme, figureOf };
}

function purposeOf(purpose: string | null): string {
  return PURPOSES.find(([one]) => one === purpose)?.[1].zh ?? words.special.zh;
}

const MAKERS: Readonly<Record<ThemeName, (grids: readonly Grid[], band: Band) => Theme>> = {
  distinct: () => ({
    name: "distinct",
    title: words.distinct,
    unit: null,
    note: words.distinctNote,
    classes: [],
    colourOf: null,
    figureOf: ({ households }) => plain(households),
  }),
  households: byHouseholds,
  balance: byBalance,
  persons: graded("persons", words.persons, words.unitPersons, ({ persons }) => persons),
  radius: graded(
    "radius",
    words.radius,
    words.unitM,
    ({ service_radius_m: metres }) => metres,
    words.radiusNote,
  ),
  area: graded("area", words.area, words.unitHa, ({ area_m2: area }) => area / 10_000),
  roundness: graded(
    "roundness",
    words.roundness,
    null,
    ({ roundness }) => roundness,
    words.roundnessNote,
    2,
  ),
  kind: byKind,
  "compound-kind": () =>
    ofCompounds("compound-kind", words.compoundKind, [
      ...COMPOUND_KINDS.map(([, label, colour]) => ({ colour, label, count: null })),
      { colour: NOT_GIVEN, label: words.none, count: null },
    ]),
  "compound-stars": () =>
    ofCompounds("compound-stars", words.compoundStars, [
      ...COMPOUND_STARS.map((colour, stars) => ({
        colour,
        label: { zh: `${stars} 星`, en: stars === 1 ? "1 star" : `${stars} stars` },
        count: null,
      })),
      { colour: NOT_GIVEN, label: words.none, count: null },
    ]),
};

function byHouseholds(grids: readonly Grid[], band: Band): Theme {
  const { lower, upper } = band;
  const starts = [0, 1, 2, 3].map((step) => Math.ceil(lower + ((upper - lower) * step) / 4));
  const inside = starts.map((from, step) => ({
    colour: IN_BAND[step] as string,
    label: saying(words.between, { from, to: step === 3 ? upper : (starts[step + 1] ?? 0) - 1 }),
  }));
  const colourOf = ({ households, kind }: Grid) =>
    households === null && kind !== "special" ? UNTOLD : householdsColour(households, kind, band);
  const classes = [
    { colour: BELOW, label: saying(words.below, { lower }) },
    ...inside,
    { colour: ABOVE, label: saying(words.above, { upper }) },
  ];
  return {
    name: "households",
    title: words.households,
    unit: null,
    note: null,
    classes: counted([...classes, ...others(grids, (one) => one.households)], grids, colourOf),
    colourOf,
    figureOf: ({ households }) => plain(households),
  };
}

/** Off the middle of the band: within half its width is inside the band. */
function byBalance(grids: readonly Grid[], { lower, upper }: Band): Theme {
  const middle = (lower + upper) / 2;
  const limit = ((upper - lower) / 2 / middle) * 100;
  const breaks = [-limit, -limit / 3, limit / 3, limit].map((one) => Math.round(one * 10) / 10);
  const offOf = ({ households }: Grid) =>
    households === null ? null : ((households - middle) / middle) * 100;
  const told = breaks.map((one) => `${one > 0 ? "+" : ""}${one}%`);
  const colourOf = stepped(SIDES, breaks, offOf);
  const classes = SIDES.map((colour, step) => ({ colour, label: range(told, step) }));
  return {
    name: "balance",
    title: words.balance,
    unit: null,
    note: saying(words.balanceNote, { middle }),
    classes: counted([...classes, ...others(grids, offOf)], grids, colourOf),
    colourOf,
    figureOf: (grid) => signed(offOf(grid)),
  };
}

/** Return the maker of a theme of five classes that hold about as many grids each. */
function graded(
  name: ThemeName,
  title: Words,
  unit: Words | null,
  figure: (grid: Grid) => number | null,
  note: Words | null = null,
  decimals = 0,
): (grids: readonly Grid[]) => Theme {
  return (grids) => {
    const ordinary = grids.filter((one) => one.kind !== "special");
    const values = ordinary.map(figure).filter((one) => one !== null);
    const breaks = niceBreaks(values, STEPS.length);
    const colours = STEPS.slice(0, breaks.length + 1);
    const colourOf = stepped(colours, breaks, figure);
    const spoken = breaks.map((one) => numeral(one, "zh", decimalsOf(one, decimals)));
    const classes = colours.map((colour, step) => ({ colour, label: range(spoken, step) }));
    return {
      name,
      title,
      unit,
      note,
      classes: counted([...classes, ...others(grids, figure)], grids, colourOf),
      colourOf,
      figureOf: (grid) => {
        const value = figure(grid);
        return value === null ? "" : numeral(value, "zh", decimalsOf(value, decimals));
      },
    };
  };
}

function byKind(grids: readonly Grid[]): Theme {
  const colours = new Map(PURPOSES.map(([purpose, , colour]) => [purpose, colour]));
  const colourOf = ({ kind, purpose }: Grid) =>
    kind === "special" ? (colours.get(purpose ?? "") ?? SPECIAL) : ORDINARY;
  const classes = [
    { colour: ORDINARY, label: words.ordinary },
    ...PURPOSES.map(([, label, colour]) => ({
      colour,
      label: { zh: `专属：${label.zh}`, en: `special: ${label.en}` },
    })),
    { colour: SPECIAL, label: { zh: "专属：其他", en: "special: other" } },
  ];
  const all = counted(classes, grids, colourOf);
  return {
    name: "kind",
    title: words.kind,
    unit: null,
    note: null,
    classes: all.filter((one) => one.count !== 0),
    colourOf,
    figureOf: () => "",
  };
}

function ofCompounds(name: ThemeName, title: Words, classes: readonly LegendClass[]): Theme {
  const colourOf = () => "rgba(255,255,255,0)";
  return { name, title, unit: null, note: null, classes, colourOf, figureOf: () => "" };
}

/** Return the colour of a grid by the class that its figure falls into. */
function stepped(
  colours: readonly string[],
  breaks: readonly number[],
  figure: (grid: Grid) => number | null,
): (grid: Grid) => string {
  return (grid) => {
    if (grid.kind === "special") return SPECIAL;
    const value = figure(grid);
    if (value === null) return UNTOLD;
    const step = breaks.filter((one) => value >= one).length;
    return colours[step] as string;
  };
}

/** Return the classes of what has no figure, where there are such grids. */
function others(grids: readonly Grid[], figure: (grid: Grid) => number | null) {
  const found: Omit<LegendClass, "count">[] = [];
  if (grids.some((one) => one.kind === "special"))
    found.push({ colour: SPECIAL, label: words.special });
  if (grids.some((one) => one.kind !== "special" && figure(one) === null))
    found.push({ colour: UNTOLD, label: words.untold });
  return found;
}

function counted(
  classes: readonly Omit<LegendClass, "count">[],
  grids: readonly Grid[],
  colourOf: (grid: Grid) => string,
): LegendClass[] {
  const counts = new Map<string, number>();
  for (const grid of grids) {
    const colour = colourOf(grid);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return classes.map((one) => ({ ...one, count: counts.get(one.colour) ?? 0 }));
}

/** Return what a class between breaks is called; a class holds its lower break. */
function range(breaks: readonly string[], step: number): Words {
  const [from, to] = [breaks[step - 1] ?? "", breaks[step] ?? ""];
  if (breaks.length === 0) return { zh: "全部", en: "all" };
  if (step === 0) return saying(words.lessThan, { to });
  if (step === breaks.length) return saying(words.atLeast, { from });
  return saying(words.fromTo, { from, to });
}

/** Return at most `count - 1` rounded numbers that part values into classes of about equal size. */
export function niceBreaks(values: readonly number[], count: number): number[] {
  const sorted = [...values].sort((one, other) => one - other);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  if (first === undefined || last === undefined) return [];
  const found = new Set<number>();
  for (let step = 1; step < count; step++) {
    const value = sorted[Math.floor((sorted.length * step) / count)] as number;
    found.add(Number(value.toPrecision(2)));
  }
  return [...found].filter((one) => one > first && one <= last).sort((one, two) => one - two);
}

function decimalsOf(value: number, least: number): number {
  return Math.abs(value) < 10 ? Math.max(least, Number.isInteger(value) ? 0 : 1) : least && 1;
}

function plain(value: number | null): string {
  return value === null ? "" : String(value);
}

function signed(value: number | null): string {
  if (value === null) return "";
  const rounded = Math.round(value);
  return `${rounded > 0 ? "+" : ""}${rounded}%`;
}
