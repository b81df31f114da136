/** What hazards say. */
import type { Words } from "../../api/types";
import type { Which } from "./state";
import type { Rain } from "./types";

const both = (zh: string, en: string): Words => ({ zh, en });

export const words = {
  rain: both("降雨等级", "Rain level"),
  setBy: both("{who} 设于 {when}", "set by {who}, {when}"),
  neverSet: both("尚未设置，按无预警计", "never set: no warning"),
  asOf: both("{date} 应巡查", "Due on {date}"),
  overdue: both("逾期 {count} 处", "{count} overdue"),
  due: both("今日到期 {count} 处", "{count} due today"),
  later: both("未到期 {count} 处", "{count} later"),
  candidates: both("待核实 {count} 处", "{count} to be confirmed"),
  nothing: both("没有应巡查的隐患点。", "No hazard is due."),
  none: both("还没有隐患点。", "There are no hazards yet."),
  noneRemedy: both(
    "请在“导入”中导入隐患点台账(xlsx、GeoPackage 等)。",
    "Import a list of hazards (xlsx, GeoPackage and so on).",
  ),
  which: both("列出哪些", "Which are listed"),
  everyKind: both("全部类别", "Every kind"),
  list: both("隐患点列表", "Hazards"),
  level: both("{level} 级", "level {level}"),
  days: both("逾期 {count} 天", "{count} d overdue"),
  today: both("今日到期", "due today"),
  candidate: both("待核实", "to be confirmed"),
  more: both("……另有 {count} 处。", "... and {count} more."),
  legend: both("图例", "Legend"),
  ringOverdue: both("已逾期", "overdue"),
  ringDue: both("今日到期", "due today"),
  hollow: both("候选点，待核实", "candidate, to be confirmed"),
  visit: both("巡查", "Visits"),
  isSet: {
    on: both(
      "预警等级已更新，今日应巡查 {count} 处。",
      "The level is set; {count} hazards are due.",
    ),
    off: both(
      "预警已解除，今日应巡查 {count} 处。",
      "The warning is lifted; {count} hazards are due.",
    ),
  },
};

export const RAIN: Readonly<Record<Rain, Words>> = {
  none: both("无", "none"),
  blue: both("蓝色", "blue"),
  yellow: both("黄色", "yellow"),
  orange: both("橙色", "orange"),
  red: both("红色", "red"),
};

export const WHICH_WORDS: Readonly<Record<Which, Words>> = {
  pressing: both("应巡查", "Due"),
  overdue: both("逾期", "Overdue"),
  candidates: both("待核实", "Candidates"),
  all: both("全部", "All"),
};

export const HAZARD_KINDS: Readonly<Record<string, Words>> = {
  low_lying: both("低洼易涝点", "low-lying flood point"),
  ditch: both("沟渠", "ditch"),
  culvert: both("涵洞/下穿", "culvert or underpass"),
  garage: both("地下车库", "garage"),
  river_section: both("河道险段", "river section"),
  dilapidated: both("危旧房/围墙", "dilapidated building or wall"),
};

export const HAZARD_STATUS: Readonly<Record<string, Words>> = {
  candidate: both("待核实", "candidate"),
  open: both("待处置", "open"),
  treating: both("处置中", "being treated"),
  treated: both("已处置", "treated"),
  watched: both("持续监测", "watched"),
  closed: both("已销号", "closed"),
};
