/** What editing lays over the map: the save state, the preview at the pointer, what is being drawn. */
import { useEffect, useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { onMove, sizeOf } from "../../map/drawing";
import type { Pixel } from "../../map/mapview";
import { ChosenSoFar, Coming } from "./card";
import { beginAnew } from "./commands";
import "./editing.css";
import { listenKeys } from "./keys";
import { isEditing, placeOf } from "./reading";
import { SaveState } from "./savestate";
import { saidOf, underCursor } from "./saying";
import { showEditing } from "./showing";
import type { EditingState } from "./state";

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

/** What the keyboard is at, and what would happen from there, said aloud. */
function Told() {
  const say = useSay();
  const text = useState$((state) => {
    const { cursor, hovered } = state.editing;
    const members = state.plan?.members;
    if (cursor === null || !members) return "";
    const lines = [underCursor(state, members, cursor)];
    // A pointer that moves would say too much.
    if (hovered === null) lines.push(...saidOf(state));
    return lines.map((one) => say(one)).join("。");
  });
  return (
    <div class="hidden-text" role="status" aria-live="polite" data-cursor>
      {text}
    </div>
  );
}
