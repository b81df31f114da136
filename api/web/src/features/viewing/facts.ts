/** What the panel of details says of a thing: its name, and facts in order. */
import type { Band, Grid, Position, Words } from "../../api/types";
import { placeInBand } from "../../plan/totals";
import { numeral, saying } from "../../words/words";
import { HAZARD_KINDS, HAZARD_STATUS } from "../hazards/words";
import { metresBetween } from "./circles";
import type { Station } from "./state";
import { isWithin } from "./within";
import { words } from "./words";

export interface Fact {
  readonly label: Words;
  readonly value: Words;
}

type Properties = Readonly<Record<string, unknown>>;
type Teller = (value: unknown) => Words;

const same = (text: string): Words => ({ zh: text, en: text });
const both = (zh: string, en: string): Words => ({ zh, en });
const asIs: Teller = (value) => same(String(value));
const yesNo: Teller = (value) => (value === true || value === "true" ? words.yes : words.no);

function counted(unit: Words, decimals = 0): Teller {
  return (value) => ({
    zh: `${numeral(Number(value), "zh", decimals)} ${unit.zh}`,
    en: `${numeral(Number(value), "en", decimals)} ${unit.en}`,
  });
}

function among(choices: Readonly<Record<string, Words>>): Teller {
  return (value) => choices[String(value)] ?? asIs(value);
}

/** Kinds of what a layer holds, by the words of the contracts. */
const PURPOSES = {
  market: both("市场", "market"),
  school: both("学校", "school"),
  hospital: both("医院", "hospital"),
  campus: both("园区", "campus"),
  park: both("公园", "park"),
};
const STATION_KINDS = {
  station: both("驿站", "station"),
  centre: both("党群服务中心", "service centre"),
  home: both("党群微家", "small station"),
};
const COMPOUND_KINDS = {
  commercial: both("商住", "commercial"),
  old: both("老旧", "old"),
  resettlement: both("回迁", "resettlement"),
};
const GOVERNANCE = {
  company: both("企业管理", "company"),
  self_managed: both("居民自治", "self-managed"),
  unmanaged: both("无物业", "unmanaged"),
};
const USES = {
  residential: both("住宅", "residential"),
  mixed: both("商住两用", "mixed"),
  commercial: both("商业", "commercial"),
  industrial: both("工业", "industrial"),
  public: both("公共", "public"),
  school: both("学校", "school"),
  hospital: both("医院", "hospital"),
  other: both("其他", "other"),
};
const ROAD_CLASSES = {
  arterial: both("主干路", "arterial"),
  secondary: both("次干路", "secondary"),
  local: both("支路", "local"),
  service: both("内部路", "service"),
  path: both("小路", "path"),
};
const UNIT_KINDS = {
  building: both("楼栋", "building"),
  open: both("空地", "open land"),
  water: both("水面", "water"),
  bridge: both("桥", "bridge"),
};

const households = counted(words.unitHouseholds);
const persons = counted(words.unitPersons);

const COLUMNS: Readonly<Record<string, readonly (readonly [string, Words, Teller])[]>> = {
  stations: [
    ["kind", both("类别", "Kind"), among(STATION_KINDS)],
    ["floor_area_m2", both("面积", "Floor area"), counted(same("m²"))],
    ["amenities", both("设施", "Amenities"), asIs],
    ["opening_hours", both("开放时间", "Opening hours"), asIs],
    ["address", both("地址", "Address"), asIs],
  ],
  hazards: [
    ["kind", both("类别", "Kind"), among(HAZARD_KINDS)],
    ["level", both("等级", "Level"), (value) => both(`${value} 级`, String(value))],
    ["status", both("状态", "Status"), among(HAZARD_STATUS)],
    ["responsible", both("责任单位", "Responsible"), asIs],
    ["last_visit", both("上次巡查", "Last visit"), asIs],
    ["due_date", both("整改期限", "Deadline"), asIs],
    ["depth_m", both("水深", "Depth"), counted(same("m"), 2)],
    ["area_m2", both("面积", "Area"), counted(same("m²"))],
    ["source", both("来源", "Source"), asIs],
    ["address", both("地址", "Address"), asIs],
  ],
  compounds: [
    ["kind", both("类别", "Kind"), among(COMPOUND_KINDS)],
    ["governance", both("管理方式", "Governance"), among(GOVERNANCE)],
    ["stars", both("星级", "Stars"), (value) => both(`${value} 星`, String(value))],
    ["purpose", words.purpose, among(PURPOSES)],
  ],
  buildings: [
    ["households", both("户数", "Households"), households],
    ["persons", words.persons, persons],
    ["floors", both("层数", "Floors"), asIs],
    ["entrances", both("单元数", "Entrances"), asIs],
    ["use", both("用途", "Use"), among(USES)],
    [
      "households_source",
      both("户数来源", "Source of households"),
      among({ given: both("给定", "given"), estimated: both("估算", "estimated") }),
    ],
  ],
  roads: [
    ["road_class", both("道路等级", "Class"), among(ROAD_CLASSES)],
    ["oneway", both("单行", "One way"), yesNo],
    ["bridge", both("桥", "Bridge"), yesNo],
  ],
  units: [
    ["households", both("户数", "Households"), households],
    ["persons", words.persons, persons],
    ["kind", both("类型", "Kind"), among(UNIT_KINDS)],
    ["purpose", words.purpose, among(PURPOSES)],
  ],
  communities: [["street", both("街道", "Street"), asIs]],
};

/** Return the facts of a feature of a layer; what is not known is left out. */
export function factsOf(layer: string, properties: Properties): Fact[] {
  const columns = COLUMNS[layer] ?? [];
  return columns.flatMap(([name, label, tell]) => {
    const value = properties[name];
    const isKnown = value !== undefined && value !== null && value !== "";
    return isKnown ? [{ label, value: tell(value) }] : [];
  });
}

/** Return the facts of a grid. */
export function factsOfGrid(grid: Grid, band: Band): Fact[] {
  const special = grid.kind === "special";
  const facts: (Fact | null)[] = [
    fact(words.community, grid.community === "" ? null : same(grid.community)),
    special ? fact(words.purpose, among(PURPOSES)(grid.purpose ?? words.special.zh)) : null,
    fact(both("户数", "Households"), special ? told(grid.households) : inBand(grid, band)),
    fact(words.persons, grid.persons === null ? words.untold : persons(grid.persons)),
    fact(words.buildings, grid.buildings === null ? null : counted(both("栋", ""))(grid.buildings)),
    fact(words.compounds, grid.compounds === null ? null : counted(both("个", ""))(grid.compounds)),
    fact(words.area, counted(words.unitHa, 2)(grid.area_m2 / 10_000)),
    special ? null : fact(words.deviation, off(grid.households, band)),
    fact(words.radius, metres(grid.service_radius_m)),
    fact(words.distance, metres(grid.mean_distance_m)),
    fact(words.roundness, same(grid.roundness.toFixed(2))),
    grid.locked ? fact(words.locked, words.yes) : null,
  ];
  return facts.filter((one) => one !== null);
}

function fact(label: Words, value: Words | null): Fact | null {
  return value && { label, value };
}

function told(count: number | null): Words {
  return count === null ? words.untold : households(count);
}

function metres(value: number | null): Words | null {
  return value === null ? null : counted(words.unitM)(value);
}

function off(count: number | null, { lower, upper }: Band): Words | null {
  if (count === null) return null;
  const middle = (lower + upper) / 2;
  const percent = Math.round(((count - middle) / middle) * 100);
  return same(`${percent > 0 ? "+" : ""}${percent}%`);
}

function inBand({ households: count }: Grid, band: Band): Words {
  if (count === null) return words.untold;
  const place = placeInBand(count, band);
  const said = {
    below: saying(words.under, { count: band.lower - count }),
    in: words.inBand,
    above: saying(words.over, { count: count - band.upper }),
  }[place];
  const { zh, en } = households(count);
  return both(`${zh}（${said.zh}）`, `${en} (${said.en})`);
}

/** Return the stations in a grid, or else the nearest one to its middle. */
export function stationsOf(
  grid: { readonly geometry: Parameters<typeof isWithin>[1]; readonly label: Position | null },
  stations: readonly Station[],
): Words | null {
  const inside = stations.filter((one) => isWithin(one.place, grid.geometry));
  if (inside.length > 0) {
    const names = inside.map((one) => one.name);
    return both(names.join("、"), names.join(", "));
  }
  const { label } = grid;
  if (label === null || stations.length === 0) return null;
  const distances = stations.map((one) => metresBetween(label, one.place));
  const least = Math.min(...distances);
  const nearest = stations[distances.indexOf(least)] as Station;
  const rounded = Math.round(least / 10) * 10;
  return saying(words.nearest, { name: nearest.name, metres: rounded });
}
