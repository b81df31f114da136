/** What the service is asked for. */
import type { Lang } from "../../api/types";
import type { DossiersForm } from "./dossiersstate";

export interface Version {
  readonly planId: string;
  readonly version: number;
  readonly lang: Lang;
  /** Of the plan in this client, for the QR. */
  readonly address: string;
}

/** Return the communities that a kit is of: that of a grid, where a grid is chosen. */
export function communitiesOf(
  code: string,
  communityOf: (grid: string) => string | undefined,
): string[] {
  return code === "" ? [] : [communityOf(code) ?? code];
}

/** Return the parameters of the job. */
export function paramsOf(
  form: DossiersForm,
  { planId, version, lang, address }: Version,
  communityOf: (grid: string) => string | undefined,
) {
  const common = { plan_id: planId, version, lang, public: form.isPublic };
  if (form.kind === "kit") {
    return { ...common, communities: communitiesOf(form.code, communityOf), form: form.form };
  }
  const isGrid = communityOf(form.code) !== undefined;
  return {
    ...common,
    address,
    communities: form.code !== "" && !isGrid ? [form.code] : [],
    grids: isGrid ? [form.code] : [],
    formats: [...(form.pdf ? ["pdf"] : []), ...(form.html ? ["html"] : [])],
    each: form.each,
  };
}

/** Return the address that says how large a kit will be. */
export function sizeAddress(
  form: DossiersForm,
  { planId, version, lang }: Version,
  communityOf: (grid: string) => string | undefined,
): string {
  const told = new URLSearchParams({
    form: form.form,
    lang,
    public: String(form.isPublic),
    version: String(version),
  });
  for (const code of communitiesOf(form.code, communityOf)) told.append("communities", code);
  return `/plans/${planId}/kit-size?${told}`;
}

/** Return the address of the dossier of one grid. */
export function dossierAddress(
  code: string,
  { planId, version, lang, address }: Version,
  f: "html" | "pdf" = "html",
): string {
  const told = new URLSearchParams({ f, lang, version: String(version), address });
  return `/plans/${planId}/grids/${code}/dossier?${told}`;
}
