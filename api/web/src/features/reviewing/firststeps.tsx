/** What stands in the map's place where there is no plan: where to begin, or what is waited for. */
import { useEffect } from "preact/hooks";
import { useApp, useState$ } from "../../app/app";
import { awaitPlan } from "./planeffects";
import { Empty } from "./planspanel";

const AGAIN_MS = 5_000;
const ELSEWHERE: readonly unknown[] = ["plans", "import", "engine"];

export function FirstSteps() {
  const app = useApp();
  const mayWrite = useState$((state) => state.start?.me.may_write === true);
  const isElsewhere = useState$((state) => ELSEWHERE.includes(state.panel));
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void awaitPlan(app);
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [app]);
  if (isElsewhere) return null;
  return (
    <div class="over-map card rv-first">
      <Empty mayWrite={mayWrite} />
    </div>
  );
}
