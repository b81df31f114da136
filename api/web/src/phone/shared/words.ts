/** What every page on a phone says. */
import type { Dictionary } from "../../words/words";

export const shared = {
  language: { zh: "English", en: "中文" },
  again: { zh: "重试", en: "Try again" },
  loading: { zh: "请稍候…", en: "One moment …" },
  unreachable: {
    zh: "连不上服务。请检查手机网络后重试。",
    en: "The service does not answer. Check the network of the phone, then try again.",
  },
  denied: {
    zh: "没有获得定位许可。可在浏览器设置中允许定位。",
    en: "The phone may not tell where you are. You can allow it in the browser's settings.",
  },
  unavailable: {
    zh: "手机暂时无法定位。",
    en: "The phone cannot tell where you are at present.",
  },
  insecure: {
    zh: "本页未使用 HTTPS，浏览器不允许定位。",
    en: "Without HTTPS, browsers do not tell a page where you are.",
  },
} satisfies Dictionary;
