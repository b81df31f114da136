/** What is asked before a plan is published or retired: neither can be taken back. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { PlanHead, PlanItem, Words } from "../../api/types";
import { useSay } from "../../app/app";
import { Dialog } from "../../ui/dialog";
import { common } from "../../words/common";
import { words } from "./words";

interface StepFormProps {
  readonly plan: PlanHead | PlanItem;
  readonly onDo: () => Promise<void>;
  readonly onClose: () => void;
}

export function PublishDialog({
  plan,
  exceptions,
  onDo,
  onClose,
}: StepFormProps & { readonly exceptions: number }) {
  const say = useSay();
  return (
    <Confirm
      title={say(words.publishTitle, { name: plan.name, version: plan.version })}
      doing={words.to_published}
      onDo={onDo}
      onClose={onClose}
    >
      <p>{say(words.publishWhat)}</p>
      {exceptions > 0 && <p>{say(words.publishExceptions, { count: exceptions })}</p>}
      {"hash" in plan && (
        <div>
          <div class="soft rv-small">{say(words.sealHead)}</div>
          <div class="rv-hash">{plan.hash}</div>
        </div>
      )}
    </Confirm>
  );
}

export function RetireDialog({ plan, onDo, onClose }: StepFormProps) {
  const say = useSay();
  return (
    <Confirm
      title={say(words.retireTitle, { name: plan.name })}
      doing={words.to_retired}
      onDo={onDo}
      onClose={onClose}
    >
      <p>{say(words.retireWhat)}</p>
    </Confirm>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly doing: Words;
  readonly onDo: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

function Confirm({ title, doing, onDo, onClose, children }: ConfirmProps) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const start = () => {
    setBusy(true);
    void onDo();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="rv-fields">{children}</div>
      <div class="rv-ends">
        <button type="button" onClick={onClose}>
          {say(common.cancel)}
        </button>
        <button type="button" class="primary" disabled={busy} onClick={start}>
          {say(doing)}
        </button>
      </div>
    </Dialog>
  );
}
