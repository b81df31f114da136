import { describe, expect, it } from "vitest";
import { addressOf, needsNoLogin } from "./address";

describe("the address of the page", () => {
  it("names a route by the secret of a link", () => {
    const found = addressOf("/patrol/Ab-1_x", "");
    expect(found?.route).toBe("/patrol/Ab-1_x/route");
    expect(found?.ticks).toBe("/patrol/Ab-1_x/ticks");
    expect(needsNoLogin(found?.ticks ?? "")).toBe(true);
  });

  it("names a route by its patrol and number, with a login", () => {
    const found = addressOf("/patrol", "?patrol=p%201&route=2");
    expect(found?.route).toBe("/patrols/p%201/routes/2");
    expect(found?.ticks).toBe("/patrols/p%201/routes/2/ticks");
    expect(needsNoLogin(found?.ticks ?? "")).toBe(false);
  });

  it.each(["", "?patrol=p", "?patrol=p&route=0", "?patrol=p&route=x"])(
    "is the list of one's own routes otherwise: %s",
    (search) => expect(addressOf("/patrol", search)).toBeNull(),
  );
});
