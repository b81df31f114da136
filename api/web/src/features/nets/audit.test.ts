import { describe, expect, it } from "vitest";
import { listKind, listNet } from "./auditcommands";
import { boundsOf, drawnOf, isFit, kindsOf, listedOf, sumOf } from "./auditlisting";
import { type AuditFault, type AuditKind, audit, type NetAudit } from "./auditstate";
import { nets } from "./state";

const text = { zh: "", en: "" };

function fault(number: number, kind: string, ...names: string[]): AuditFault {
  return {
    number,
    kind,
    nets: names,
    grids: [],
    about: "",
    community_code: "",
    households: 10 * number,
    buildings: 1,
    area_m2: 100,
    length_m: 0,
    width_m: 0,
    what: text,
    remedy: text,
    place: [116, 35],
    geometry: {
      type: "Polygon",
      coordinates: [
        [
          [116, 35],
          [116.2, 35],
          [116.2, 35.1],
          [116, 35],
        ],
      ],
    },
  };
}

const kind = (name: string, between = false): AuditKind => ({
  name,
  title: text,
  meaning: text,
  colour: "#000000",
  between,
  count: 0,
});

const found: NetAudit = {
  band: [300, 500],
  tolerance_m: 5,
  outside: 0,
  communities: {},
  kinds: [kind("gap"), kind("oversize"), kind("edge", true)],
  nets: [],
  pairs: [],
  faults: [
    fault(1, "gap", "police"),
    fault(2, "gap", "city"),
    fault(3, "oversize", "city"),
    fault(4, "edge", "police", "city"),
  ],
  files: {},
};

const part = { ...audit, found };

describe("what of an audit is listed and drawn", () => {
  it("counts the faults of a net, those between it and others too", () => {
    expect(kindsOf(found, "police").map((one) => one.count)).toEqual([1, 0, 1]);
    expect(kindsOf(found, "").map((one) => one.count)).toEqual([2, 1, 1]);
  });

  it("lists nothing before a kind is chosen, and draws the gravest kinds", () => {
    expect(listedOf(part)).toEqual([]);
    expect(drawnOf(part).map((one) => one.number)).toEqual([1, 2, 4]);
    expect(drawnOf({ ...part, net: "city" }).map((one) => one.number)).toEqual([2, 4]);
  });

  it("draws what it lists", () => {
    const open = { ...part, kind: "gap", net: "city" };
    expect(listedOf(open).map((one) => one.number)).toEqual([2]);
    expect(drawnOf(open)).toEqual(listedOf(open));
  });

  it("sums households and ground", () => {
    expect(sumOf(found.faults.slice(0, 2))).toEqual({ households: 30, area: 200 });
  });

  it("finds the box around a fault, and the place of one without a shape", () => {
    expect(boundsOf(fault(1, "gap"))).toEqual([116, 35, 116.2, 35.1]);
    expect(boundsOf({ ...fault(1, "gap"), geometry: null })).toEqual([116, 35, 116, 35]);
    expect(boundsOf({ ...fault(1, "gap"), geometry: null, place: null })).toBeNull();
  });

  it("asks for nothing that makes no sense", () => {
    expect(isFit({ lower: 300, upper: 500, tolerance: 5 })).toBe(true);
    expect(isFit({ lower: 501, upper: 500, tolerance: 5 })).toBe(false);
    expect(isFit({ lower: 300, upper: 500, tolerance: 0 })).toBe(false);
  });
});

describe("commands of the audit", () => {
  const state = { nets: { ...nets, audit: { ...part, chosen: 1 } } } as never;

  it("opens a kind, and shuts it when it is chosen once more", () => {
    const open = listKind("gap")(state);
    expect(open.nets.audit).toMatchObject({ kind: "gap", chosen: null });
    expect(listKind("gap")(open).nets.audit.kind).toBeNull();
  });

  it("forgets the fault that is looked at when another net is listed", () => {
    expect(listNet("city")(state).nets.audit).toMatchObject({ net: "city", chosen: null });
  });
});
