/** The panel "edit": tools, target, what is chosen, and what may be done with it. */
import { GitBranch, LockKeyhole, LockKeyholeOpen } from "lucide-preact";
import { useApp, useSay, useState$ } from "../../app/app";
import { common } from "../../words/common";
import { Actions, GridActions } from "./actions";
import { Choosing, Chosen } from "./choosing";
import { branch, lockAll } from "./effects";
import { isEditable } from "./reading";
import { TargetChoice } from "./targetchoice";
import { Toolbar } from "./toolbar";
import { words } from "./words";

export function EditingPanel() {
  const state = useState$((whole) => whole.plan?.head.state ?? null);
  const mayEdit = useState$(isEditable);
  const isLocked = useState$((whole) => whole.plan?.head.locked === true);
  if (state === null) return null;
  if (!mayEdit) return <Frozen />;
  return (
    <div class="stack ed-panel">
      {isLocked && <PlanLock />}
      <Toolbar />
      <TargetChoice />
      <Chosen />
      <Actions />
      <Choosing />
      <GridActions />
      {!isLocked && <PlanLock />}
    </div>
  );
}

/** A plan that is not a draft is not changed; a branch of it may be. */
function Frozen() {
  const app = useApp();
  const say = useSay();
  const state = useState$((whole) => whole.plan?.head.state ?? "draft");
  return (
    <div class="stack">
      <p>{say(words.frozen, { state: say(common[state]) })}</p>
      <button type="button" class="primary" onClick={() => void branch(app)}>
        <GitBranch size={18} aria-hidden="true" /> {say(words.branch)}
      </button>
    </div>
  );
}

function PlanLock() {
  const app = useApp();
  const say = useSay();
  const locked = useState$((state) => state.plan?.head.locked === true);
  const Icon = locked ? LockKeyhole : LockKeyholeOpen;
  return (
    <div class={locked ? "row ed-locked" : "row"}>
      {locked && <strong class="grow">{say(words.planLocked)}</strong>}
      <button type="button" aria-pressed={locked} onClick={() => lockAll(app, !locked)}>
        <Icon size={16} aria-hidden="true" /> {say(locked ? words.unlockAll : words.lockAll)}
      </button>
    </div>
  );
}
