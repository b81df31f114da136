/** What violations say. */
import type { Dictionary } from "../../words/words";

export const words = {
  none: { zh: "没有问题项，可以提交会审。", en: "No violation: the plan can go to review." },
  noneHere: { zh: "筛选范围内没有问题项。", en: "The filter leaves no violation." },
  hard: { zh: "须解决", en: "Must be solved" },
  soft: { zh: "提示", en: "Advice" },
  hardCount: { zh: "{count} 项须在发布前解决", en: "{count} to be solved before publishing" },
  softCount: { zh: "{count} 项提示", en: "{count} pieces of advice" },
  all: { zh: "全部", en: "All" },
  severity: { zh: "程度", en: "Severity" },
  everywhere: { zh: "全部社区", en: "Every community" },
  list: { zh: "问题清单", en: "List of violations" },
  how: { zh: "怎么改", en: "How to fix" },
  looking: { zh: "正在试各种改法…", en: "Trying edits …" },
  fixes: { zh: "改法", en: "Fixes" },
  apply: { zh: "采用", en: "Apply" },
  show: { zh: "在地图上看", en: "Show on the map" },
  resolves: { zh: "解决 {count} 项问题", en: "Solves {count}" },
  adds: { zh: "新增 {count} 项", en: "Brings {count}" },
  addsNone: { zh: "不产生新问题", en: "Brings no other" },
  grid: { zh: "网格", en: "Grid" },
  before: { zh: "现在", en: "Now" },
  after: { zh: "改后", en: "Then" },
  isNew: { zh: "（新）", en: " (new)" },
  gone: { zh: "撤销", en: "retired" },
  applied: { zh: "按建议修改：", en: "As suggested: " },
  onlyDraft: {
    zh: "只有草案可以修改；请先在“方案列表”中建立分支。",
    en: "Only a draft can be changed: make a branch of it in Plans first.",
  },
  engine: { zh: "让计算引擎修复", en: "Have the engine repair" },
  rules: { zh: "规则", en: "Rules" },
  keys: {
    zh: "上下键换一项，回车飞到该处，F 看改法",
    en: "Up and down for another, Enter to fly there, F for fixes",
  },
} satisfies Dictionary;

/** Rules by their short names. */
export const rules: Dictionary = {
  unsolved: { zh: "未能划分", en: "Not cut" },
  assigned: { zh: "盲区", en: "Gaps" },
  contiguity: { zh: "飞地", en: "Exclaves" },
  band: { zh: "户数不在区间", en: "Households out of the band" },
  persons: { zh: "人数不在区间", en: "Persons out of the band" },
  compound: { zh: "小区被拆分", en: "Compounds split" },
  barrier: { zh: "跨越阻隔", en: "Barriers crossed" },
};
