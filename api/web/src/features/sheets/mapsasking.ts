/** What the service is asked for, and what there are sheets of. */
import type { Lang } from "../../api/types";
import type { MapsForm } from "./mapsstate";

export interface GridCode {
  readonly code: string;
  readonly community: string;
}

export interface CommunityGrids {
  readonly code: string;
  readonly name: string;
  readonly grids: readonly string[];
}

/** Return the members of a request that a sheet and many sheets have in common. */
export function styleOf(form: MapsForm, lang: Lang, version: number, address: string) {
  return {
    of: form.of,
    size: form.size,
    theme: form.theme,
    lang,
    review_number: form.review.trim(),
    signatures: signaturesOf(form.signatures),
    address,
    version,
  };
}

/** Return who signs, of a text with Chinese or Latin commas. */
export function signaturesOf(text: string): string[] {
  return text
    .split(/[,，、]/)
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .slice(0, 6);
}

/** Return the address of one sheet, to look at; of many, the first one's. */
export function previewOf(
  planId: string,
  form: MapsForm,
  style: ReturnType<typeof styleOf>,
): string {
  const told = new URLSearchParams({ f: "png" });
  for (const [name, value] of Object.entries(style)) {
    for (const one of Array.isArray(value) ? value : [value]) told.append(name, String(one));
  }
  if (form.code !== "") told.set("code", form.code);
  return `/plans/${planId}/sheet?${told}`;
}

/** Return the grids of each community, in the order of their codes. */
export function byCommunity(
  grids: readonly GridCode[],
  names: Readonly<Record<string, string>>,
): CommunityGrids[] {
  const found = new Map<string, string[]>();
  for (const { code, community } of grids) {
    const known = found.get(community);
    if (known) known.push(code);
    else found.set(community, [code]);
  }
  return [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, codes]) => ({ code, name: names[code] ?? code, grids: codes.sort() }));
}
