/** Pure parts of comparing: the order of rows, the address, what the map is given. */
import type { Feature } from "geojson";
import { describe, expect, it } from "vitest";
import type { PlanItem } from "../../api/types";
import { initial, type State } from "../../store/state";
import {
  compared,
  exchanged,
  isOutdated,
  narrowed,
  rowPicked,
  sideChosen,
  sortedBy,
  suggestion,
  swiped,
} from "./commands";
import { comparisonOf, withComparison } from "./link";
import { drawnShapes, tailOf } from "./pieces";
import type { Choice, Compared } from "./state";
import { keyOf, listedRows, movedOf } from "./table";
import type { Difference, Kind, Succession } from "./types";

const A: Choice = { planId: "a", version: null };
const B: Choice = { planId: "b", version: 3 };

function row(kind: Kind, old: string | null, now: string | null, moved: number | null): Succession {
  return {
    kind,
    old,
    new: now,
    community: "",
    households_before: 0,
    households: 0,
    moved_in: moved,
    moved_out: 0,
    what: { zh: "", en: "" },
    bounds: [0, 0, 1, 1],
  };
}

const ROWS = [
  row("adjusted", "g1", "g1", 5),
  row("merged", "g3", null, 40),
  row("unchanged", "g2", "g2", 0),
  row("adjusted", "g0", "g0", null),
];

function answer(before: Choice, after: Choice): Compared {
  return { before, after, found: { successions: ROWS } as unknown as Difference, shapes: [] };
}

function stateAfter(...commands: ((state: State) => State)[]): State {
  return commands.reduce((state, command) => command(state), initial);
}

const CHOSEN = [sideChosen("before", A), sideChosen("after", B)];

describe("commands", () => {
  it("forget an answer when another side is chosen", () => {
    const state = stateAfter(...CHOSEN, compared(answer(A, B)), sideChosen("after", A));
    expect(state.comparing.shown).toBeNull();
  });

  it("pass over an answer about what is not chosen any more", () => {
    const state = stateAfter(...CHOSEN, compared(answer(A, { planId: "b", version: 2 })));
    expect(state.comparing.shown).toBeNull();
    expect(stateAfter(...CHOSEN, compared(answer(A, B))).comparing.shown).not.toBeNull();
  });

  it("exchange both sides", () => {
    const { before, after: then } = stateAfter(...CHOSEN, exchanged).comparing;
    expect([before, then]).toEqual([B, A]);
  });

  it("keep the divider between both edges", () => {
    expect(stateAfter(swiped(120)).comparing.swipe).toBe(100);
    expect(stateAfter(swiped(-3)).comparing.swipe).toBe(0);
    expect(stateAfter(swiped(40), swiped(null)).comparing.swipe).toBeNull();
  });

  it("never change the state that they are given", () => {
    const frozen = Object.freeze({ ...initial, comparing: Object.freeze(initial.comparing) });
    for (const command of [...CHOSEN, exchanged, sortedBy("code"), narrowed("new"), rowPicked("x")])
      expect(command(frozen)).not.toBe(frozen);
  });
});

describe("suggestion", () => {
  const plan = (plan_id: string, more: Partial<PlanItem> = {}) =>
    ({ plan_id, version: 0, state: "draft", parent: null, ...more }) as PlanItem;
  const start = { me: { may_write: true } } as State["start"];

  it("is the plan that the open one came from", () => {
    const plans = [plan("b", { parent: { plan_id: "a", version: 4 } }), plan("a")];
    expect(suggestion({ ...initial, plans, start })).toEqual({
      before: { planId: "a", version: 4 },
      after: { planId: "b", version: null },
    });
  });

  it("is never a version that was not published, for who may only look", () => {
    const plans = [plan("b", { parent: { plan_id: "a", version: 4 } }), plan("a", { version: 6 })];
    expect(suggestion({ ...initial, plans })?.before).toEqual({ planId: "a", version: null });
  });

  it("is the first version of a plan that was edited", () => {
    const plans = [plan("a", { version: 2 })];
    expect(suggestion({ ...initial, plans, start })?.before).toEqual({ planId: "a", version: 0 });
  });

  it("is another plan, published ones first", () => {
    const plans = [plan("a"), plan("b"), plan("c", { state: "published" })];
    expect(suggestion({ ...initial, plans, start })?.before.planId).toBe("c");
  });

  it("is nothing where there is one version of one plan", () => {
    expect(suggestion({ ...initial, plans: [plan("a")], start })).toBeNull();
    expect(suggestion(initial)).toBeNull();
  });
});

describe("an answer is outdated", () => {
  const told = (version: number) => ({ plan_id: "a", version }) as Difference["after"];
  const state = (choice: Choice, version: number): State => {
    const found = { before: told(0), after: told(2), successions: [] } as unknown as Difference;
    const first = { planId: "a", version: 0 };
    const shown = { before: first, after: choice, found, shapes: [] };
    const head = { plan_id: "a", version } as PlanItem;
    const plan = { head } as unknown as NonNullable<State["plan"]>;
    return { ...initial, plan, comparing: { ...initial.comparing, shown } };
  };

  it("when the last version was compared and there is a newer one", () => {
    expect(isOutdated(state(A, 2))).toBe(false);
    expect(isOutdated(state(A, 3))).toBe(true);
    expect(isOutdated(initial)).toBe(false);
  });

  it("not when a certain version was compared", () => {
    expect(isOutdated(state({ planId: "a", version: 2 }, 3))).toBe(false);
  });
});

describe("rows", () => {
  const shown = compared(answer(A, B));

  it("are those that changed, by kind and then by code", () => {
    const rows = listedRows(stateAfter(...CHOSEN, shown).comparing);
    expect(rows.map(keyOf)).toEqual(["g3>", "g0>g0", "g1>g1"]);
  });

  it("turn around when the same column is chosen again", () => {
    const state = stateAfter(...CHOSEN, shown, sortedBy("households"));
    expect(listedRows(state.comparing).map(movedOf)).toEqual([40, 5, 1]);
    const turned = listedRows(sortedBy("households")(state).comparing);
    expect(turned.map(movedOf)).toEqual([1, 5, 40]);
  });

  it("may be of one kind, unchanged ones too", () => {
    const only = (kind: Kind) => listedRows(stateAfter(...CHOSEN, shown, narrowed(kind)).comparing);
    expect(only("unchanged").map(keyOf)).toEqual(["g2>g2"]);
    expect(only("split")).toEqual([]);
  });
});

describe("the address", () => {
  it("says what is compared and comes back as it was", () => {
    const linked = { before: A, after: B, swipe: 40 };
    const search = withComparison("?plan=a&theme=kind", linked);
    expect(search).toBe("?plan=a&theme=kind&compare=a,b:3&swipe=40");
    expect(comparisonOf(search)).toEqual(linked);
  });

  it("loses the comparison alone", () => {
    expect(withComparison("?plan=a&compare=a,b&swipe=1", null)).toBe("?plan=a");
    expect(withComparison("?compare=a,b", null)).toBe("");
  });

  it.each(["", "?compare=a", "?compare=a,b,c", "?compare=,b", "?compare=a:x y,b"])(
    "names nothing where it makes no sense: %s",
    (search) => expect(comparisonOf(search)).toBeNull(),
  );

  it("passes over a divider that is nowhere", () => {
    expect(comparisonOf("?compare=a,b&swipe=900")?.swipe).toBeNull();
    expect(comparisonOf("?compare=a,b&swipe=x")?.swipe).toBeNull();
  });
});

describe("what the map is given", () => {
  const square = { type: "Polygon" as const, coordinates: [] };
  const feature = (properties: object): Feature => ({
    type: "Feature",
    geometry: square,
    properties,
  });
  const shapes = [
    feature({ role: "piece", old: "c001", new: "c002", households: 30, label: [1, 2] }),
    feature({ role: "piece", old: "c003", new: null, households: null, label: [3, 4] }),
    feature({ role: "before", grid_code: "c001" }),
    feature({ role: "after", grid_code: "c002" }),
  ];
  const labels = (lang: "zh" | "en") =>
    drawnShapes(shapes, null, lang).flatMap((one) => one.properties?.text ?? []);

  it("has a label in each piece", () => {
    expect(labels("zh")).toEqual(["001→002\n30户", "003→无\n<10户"]);
    expect(labels("en")).toEqual(["001→002\n30", "003→none\n<10"]);
    expect(tailOf("370899001001004", "zh")).toBe("004");
  });

  it("marks what belongs to the row that is picked", () => {
    const picked = drawnShapes(shapes, row("adjusted", "c001", "c001", 0), "zh");
    expect(picked.filter((one) => one.properties?.chosen).length).toBe(2);
    expect(drawnShapes(shapes, null, "zh").some((one) => one.properties?.chosen)).toBe(false);
  });

  it("gives pieces of different goals different colours", () => {
    const fills = drawnShapes(shapes, null, "zh").flatMap((one) => one.properties?.fill ?? []);
    expect(new Set(fills).size).toBe(2);
  });
});
