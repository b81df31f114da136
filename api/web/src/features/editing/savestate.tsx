/** Undo, redo, and whether what is seen is saved: always in view for who may edit. */
import { CloudAlert, CloudCheck, CloudUpload, Redo2, TriangleAlert, Undo2 } from "lucide-preact";
import { useApp, useSay, useState$ } from "../../app/app";
import type { OpenPlan } from "../../store/state";
import { step } from "./effects";
import { isEditable } from "./reading";
import { words } from "./words";

export type Saved = "saved" | "saving" | "offline" | "conflict";

/** Return how far what is seen is saved. */
export function savedOf({ link, pending, conflict }: OpenPlan): Saved {
  if (conflict !== null) return "conflict";
  if (link === "lost") return "offline";
  return pending.length > 0 ? "saving" : "saved";
}

const ICONS = {
  saved: CloudCheck,
  saving: CloudUpload,
  offline: CloudAlert,
  conflict: TriangleAlert,
};

export function SaveState() {
  const app = useApp();
  const say = useSay();
  const isThere = useState$(isEditable);
  const saved = useState$((state) => state.plan && savedOf(state.plan));
  const count = useState$((state) => state.plan?.pending.length ?? 0);
  if (!isThere || saved === null) return null;
  const Icon = ICONS[saved];
  return (
    <div class="over-map card ed-save">
      <button
        type="button"
        class="bare"
        aria-label={`${say(words.undo)} (Ctrl+Z)`}
        title={`${say(words.undo)} Ctrl+Z`}
        aria-keyshortcuts="Control+Z"
        onClick={() => void step(app, "undo")}
      >
        <Undo2 size={18} aria-hidden="true" />
      </button>
      <button
        type="button"
        class="bare"
        aria-label={`${say(words.redo)} (Ctrl+Shift+Z)`}
        title={`${say(words.redo)} Ctrl+Shift+Z`}
        aria-keyshortcuts="Control+Shift+Z"
        onClick={() => void step(app, "redo")}
      >
        <Redo2 size={18} aria-hidden="true" />
      </button>
      <span class={`ed-saved ed-${saved}`} role="status" data-saved={saved}>
        <Icon size={18} aria-hidden="true" /> {say(words[saved], { count })}
      </span>
    </div>
  );
}
