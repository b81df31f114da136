/** Words of the table of grids. */
import type { Dictionary } from "../../words/words";

export const gridWords = {
  inBandOf: { zh: "{inBand} / {all} 个网格合格", en: "{inBand} of {all} grids in band" },
  band: { zh: "（{lower}–{upper} 户）", en: " ({lower}–{upper} households)" },
  special: { zh: "，专属网格 {special} 个", en: ", {special} special-purpose" },
  total: { zh: "，共 {households} 户", en: ", {households} households in all" },
  search: { zh: "代码、名称", en: "Code, name" },
  allCommunities: { zh: "全部社区", en: "All communities" },
  onlyOutside: { zh: "只看不合格", en: "Out of band" },
  code: { zh: "网格", en: "Grid" },
  households: { zh: "户数", en: "Households" },
  persons: { zh: "人口", en: "Persons" },
  compounds: { zh: "小区", en: "Cpds" },
  locked: { zh: "已锁定", en: "Locked" },
  pending: { zh: "待保存", en: "yet to be saved" },
  isSpecial: { zh: "专属", en: "special" },
  nothing: { zh: "没有这样的网格。", en: "There is no such grid." },
} satisfies Dictionary;
