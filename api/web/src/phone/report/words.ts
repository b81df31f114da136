/** What the page "report" says. */
import type { Dictionary } from "../../words/words";

export const words = {
  title: { zh: "问题上报", en: "Report a problem" },
  anywhere: { zh: "外勤上报", en: "From the street" },
  kind: { zh: "是什么问题？", en: "What is it?" },
  what: { zh: "说明情况", en: "Describe it" },
  hint: {
    zh: "在几楼、堵了多久、有没有人受困……请勿填写姓名、证件号。",
    en: "Which floor, since when, is anybody in danger … Give no names or numbers of papers.",
  },
  left: { zh: "还可写 {count} 字", en: "{count} letters left" },
  photo: { zh: "照片", en: "Photo" },
  take: { zh: "拍照或选择照片", en: "Take or choose a photo" },
  takeAgain: { zh: "换一张", en: "Another one" },
  takeAway: { zh: "不要照片", en: "No photo" },
  taken: { zh: "要上报的照片", en: "The photo to be sent" },
  photoPrivacy: {
    zh: "照片里的定位、时间等信息不会保存。",
    en: "Where and when it was taken is removed before it is kept.",
  },
  place: { zh: "位置", en: "Place" },
  placeOfCode: { zh: "二维码张贴处", en: "Where the code is posted" },
  placeNone: { zh: "还没有定位", en: "Not known yet" },
  placeHere: { zh: "手机定位，误差约 {metres} 米", en: "Told by the phone, to about {metres} m" },
  locate: { zh: "用手机定位", en: "Tell where I am" },
  locateAgain: { zh: "重新定位", en: "Tell again" },
  forget: { zh: "不用定位", en: "Use that of the code" },
  locating: { zh: "正在定位…", en: "Finding out where you are …" },
  send: { zh: "提交", en: "Send" },
  needsKind: { zh: "请先选择是什么问题", en: "Choose what it is first" },
  needsWords: { zh: "请写一句话或拍一张照片", en: "Write a sentence or take a photo" },
  needsPlace: { zh: "请先定位", en: "Tell where you are first" },
  sending: { zh: "正在发送…", en: "Being sent …" },
  kept: {
    zh: "没有网络：已存在手机里，联网后自动发送，不会重复。请不要清除浏览器数据。",
    en: "No network: kept on this phone and sent by itself later, once. Do not clear the browser.",
  },
  waiting: {
    zh: "服务正忙：已存在手机里，稍后自动发送。",
    en: "The service is busy: kept on this phone, and sent by itself later.",
  },
  login: {
    zh: "登录已过期：已存在手机里，重新登录后发送。",
    en: "Your login has ended: kept on this phone, and sent once you log in again.",
  },
  logIn: { zh: "去登录", en: "Log in" },
  unsent: { zh: "待发送 {count} 件", en: "{count} to be sent" },
  done: { zh: "已受理，谢谢！", en: "It has come in. Thank you!" },
  receipt: { zh: "受理编号", en: "Receipt" },
  receiptHint: {
    zh: "询问进展时，请把编号告诉社区。",
    en: "Tell the office this when you ask about it.",
  },
  another: { zh: "再报一件", en: "Report something else" },
  sent: { zh: "本机已上报", en: "Sent from this phone" },
  refused: { zh: "未能受理", en: "Not taken" },
  drop: { zh: "删除", en: "Remove" },
  gone: { zh: "二维码无效或已停用。", en: "The code is not valid, or not any more." },
  goneRemedy: {
    zh: "请扫描现场的新二维码，或直接联系社区。紧急情况请拨打 110、119、120。",
    en: "Scan the new code on site, or call the community. In an emergency call 110, 119 or 120.",
  },
  urgent: {
    zh: "有人员被困、火灾、燃气泄漏，请立即拨打 119、110。",
    en: "If anybody is trapped, or there is fire or a smell of gas: call 119 or 110 now.",
  },
  cannotKeep: {
    zh: "这个浏览器不能保存内容，请关闭无痕模式后重试。",
    en: "This browser can keep nothing: leave its private mode, then try again.",
  },
} satisfies Dictionary;

/** Kinds of what can be reported, as the service knows them. */
export const kinds = {
  waterlogging: { zh: "积水内涝", en: "Standing water" },
  drain: { zh: "井盖、排水", en: "Manhole, drain" },
  road: { zh: "道路破损", en: "Damaged road" },
  fire: { zh: "消防隐患", en: "Fire hazard" },
  structure: { zh: "危房、围墙", en: "Unsafe building" },
  utility: { zh: "水电气故障", en: "Water, power, gas" },
  litter: { zh: "环境卫生", en: "Litter" },
  tree: { zh: "树木倒伏", en: "Fallen tree" },
  other: { zh: "其他", en: "Something else" },
} satisfies Dictionary;

export type Kind = keyof typeof kinds;
