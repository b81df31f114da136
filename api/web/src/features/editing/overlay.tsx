/** What editing lays over the map: the save state, the preview at the pointer, what is being drawn. */
import { useEffect, useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { onMove, sizeOf } from "../../map/drawing";
import type { Pixel } from "../../map/mapview";
import { codeAt } from "../../plan/assignment";
import { at } from "../../plan/units";
import { ChosenSoFar, Coming } from "./card";
import { beginAnew } from "./commands";
import "./editing.css";
import { listenKeys } from "./keys";
import { isEditing, placeOf } from "./reading";
import { SaveState } from "./savestate";
import { showEditing } from "./showing";
import type { EditingState } from "./state";
import { called, words } from "./words";

const BESIDE_PX = 18;

export function EditingOverlay() {
  const app = useApp();
  const planId = useState$((state) => state.plan?.head.plan_id);
  const isOn = useState$(isEditing);
  const setId = useState$((state) => state.plan?.members?.units.setId);
  useEffect(() => {
    if (planId === undefined || app.map === null) return;
    app.store.run(beginAnew);
    return listenKeys(app, app.map);
  }, [app, planId]);
  useEffect(() => {
    if (!isOn || setId === undefined || app.map === null) return;
    return showEditing(app, app.map);
  }, [app, isOn, setId]);
  return (
    <>
      <SaveState />
      {isOn && <Drawn />}
      {isOn && <AtPointer />}
      {isOn && <Told />}
    </>
  );
}

/** The rectangle, the lasso or the brush. */
function Drawn() {
  const { tool, shape, hovered, reach } = useState$((state) => state.editing);
  const isBrush = (tool === "brush" || tool === "paint") && reach > 0;
  return (
    <svg class="over-map ed-drawn" aria-hidden="true">
      {shape.length > 1 && <polygon points={cornersOf(tool, shape).map(String).join(" ")} />}
      {isBrush && hovered && <circle cx={hovered.at[0]} cy={hovered.at[1]} r={reach} />}
    </svg>
  );
}

function cornersOf(tool: EditingState["tool"], shape: readonly Pixel[]): readonly Pixel[] {
  const [first, last] = [shape[0], shape[shape.length - 1]] as [Pixel, Pixel];
  if (tool !== "rectangle") return shape;
  return [first, [last[0], first[1]], last, [first[0], last[1]]];
}

/** The preview beside the pointer, or beside the unit at which the keyboard is. */
function AtPointer() {
  const app = useApp();
  const place = useState$(({ editing, plan }) => {
    if (editing.hovered !== null) return editing.hovered.at;
    if (editing.cursor === null || !plan?.members || app.map === null) return null;
    return app.map.pixelOf(placeOf(plan.members.units, editing.cursor));
  });
  const [, redraw] = useState(0);
  useEffect(
    () => (app.map ? onMove(app.map, () => redraw((times) => times + 1)) : undefined),
    [app],
  );
  if (place === null || app.map === null) return null;
  const [width, height] = sizeOf(app.map);
  const [x, y] = place;
  const style = {
    ...(x > width - 300 ? { right: `${width - x + BESIDE_PX}px` } : { left: `${x + BESIDE_PX}px` }),
    ...(y > height - 220
      ? { bottom: `${height - y + BESIDE_PX}px` }
      : { top: `${y + BESIDE_PX}px` }),
  };
  return (
    <div class="over-map ed-at" style={style} aria-hidden="true">
      <Coming />
      <ChosenSoFar />
    </div>
  );
}

/** What the keyboard is at, said aloud. */
function Told() {
  const say = useSay();
  const text = useState$(({ editing, plan, lang }) => {
    const { cursor, selection } = editing;
    if (cursor === null || !plan?.members) return "";
    const { units, shown } = plan.members;
    const told = say(words.under, {
      unit: units.ids[cursor] as string,
      households: at(units.households, cursor),
      grid: called(codeAt(shown, cursor), lang),
      community: units.communities[at(units.community, cursor)]?.name ?? "",
    });
    const more = [
      at(shown.locked, cursor) === 1 ? say(words.isLocked) : "",
      selection.has(cursor) ? say(words.underChosen) : "",
    ].filter((one) => one !== "");
    return [told, ...more].join("，");
  });
  return (
    <div class="hidden-text" role="status" aria-live="polite" data-cursor>
      {text}
    </div>
  );
}
