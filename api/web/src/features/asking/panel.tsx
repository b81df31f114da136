/** The panel "engine": what to compute, what is being computed, what was found. */
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import "./asking.css";
import { recallJobs } from "./effects";
import { AskForm } from "./form";
import { Jobs } from "./jobs";
import { Result } from "./result";
import { words } from "./words";

export function AskingPanel() {
  const app = useApp();
  const say = useSay();
  const plan = useState$((state) => state.plan?.head);
  const open = useState$((state) => state.asking.open);
  useEffect(() => {
    void recallJobs(app);
  }, [app]);
  if (open !== null) return <Result open={open} />;
  return (
    <div class="stack as">
      {plan === undefined && <p class="soft">{say(words.noPlan)}</p>}
      {plan && plan.state !== "draft" && <p class="soft">{say(words.onlyDraft)}</p>}
      {plan?.state === "draft" && <AskForm />}
      <Jobs />
    </div>
  );
}
