/** Faults as they are listed and written to a file. */
import type { Lang } from "../../api/types";
import type { ImportingState } from "./state";
import type { Fault } from "./types";

/** The part of the state that says which faults are listed. */
export type Listing = Pick<ImportingState, "failure" | "preview" | "shown" | "sought">;

export interface Numbered {
  readonly fault: Fault;
  /** Its place in the list of the preview. */
  readonly number: number;
}

/** Return the faults that are asked for: of the severities that are shown, with the words sought. */
export function listed(state: Listing, lang: Lang): Numbered[] {
  const sought = state.sought.trim().toLowerCase();
  return faultsOf(state)
    .map((fault, number) => ({ fault, number }))
    .filter(({ fault }) => state.shown.has(fault.severity) && holds(fault, sought, lang));
}

/** Return the faults that there are: those of a preview, or of an import that was refused. */
export function faultsOf(state: Pick<Listing, "failure" | "preview">): readonly Fault[] {
  return state.failure?.faults.length ? state.failure.faults : (state.preview?.faults ?? []);
}

function holds(fault: Fault, sought: string, lang: Lang): boolean {
  if (sought === "") return true;
  const texts = [fault.file, fault.feature_id, fault.what[lang], fault.remedy[lang], fault.rule];
  return texts.some((text) => text.toLowerCase().includes(sought));
}

const HEADS: Readonly<Record<Lang, readonly string[]>> = {
  zh: ["级别", "文件", "图层", "要素", "问题", "处理办法", "经度", "纬度", "规则"],
  en: ["Severity", "File", "Layer", "Feature", "Fault", "Remedy", "Longitude", "Latitude", "Rule"],
};

/** Return faults as CSV with a byte order mark; no cell is taken for a formula. */
export function toCsv(
  faults: readonly Fault[],
  lang: Lang,
  say: { severity: (fault: Fault) => string; layer: (fault: Fault) => string },
): string {
  const rows = faults.map((fault) => [
    say.severity(fault),
    fault.file,
    say.layer(fault),
    fault.feature_id,
    fault.what[lang],
    fault.remedy[lang],
    fault.place?.[0].toFixed(6) ?? "",
    fault.place?.[1].toFixed(6) ?? "",
    fault.rule,
  ]);
  return `\ufeff${[HEADS[lang], ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(text: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  const safe = /^[=+\-@\t\r]/.test(text) && !isNumber ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
