/** Words of editing. */
import type { Words } from "../../api/types";
import type { Obstacle } from "../../plan/preview";
import type { Dictionary } from "../../words/words";
import type { Tool } from "./state";

export const words = {
  tools: { zh: "工具", en: "Tools" },
  undo: { zh: "撤销", en: "Undo" },
  redo: { zh: "重做", en: "Redo" },
  saved: { zh: "已保存", en: "Saved" },
  saving: { zh: "保存中（{count}）", en: "Saving ({count})" },
  offline: { zh: "未连接，{count} 项待提交", en: "Not connected, {count} to send" },
  conflict: { zh: "有冲突待处理", en: "A conflict waits" },
  newGrid: { zh: "新网格", en: "a new grid" },
  noGrid: { zh: "未归属", en: "no grid" },
  noTarget: { zh: "未选目标", en: "No target chosen" },
  target: { zh: "目标网格", en: "Target grid" },
  targetHint: {
    zh: "Alt+点按地图、按 T 或在此选择",
    en: "Alt-click the map, press T, or choose here",
  },
  search: { zh: "按代码或名称查找", en: "Find by code or name" },
  neighbours: { zh: "相邻网格（按数字键选）", en: "Neighbouring grids (press the number)" },
  limits: { zh: "涂画范围", en: "What a stroke takes" },
  any: { zh: "不限", en: "any unit" },
  none: { zh: "只涂未归属的单元", en: "units of no grid only" },
  grid: { zh: "只涂起笔所在网格", en: "units of the grid where it began" },
  compound: { zh: "只涂起笔所在小区", en: "units of the compound where it began" },
  sameCommunity: { zh: "只在同一社区", en: "one community only" },
  skipLocked: { zh: "不动锁定的", en: "leave what is locked" },
  reach: { zh: "笔刷大小", en: "Width of the brush" },
  reachOne: { zh: "单个单元", en: "one unit" },
  reachPx: { zh: "{count} 像素", en: "{count} px" },
  selection: { zh: "所选", en: "Chosen" },
  nothingChosen: {
    zh: "还没有选取基本单元：在地图上点按或框选，Shift 追加，Alt 去除。",
    en: "No unit is chosen: click or draw on the map; Shift adds, Alt removes.",
  },
  chosen: { zh: "{units} 个单元，{households} 户", en: "{units} units, {households} households" },
  fromGrids: { zh: "来自 {grids}", en: "from {grids}" },
  clear: { zh: "取消选择", en: "Choose none" },
  wholeCompounds: { zh: "扩到整个小区", en: "Whole compounds" },
  wholeGrid: { zh: "选中目标网格", en: "Whole target grid" },
  choosing: { zh: "其他选取方式", en: "More ways to choose" },
  byCompound: { zh: "按小区选取", en: "By compound" },
  byHouseholds: { zh: "按户数选取", en: "By households" },
  byHouseholdsHint: {
    zh: "从所给网格靠近目标网格的一侧取约多少户",
    en: "From the edge of a grid towards the target, about so many",
  },
  source: { zh: "来源网格", en: "From grid" },
  count: { zh: "户数", en: "Households" },
  find: { zh: "选出", en: "Find" },
  found: {
    zh: "选出 {units} 个单元，{households} 户（目标 {wanted} 户）。按 Enter 移动。",
    en: "{units} units with {households} households found ({wanted} wanted). Enter moves them.",
  },
  noneFound: {
    zh: "没有可划给目标网格的单元。",
    en: "No unit may go to the target.",
  },
  noneFoundRemedy: {
    zh: "请选择与目标网格相邻的来源网格，并检查锁定与阻隔。",
    en: "Choose a grid next to the target; mind locks and barriers.",
  },
  actions: { zh: "操作", en: "Actions" },
  move: { zh: "移入 {grid}", en: "Move to {grid}" },
  moveNowhere: { zh: "移入目标网格", en: "Move to the target" },
  create: { zh: "新建网格", en: "New grid" },
  lock: { zh: "锁定单元", en: "Lock units" },
  unlock: { zh: "解锁单元", en: "Unlock units" },
  merge: { zh: "所在网格并入目标", en: "Merge their grids into the target" },
  gridOf: { zh: "网格 {grid}", en: "Grid {grid}" },
  name: { zh: "名称", en: "Name" },
  rename: { zh: "改名", en: "Rename" },
  lockGrid: { zh: "锁定网格", en: "Lock the grid" },
  unlockGrid: { zh: "解锁网格", en: "Unlock the grid" },
  kind: { zh: "类别", en: "Kind" },
  ordinary: { zh: "基础网格", en: "ordinary grid" },
  special: { zh: "专属网格：{purpose}", en: "special: {purpose}" },
  lockAll: { zh: "锁定整个方案", en: "Lock the whole plan" },
  unlockAll: { zh: "解除整体锁定", en: "Unlock the plan" },
  lockMark: { zh: "锁", en: "L" },
  planLocked: { zh: "整个方案已锁定", en: "The whole plan is locked" },
  isLocked: { zh: "已锁定", en: "locked" },
  frozen: {
    zh: "“{state}”的方案不能修改。可以建一个分支，在分支上编辑。",
    en: "A plan that is “{state}” is not changed. Make a branch and edit that.",
  },
  branch: { zh: "建分支并编辑", en: "Branch and edit" },
  branchName: { zh: "{name} · 分支", en: "{name} · branch" },
  splitHint: {
    zh: "沿分割线依次点按，从网格外画到网格外；双击或 Enter 完成，Backspace 退一点。",
    en: "Click along the line, from outside the grid to outside; double-click or Enter ends it, Backspace takes a point back.",
  },
  paintHint: {
    zh: "按住拖动，松开即移入目标网格；没有目标时以起笔处的网格为目标。Esc 放弃。",
    en: "Press and drag; on release units go to the target, or to the grid where you began. Esc gives up.",
  },
  pushHint: {
    zh: "在边界附近按住：拖向邻格则扩入，拖回本格则退让。Esc 放弃。",
    en: "Press near a border: drag over the neighbour to take from it, back to give. Esc gives up.",
  },
  brushHint: { zh: "按住拖动选取单元。", en: "Press and drag over units." },
  lassoHint: { zh: "按住画圈，圈内的单元被选中。", en: "Press and draw a ring around units." },
  rectangleHint: { zh: "按住拖出矩形。", en: "Press and drag a rectangle." },
  chooseHint: {
    zh: "点按选取单元，再指向目标网格按 Enter 即移入；方向键逐个走，空格选取。",
    en: "Click a unit, then point at a grid and press Enter; arrow keys walk, Space chooses.",
  },
  lineCrosses: { zh: "分割线自相交。", en: "The line crosses itself." },
  lineNothing: {
    zh: "分割线还没有把任何网格分成两部分。",
    en: "The line does not divide a grid yet.",
  },
  parting: {
    zh: "网格 {grid} 约分为 {one} 户和 {other} 户",
    en: "Grid {grid} into about {one} and {other} households",
  },
  below: { zh: "低 {count}", en: "{count} below" },
  inBand: { zh: "合格", en: "in band" },
  isSpecial: { zh: "专属网格", en: "special" },
  above: { zh: "超 {count}", en: "{count} above" },
  emptied: { zh: "撤销（没有单元了）", en: "retired (no unit left)" },
  under: {
    zh: "单元 {unit}，{households} 户，{grid}，{community}",
    en: "Unit {unit}, {households} households, {grid}, {community}",
  },
  wouldHave: {
    zh: "网格 {grid} 由 {before} 户变为 {after} 户",
    en: "Grid {grid} goes from {before} to {after} households",
  },
  underChosen: { zh: "已选取", en: "chosen" },
} satisfies Dictionary;

export const TOOL_WORDS: Readonly<Record<Tool, Words>> = {
  choose: { zh: "点选", en: "Choose" },
  rectangle: { zh: "框选", en: "Rectangle" },
  lasso: { zh: "圈选", en: "Lasso" },
  brush: { zh: "刷选", en: "Brush" },
  paint: { zh: "涂入", en: "Paint" },
  push: { zh: "推边界", en: "Push" },
  split: { zh: "分割", en: "Split" },
};

export const TOOL_HINTS: Readonly<Record<Tool, Words>> = {
  choose: words.chooseHint,
  rectangle: words.rectangleHint,
  lasso: words.lassoHint,
  brush: words.brushHint,
  paint: words.paintHint,
  push: words.pushHint,
  split: words.splitHint,
};

/** What stands in the way, and what to do about it. */
export const OBSTACLES: Readonly<Record<Obstacle["reason"], readonly [what: Words, how: Words]>> = {
  plan_locked: [words.planLocked, { zh: "请先解除整体锁定。", en: "Unlock the plan first." }],
  other_community: [
    {
      zh: "跨社区：{count} 个单元不属于该网格所在社区",
      en: "{count} units are of another community",
    },
    { zh: "一个网格只属于一个社区。", en: "A grid belongs to one community." },
  ],
  unit_locked: [
    { zh: "{count} 个单元已锁定", en: "{count} units are locked" },
    { zh: "请先解锁，或改选其他单元。", en: "Unlock them, or choose others." },
  ],
  grid_locked: [
    { zh: "网格 {grids} 已锁定", en: "Grid {grids} is locked" },
    { zh: "请先解锁网格。", en: "Unlock it first." },
  ],
  contiguity: [
    {
      zh: "网格 {grids} 会分成互不相连的 {count} 片",
      en: "Grid {grids} would fall into {count} pieces",
    },
    { zh: "请同时选取连接处以外的单元。", en: "Choose what would be cut off as well." },
  ],
  unattached: [
    {
      zh: "与网格 {grids} 不相连，会成为 {count} 片",
      en: "Not next to grid {grids}: it would be in {count} pieces",
    },
    {
      zh: "请选取与目标网格之间的单元，或换一个目标。",
      en: "Choose the units between as well, or another target.",
    },
  ],
};

export const PURPOSES: readonly (readonly [name: string, words: Words])[] = [
  ["market", { zh: "市场", en: "market" }],
  ["school", { zh: "学校", en: "school" }],
  ["hospital", { zh: "医院", en: "hospital" }],
  ["campus", { zh: "园区", en: "campus" }],
  ["park", { zh: "公园", en: "park" }],
];

/** What an edit does, in a sentence for the history of what is pending. */
export const sentences = {
  move: {
    zh: "把 {units} 个单元（{households} 户）移入 {grid}",
    en: "Move {units} units ({households} households) to {grid}",
  },
  create: { zh: "用 {units} 个单元新建网格", en: "Make a grid of {units} units" },
  merge: { zh: "把 {grids} 并入 {into}", en: "Merge {grids} into {into}" },
  split: { zh: "沿画线分割 {grid}", en: "Divide {grid} along a line" },
  lockUnits: { zh: "锁定 {units} 个单元", en: "Lock {units} units" },
  unlockUnits: { zh: "解锁 {units} 个单元", en: "Unlock {units} units" },
  lockGrids: { zh: "锁定网格 {grid}", en: "Lock grid {grid}" },
  unlockGrids: { zh: "解锁网格 {grid}", en: "Unlock grid {grid}" },
  lockAll: { zh: "锁定整个方案", en: "Lock the whole plan" },
  unlockAll: { zh: "解除整体锁定", en: "Unlock the whole plan" },
  rename: { zh: "网格 {grid} 改名为“{name}”", en: "Name grid {grid} “{name}”" },
  special: { zh: "网格 {grid} 设为专属网格", en: "Make {grid} a special-purpose grid" },
  ordinary: { zh: "网格 {grid} 改回基础网格", en: "Make {grid} an ordinary grid again" },
} satisfies Dictionary;

/** Return how a grid is called; null is no grid, and a grid that is yet to be numbered is new. */
export function called(code: string | null, lang: "zh" | "en"): string {
  if (code === null) return words.noGrid[lang];
  return code.startsWith("new ") ? words.newGrid[lang] : code.slice(-3);
}
