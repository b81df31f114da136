/** The panel "import": a wizard in four steps, and what comes of it. */
import { useApp, useSay, useState$ } from "../../app/app";
import { ChangesStep } from "./changesstep";
import { goTo } from "./commands";
import { DoneStep } from "./donestep";
import { FailureCard } from "./failurecard";
import { FaultsStep } from "./faultsstep";
import { FilesStep } from "./filesstep";
import { Running } from "./running";
import type { Step } from "./state";
import { TablesStep } from "./tablesstep";
import { useDrawing } from "./usedrawing";
import { words } from "./words";
import "./importing.css";

const STEPS = [
  { name: "files", title: words.stepFiles },
  { name: "tables", title: words.stepTables },
  { name: "faults", title: words.stepFaults },
  { name: "changes", title: words.stepChanges },
] as const satisfies readonly { name: Step; title: object }[];

const BODIES = {
  files: FilesStep,
  tables: TablesStep,
  faults: FaultsStep,
  changes: ChangesStep,
} as const;

export function ImportingPanel() {
  useDrawing();
  const { step, work, imported } = useState$((state) => state.importing);
  const Body = imported ? DoneStep : BODIES[step];
  return (
    <div class="importing stack">
      {!imported && <Steps />}
      <FailureCard />
      {work ? <Running work={work} /> : <Body />}
    </div>
  );
}

function Steps() {
  const app = useApp();
  const say = useSay();
  const { step, preview, work } = useState$((state) => state.importing);
  return (
    <ol class="im-steps">
      {STEPS.map(({ name, title }, number) => (
        <li key={name}>
          <button
            type="button"
            aria-current={step === name ? "step" : undefined}
            disabled={work !== null || (name !== "files" && preview === null)}
            onClick={() => app.store.run(goTo(name))}
          >
            <span class="im-number">{number + 1}</span>
            {say(title)}
          </button>
        </li>
      ))}
    </ol>
  );
}
