import { expect, test } from "vitest";
import { dossierAddress, paramsOf, sizeAddress } from "./dossiersasking";
import { dossiers } from "./dossiersstate";

const HOME = "370899001001";
const GRID = `${HOME}007`;
const version = { planId: "p1", version: 4, lang: "zh", address: "http://here/?plan=p1" } as const;
const communityOf = (code: string) => (code === GRID ? HOME : undefined);

test("a grid is asked for by its code, a community by its own", () => {
  const grid = paramsOf({ ...dossiers.form, code: GRID }, version, communityOf);
  expect(grid).toMatchObject({ grids: [GRID], communities: [], formats: ["pdf"], version: 4 });
  const community = paramsOf({ ...dossiers.form, code: HOME }, version, communityOf);
  expect(community).toMatchObject({ grids: [], communities: [HOME] });
  const all = paramsOf({ ...dossiers.form, html: true }, version, communityOf);
  expect(all).toMatchObject({ grids: [], communities: [], formats: ["pdf", "html"] });
});

test("a kit of a grid is that of its community", () => {
  const form = { ...dossiers.form, kind: "kit", code: GRID, form: "zip" } as const;
  expect(paramsOf(form, version, communityOf)).toEqual({
    plan_id: "p1",
    version: 4,
    lang: "zh",
    public: false,
    communities: [HOME],
    form: "zip",
  });
  expect(sizeAddress(form, version, communityOf)).toBe(
    `/plans/p1/kit-size?form=zip&lang=zh&public=false&version=4&communities=${HOME}`,
  );
});

test("a dossier is opened in its version", () => {
  const told = new URL(dossierAddress(GRID, version, "pdf"), "http://here");
  expect(told.pathname).toBe(`/plans/p1/grids/${GRID}/dossier`);
  expect(told.searchParams.get("version")).toBe("4");
  expect(told.searchParams.get("address")).toBe("http://here/?plan=p1");
});
