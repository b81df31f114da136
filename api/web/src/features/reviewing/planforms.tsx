/** Dialogs that make, branch and rename plans. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { UnitSet } from "../../api/reviewing";
import type { PlanItem, Words } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { dismiss } from "../../store/commands";
import type { Notice } from "../../store/state";
import type { Store } from "../../store/store";
import { Dialog } from "../../ui/dialog";
import { common } from "../../words/common";
import { branchPlan, newPlan, renamePlan, unitSets } from "./planeffects";
import { words } from "./words";

interface FormProps {
  readonly title: string;
  readonly what?: string;
  readonly doing: Words;
  readonly isReady?: boolean;
  /** Returns whether it was done: then the dialog closes. */
  readonly onDo: (name: string) => Promise<boolean>;
  readonly onClose: () => void;
  readonly begin?: string;
  readonly children?: ComponentChildren;
}

/** A dialog that asks for a name, and for what else it is given. */
export function NameForm({
  title,
  what,
  doing,
  isReady = true,
  onDo,
  onClose,
  begin = "",
  children,
}: FormProps) {
  const { store } = useApp();
  const say = useSay();
  const [name, setName] = useState(begin);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Notice | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    const done = await onDo(name.trim());
    setBusy(false);
    if (done) onClose();
    else setFault(takenNotice(store));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="rv-fields" onSubmit={(event) => void submit(event)}>
        {what && <p class="soft">{what}</p>}
        <label>
          {say(words.name)}
          <input
            required
            maxLength={200}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        {children}
        {fault && (
          <div class="rv-gate broken" role="alert">
            {say(fault.what)}
            {fault.remedy && <div class="rv-small">{say(fault.remedy)}</div>}
          </div>
        )}
        <div class="rv-ends">
          <button type="button" onClick={onClose}>
            {say(common.cancel)}
          </button>
          <button type="submit" class="primary" disabled={busy || !isReady || name.trim() === ""}>
            {say(doing)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Return the last refusal, taken out of the corner: that lies behind the dialog. */
function takenNotice(store: Store): Notice | null {
  const last = store.state.value.notices.findLast((one) => one.kind === "refused") ?? null;
  if (last !== null) store.run(dismiss(last.number));
  return last;
}

interface PlanFormProps {
  readonly plan: PlanItem;
  readonly onClose: () => void;
}

export function RenameDialog({ plan, onClose }: PlanFormProps) {
  const app = useApp();
  const say = useSay();
  return (
    <NameForm
      title={say(words.renameTitle)}
      doing={words.save}
      begin={plan.name}
      onDo={(name) => renamePlan(app, plan.plan_id, name)}
      onClose={onClose}
    />
  );
}

export function BranchDialog({
  plan,
  version,
  onClose,
}: PlanFormProps & { readonly version: number }) {
  const app = useApp();
  const say = useSay();
  return (
    <NameForm
      title={say(words.branchTitle, { name: plan.name, version })}
      what={say(words.branchWhat)}
      doing={words.branch}
      begin={say(words.nameOfBranch, { name: plan.name })}
      onDo={(name) => branchPlan(app, plan.plan_id, name, version)}
      onClose={onClose}
    />
  );
}

export function NewDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp();
  const say = useSay();
  const start = useState$((state) => state.start);
  const [sets, setSets] = useState<readonly UnitSet[] | null>(null);
  const [chosen, choose] = useState("");
  const [[lower, upper], setBand] = useState<readonly [number, number]>(start?.band ?? [300, 500]);
  useEffect(() => {
    void unitSets(app).then((found) => {
      setSets(found ?? []);
      choose(found?.[0]?.id ?? "");
    });
  }, [app]);
  if (sets?.length === 0) return <NoUnits onClose={onClose} />;
  return (
    <NameForm
      title={say(words.newTitle)}
      what={say(words.newWhat)}
      doing={words.create}
      isReady={chosen !== "" && lower >= 1 && lower <= upper}
      onDo={(name) => newPlan(app, name, chosen, [lower, upper])}
      onClose={onClose}
    >
      <label>
        {say(words.unitSet)}
        <select value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
          {sets?.map((one) => (
            <SetOption key={one.id} set={one} />
          ))}
        </select>
      </label>
      <div class="row">
        <BandField label={words.bandFrom} value={lower} onValue={(one) => setBand([one, upper])} />
        <BandField label={words.bandTo} value={upper} onValue={(one) => setBand([lower, one])} />
      </div>
    </NameForm>
  );
}

function SetOption({ set }: { readonly set: UnitSet }) {
  const say = useSay();
  const names = Object.values(set.communities);
  const [name = ""] = names;
  const communities =
    names.length > 1
      ? say(words.communitiesMany, { name, count: names.length, more: names.length - 1 })
      : name;
  return (
    <option value={set.id}>{say(words.unitSetItem, { communities, count: set.count })}</option>
  );
}

interface BandFieldProps {
  readonly label: Words;
  readonly value: number;
  readonly onValue: (value: number) => void;
}

function BandField({ label, value, onValue }: BandFieldProps) {
  const say = useSay();
  return (
    <label>
      {say(label)}
      <input
        type="number"
        min={1}
        max={1_000_000}
        required
        value={value}
        onInput={(event) => onValue(event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}

function NoUnits({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog title={say(words.noUnits)} onClose={onClose}>
      <p>{say(words.noUnitsRemedy)}</p>
      <div class="rv-ends">
        <button type="button" onClick={onClose}>
          {say(common.close)}
        </button>
      </div>
    </Dialog>
  );
}
