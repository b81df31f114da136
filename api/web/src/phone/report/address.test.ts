import { describe, expect, it } from "vitest";
import { addressOf } from "./address";

describe("the address of a report", () => {
  it("tells the secret of the code that was scanned", () => {
    expect(addressOf("/report/aB-_9", "")).toEqual({ secret: "aB-_9", hazard: null });
  });

  it("has none for those on the street, who may name a hazard", () => {
    expect(addressOf("/report", "?hazard=H%201")).toEqual({ secret: null, hazard: "H 1" });
  });

  it("is none of another page", () => {
    expect(addressOf("/report/a/b", "").secret).toBeNull();
  });
});
