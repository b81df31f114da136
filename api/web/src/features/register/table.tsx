/** The table: it goes out as a workbook, and comes back as changes to be accepted row by row. */
import "./table.css";
import { Download, FileUp } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { Changes } from "./tablechanges";
import { Done } from "./tabledone";
import { compareFile, drawRegister } from "./tableeffects";
import { words } from "./tablewords";

export function Table() {
  const app = useApp();
  const plan = useState$((state) => state.plan);
  const part = useState$((state) => state.register.table);
  useEffect(() => drawRegister(app, plan, part), [app, plan, part]);
  useEffect(() => () => drawRegister(app, null, null), [app]);
  if (plan === null) return null;
  const isOf = part.planId === plan.head.plan_id;
  if (isOf && part.done) return <Done done={part.done} />;
  if (isOf && part.found) return <Changes found={part.found} />;
  return <Begin planId={plan.head.plan_id} isBusy={part.isBusy} />;
}

function Begin({ planId, isBusy }: { readonly planId: string; readonly isBusy: boolean }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const href = (form: string) => `/plans/${planId}/register?f=${form}&lang=${lang}`;
  return (
    <section class="stack rt">
      <h3>{say(words.out)}</h3>
      <p class="soft">{say(words.outHint)}</p>
      <div class="row">
        <a class="button primary" href={href("xlsx")} download>
          <Download size={16} aria-hidden="true" />
          Excel (xlsx)
        </a>
        <a class="button" href={href("zip")} download>
          <Download size={16} aria-hidden="true" />
          {say(words.csv)}
        </a>
      </div>
      <h3>{say(words.back)}</h3>
      {isBusy ? <p role="status">{say(words.reading)}</p> : <DropZone />}
      <p class="soft">{say(words.nothing)}</p>
    </section>
  );
}

function DropZone() {
  const app = useApp();
  const say = useSay();
  const [isOver, setIsOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) void compareFile(app, file);
  };
  return (
    <label
      class="rt-drop"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <FileUp size={26} aria-hidden="true" />
      <strong>{say(words.drop)}</strong>
      <span class="button">{say(words.pick)}</span>
      <input
        type="file"
        class="hidden-text"
        accept=".xlsx,.zip"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}
