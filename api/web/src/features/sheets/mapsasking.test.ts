import { describe, expect, it } from "vitest";
import { byCommunity, previewOf, signaturesOf, styleOf } from "./mapsasking";
import { maps } from "./mapsstate";

describe("what the service is asked for", () => {
  it("takes signatures with any comma, six at most", () => {
    expect(signaturesOf(" 编制，审核、 批准,, ")).toEqual(["编制", "审核", "批准"]);
    expect(signaturesOf("a,b,c,d,e,f,g")).toHaveLength(6);
    expect(signaturesOf("")).toEqual([]);
  });

  it("names each signature in the address of a preview, and what was typed as text", () => {
    const form = { ...maps.form, code: "370", review: " 鲁S(2026)&1 ", signatures: "甲,乙" };
    const address = previewOf("p1", form, styleOf(form, "zh", 3, "https://a.example/?plan=p1"));
    const told = new URLSearchParams(address.split("?").slice(1).join("?"));
    expect(told.getAll("signatures")).toEqual(["甲", "乙"]);
    expect(told.get("review_number")).toBe("鲁S(2026)&1");
    expect(told.get("code")).toBe("370");
    expect(told.get("version")).toBe("3");
    expect(told.get("address")).toBe("https://a.example/?plan=p1");
  });

  it("lists grids under their communities", () => {
    const grids = [
      { code: "b1", community: "b" },
      { code: "a2", community: "a" },
      { code: "a1", community: "a" },
    ];
    expect(byCommunity(grids, { a: "甲社区" })).toEqual([
      { code: "a", name: "甲社区", grids: ["a1", "a2"] },
      { code: "b", name: "b", grids: ["b1"] },
    ]);
  });
});
