import { describe, expect, it } from "vitest";
import { isStep, searchOf, type View, viewOf } from "./link";

const VIEW: View = {
  plan: "8fe88d03",
  theme: "households",
  off: ["buildings", "roads"],
  circles: ["adult", "elder"],
  basemap: null,
  at: { layer: "grids", id: "370899001001001" },
  camera: { centre: [116.34946, 35.39994], zoom: 14.91 },
};
const ADDRESS =
  "?plan=8fe88d03&theme=households&off=buildings,roads&circles=adult,elder" +
  "&at=grids:370899001001001&map=14.91/35.39994/116.34946";

describe("the address of a view", () => {
  it("names everything that is seen, readably", () => {
    expect(searchOf(VIEW, "")).toBe(ADDRESS);
  });

  it("leads back to the same view", () => {
    expect(viewOf(ADDRESS)).toEqual(VIEW);
    const odd = { ...VIEW, at: { layer: "roads", id: "人民路 #1&2:东" }, basemap: "tianditu" };
    expect(viewOf(searchOf(odd, ""))).toEqual(odd);
  });

  it("keeps what other parts put there", () => {
    expect(searchOf(VIEW, "?lang=en&swipe=1&theme=old")).toBe(
      `?lang=en&swipe=1&${ADDRESS.slice(1)}`,
    );
  });

  it("passes over what makes no sense", () => {
    const nothing = viewOf("?theme=rainbow&circles=cars&off=%3Cb%3E&at=grids&map=1/99/2&plan=");
    expect(nothing).toEqual({
      plan: "",
      theme: null,
      off: [],
      circles: [],
      basemap: null,
      at: null,
      camera: null,
    });
    expect(viewOf("?map=a/b/c").camera).toBeNull();
    expect(viewOf("?map=12/35").camera).toBeNull();
    expect(viewOf("?at=:1").at).toBeNull();
  });
});

it("moving the map is no step to go back over; choosing something is", () => {
  const moved = { ...VIEW, camera: { centre: [116, 35] as const, zoom: 12 } };
  expect(isStep(VIEW, moved)).toBe(false);
  expect(isStep(VIEW, { ...VIEW, at: null })).toBe(true);
  expect(isStep(VIEW, { ...VIEW, off: ["roads", "buildings"] })).toBe(false);
});
