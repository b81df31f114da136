/** What asking says. */

import type { Words } from "../../api/types";
import type { Dictionary } from "../../words/words";
import type { Barriers, Kind, Proof, Weight } from "./state";
import type { JobState } from "./types";

export const words = {
  what: { zh: "要计算什么", en: "What to compute" },
  communities: { zh: "社区", en: "Communities" },
  allOf: { zh: "全选", en: "All" },
  noneOf: { zh: "清空", en: "None" },
  tooMany: { zh: "一次最多 {count} 个社区", en: "At most {count} communities at a time" },
  byDefault: {
    zh: "没有勾选时：{names}",
    en: "With none ticked: {names}",
  },
  grids: { zh: "所选网格", en: "Chosen grids" },
  noGrid: {
    zh: "先在地图上点选网格，或在“编辑”里选基本单元。",
    en: "Click a grid on the map, or choose units in Edit.",
  },
  oneCommunity: {
    zh: "所选网格须在同一个社区。",
    en: "The grids have to lie in one community.",
  },
  neighbours: { zh: "连同相邻网格一起优化", en: "Their neighbours too" },
  settings: { zh: "设置", en: "Settings" },
  settingsChanged: { zh: "设置（已改）", en: "Settings (changed)" },
  reset: { zh: "恢复默认", en: "Reset" },
  bandOwn: { zh: "改用别的户数区间", en: "Another band of households" },
  lower: { zh: "下限", en: "At least" },
  upper: { zh: "上限", en: "At most" },
  bandWrong: { zh: "下限须大于 0 且不大于上限。", en: "Give 0 < lower <= upper." },
  workload: { zh: "同时均衡工作量", en: "Balance the workload too" },
  workloadHint: {
    zh: "户数、人数、老年人、隐患点、面积按权重折算；见“台账·队伍与清单”",
    en: "Households, persons, elders, hazards and area by weight: see Register, Teams and lists",
  },
  barriers: { zh: "河流、铁路、主干路", en: "Rivers, railways, arterial roads" },
  asPlan: { zh: "同方案设置", en: "As the plan has it" },
  weights: { zh: "看重什么", en: "What counts" },
  proof: { zh: "证明有多好", en: "Prove how good it is" },
  seed: { zh: "随机种子（换一个会换一种结果）", en: "Seed (another gives another result)" },
  start: { zh: "开始计算", en: "Start" },
  starting: { zh: "正在提交…", en: "Sending …" },
  onlyDraft: {
    zh: "只有草案可以计算；请先在“方案列表”中建立分支。",
    en: "Only a draft can be computed on: make a branch of it in Plans first.",
  },
  noPlan: { zh: "请先打开一个方案。", en: "Open a plan first." },
  jobs: { zh: "最近的计算", en: "Latest jobs" },
  noJobs: { zh: "还没有计算过。", en: "Nothing was computed yet." },
  otherPlan: { zh: "另一方案", en: "another plan" },
  cancelling: { zh: "正在取消…", en: "Cancelling …" },
  queued: { zh: "排队中，等前面的计算完成", en: "Waits for the job before it" },
  preparing: { zh: "正在准备…", en: "Getting ready …" },
  resumed: { zh: "中断后续算", en: "taken up again" },
  look: { zh: "看结果", en: "Result" },
  openPlan: { zh: "打开方案", en: "Open the plan" },
  again: { zh: "再算一次", en: "Compute again" },
  result: { zh: "计算结果", en: "Result" },
  resultOf: { zh: "计算结果：{kind}", en: "Result: {kind}" },
  back: { zh: "返回对比", en: "Back to all" },
  drawn: { zh: "在地图上显示变化", en: "Show the change on the map" },
  legend: {
    zh: "着色的是换网格的基本单元，颜色为新网格；数字为户数。",
    en: "Coloured units change their grid; the colour is that of the new one, the number households.",
  },
  accept: { zh: "接受", en: "Accept" },
  discard: { zh: "放弃", en: "Discard" },
  accepted: { zh: "已采用计算结果，可以撤销。", en: "Accepted; it can be undone." },
  stale: {
    zh: "计算之后，有人改过其中的基本单元或网格，结果不能直接采用。",
    en: "Since it was computed, somebody changed some of the same units or grids.",
  },
  later: {
    zh: "计算之后方案已有新版本（v{base} → v{head}）；没有改到同一处时仍可采用。",
    en: "The plan has newer versions since (v{base} to v{head}); it is accepted where they do not overlap.",
  },
  refused: { zh: "现在采用会被拒绝：", en: "It would be refused now: " },
  nothing: { zh: "没有可采用的变化。", en: "There is no change to accept." },
  score: { zh: "指标", en: "Score" },
  now: { zh: "现在", en: "Now" },
  after: { zh: "之后", en: "Then" },
  changedGrids: { zh: "变化的网格（{count} 个）", en: "Grids that change ({count})" },
  grid: { zh: "网格", en: "Grid" },
  isNew: { zh: "新设", en: "new" },
  gone: { zh: "撤销", en: "retired" },
  moves: { zh: "逐项调整（{count} 项）", en: "Moves ({count})" },
  reasons: { zh: "为什么做不到", en: "Why it cannot be done" },
  fly: { zh: "看位置", en: "Show the place" },
  choose: { zh: "预览这个", en: "Preview this" },
  sameAs: { zh: "与“{title}”相同", en: "The same as “{title}”" },
  present: { zh: "与现在的方案相同", en: "The same as the present plan" },
  compare: { zh: "备选方案对比", en: "Alternatives side by side" },
  best: { zh: "最好", en: "best" },
  failedOne: { zh: "没有算出", en: "Not found" },
  classes: { zh: "每个网格的户数", en: "Households of a grid" },
  below: { zh: "低于下限", en: "Below" },
  above: { zh: "高于上限", en: "Above" },
  special: { zh: "专属网格", en: "Special" },
  thick: { zh: "粗线：与现在不同的网格", en: "Thick: grids unlike the present ones" },
  showJobs: { zh: "查看", en: "Show" },
} satisfies Dictionary;

export const kinds: Readonly<Record<Kind, Words>> = {
  plan: { zh: "重新划分", en: "Plan anew" },
  improve: { zh: "优化所选", en: "Improve" },
  repair: { zh: "最少改动修复", en: "Repair" },
  alternatives: { zh: "多个备选", en: "Alternatives" },
};

export const kindHints: Readonly<Record<Kind, Words>> = {
  plan: {
    zh: "把整个社区重新划成网格；现有网格尽量保留编号。",
    en: "Cuts whole communities anew; grids that mostly persist keep their codes.",
  },
  improve: {
    zh: "只在所选网格之间调整，找更好的划分；其他网格不动。",
    en: "Looks for better borders among the chosen grids; the others stay.",
  },
  repair: {
    zh: "用最少的户数调整，使每条规则都满足，并证明至少要动多少户。",
    en: "Moves as few households as possible until every rule holds, and proves how few.",
  },
  alternatives: {
    zh: "同一社区算出四种侧重的划分，并排比较后选一个：均衡、紧凑、小区完整、少改动；改了设置则再加一种。",
    en: "Makes four plans of the same communities to choose from: balance, compactness, whole compounds, least change; changed settings make one more.",
  },
};

export const states: Readonly<Record<JobState, Words>> = {
  waiting: { zh: "排队", en: "Waiting" },
  running: { zh: "计算中", en: "Running" },
  done: { zh: "完成", en: "Done" },
  failed: { zh: "失败", en: "Failed" },
  cancelled: { zh: "已取消", en: "Cancelled" },
};

export const weightNames: Readonly<Record<Weight, Words>> = {
  balance: { zh: "户数均衡", en: "Balance" },
  compactness: { zh: "紧凑", en: "Compactness" },
  split: { zh: "小区完整", en: "Compounds whole" },
  boundary: { zh: "边界沿路沿墙", en: "Borders along roads and walls" },
  crossing: { zh: "不跨阻隔", en: "No barrier crossed" },
};

export const stepNames: readonly Words[] = [
  { zh: "不计", en: "not at all" },
  { zh: "较轻", en: "little" },
  { zh: "一般", en: "as usual" },
  { zh: "看重", en: "much" },
  { zh: "优先", en: "most" },
];

export const barrierNames: Readonly<Record<Barriers, Words>> = {
  closed: { zh: "一律不跨", en: "Never crossed" },
  eased: { zh: "不跨，除非一片无法单独成格", en: "Not crossed, unless a piece can be no grid" },
  priced: { zh: "尽量不跨", en: "Rather not crossed" },
  ignored: { zh: "不考虑", en: "Do not matter" },
};

export const proofNames: Readonly<Record<Proof, Words>> = {
  off: { zh: "不证明，最快", en: "Not at all: fastest" },
  quick: { zh: "快速", en: "Quickly" },
  long: { zh: "多花时间", en: "Take time" },
};

/** Scores in the order of tables; `decimals` and what follows the number. */
export const scoreNames = {
  grids: { zh: "网格数", en: "Grids" },
  in_band: { zh: "在户数区间内", en: "In the band" },
  deviation_pct: { zh: "户数平均偏差", en: "Mean deviation" },
  mean_distance_m: { zh: "到网格中心平均距离", en: "Mean distance to the centre" },
  splits: { zh: "小区被拆分次数", en: "Splits of compounds" },
  crossings: { zh: "跨越阻隔的网格", en: "Grids across barriers" },
  hard: { zh: "须解决的问题项", en: "Violations to solve" },
  moved: { zh: "换网格的户数", en: "Households that move" },
} satisfies Dictionary;
