/** What asking lays over the map: what would change, and how far a job is while its panel is shut. */
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { showPanel } from "../../store/commands";
import { drawOffer, recallJobs } from "./effects";
import { isActive } from "./request";
import type { Kind } from "./state";
import { kinds, words } from "./words";

export function AskingOverlay() {
  const app = useApp();
  const may = useState$((state) => state.start?.me.may_write === true);
  const isReady = useState$((state) => state.plan !== null);
  const open = useState$((state) => state.asking.open);
  const set = useState$((state) => state.plan?.members?.units);
  useEffect(() => {
    // After a reload, what was being computed is heard of again.
    if (may && isReady) void recallJobs(app);
  }, [app, may, isReady]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other units need drawing anew
  useEffect(() => drawOffer(app, open), [app, open, set]);
  return may ? <Running /> : null;
}

function Running() {
  const { store } = useApp();
  const say = useSay();
  const job = useState$((state) => state.asking.jobs?.find(isActive));
  const isShut = useState$((state) => state.panel !== "engine");
  const hasResult = useState$((state) => state.asking.open !== null);
  if (!isShut || (!job && !hasResult)) return null;
  const name = job && kinds[job.kind as Kind];
  return (
    <div class="over-map card as-chip" role="status">
      {job && name ? (
        <>
          <span>{say(name)}</span>
          <progress max={1} value={job.share} aria-label={say(name)} />
          <span>{Math.round(job.share * 100)}%</span>
        </>
      ) : (
        <span>{say(words.result)}</span>
      )}
      <button type="button" onClick={() => store.run(showPanel("engine"))}>
        {say(words.showJobs)}
      </button>
    </div>
  );
}
