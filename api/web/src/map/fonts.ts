/** Chinese letters for machines that have none: files of our own, fetched only as they are needed. */
import ranges from "@fontsource/noto-sans-sc/unicode.json";

const FAMILY = "Noto Sans SC";
const FILES = import.meta.glob<string>(
  "/node_modules/@fontsource/noto-sans-sc/files/noto-sans-sc-[0-9]*-400-normal.woff2",
  { query: "?url", import: "default", eager: true },
);

export interface FontFile {
  readonly url: string;
  readonly "unicode-range": string[];
}

/** Give the page a Chinese font, and return its files for the map. */
export function chineseFont(): FontFile[] {
  const found = Object.entries(FILES).flatMap(([path, url]) => {
    const part = /noto-sans-sc-(.+)-400-normal/.exec(path)?.[1];
    const range = (ranges as Record<string, string>)[`[${part}]`];
    const whole = new URL(url, location.href).href;
    return range === undefined ? [] : [{ url: whole, "unicode-range": range.split(",") }];
  });
  for (const { url, "unicode-range": range } of found) {
    const descriptors = { unicodeRange: range.join(), display: "swap" } as const;
    document.fonts.add(new FontFace(FAMILY, `url(${url})`, descriptors));
  }
  return found;
}
