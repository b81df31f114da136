/** The audit: what is asked for, each net in figures, faults by kind, files. */
import { FileDown, Stethoscope } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { fillIn } from "./auditcommands";
import { askAudit, cancelAudit, draw, recallAudit } from "./auditeffects";
import { Kinds } from "./auditkinds";
import { isFit } from "./auditlisting";
import { Nets, Pairs } from "./auditnets";
import type { AuditForm } from "./auditstate";
import { words } from "./auditwords";

const FILES = ["xlsx", "pdf", "html", "gpkg"] as const;

export function Audit() {
  const app = useApp();
  const say = useSay();
  const part = useState$((state) => state.nets.audit);
  useEffect(() => void recallAudit(app), [app]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn again where what is listed changes
  useEffect(() => draw(app, true), [app, part]);
  useEffect(() => () => draw(app, false), [app]);
  const { found } = part;
  return (
    <section class="stack nt-audit" aria-label={say(words.ask)}>
      <p class="soft">{say(words.intro)}</p>
      <Form />
      {found && <Nets found={found} />}
      {found && (found.faults.length > 0 ? <Kinds found={found} /> : <p>{say(words.clean)}</p>)}
      {found && found.pairs.length > 0 && <Pairs found={found} />}
      {found && <Files />}
    </section>
  );
}

function Form() {
  const app = useApp();
  const say = useSay();
  const { form, working, found } = useState$((state) => state.nets.audit);
  return (
    <form
      class="nt-form"
      onSubmit={(event) => {
        event.preventDefault();
        void askAudit(app);
      }}
    >
      <fieldset class="nt-band">
        <legend>{say(words.band)}</legend>
        <Figure name="lower" label={say(words.lower)} />
        <span aria-hidden="true">–</span>
        <Figure name="upper" label={say(words.upper)} />
      </fieldset>
      <fieldset class="nt-band" title={say(words.toleranceHint)}>
        <legend>{say(words.tolerance)}</legend>
        <Figure name="tolerance" label={say(words.tolerance)} step={0.1} />
      </fieldset>
      {!isFit(form) && (
        <p class="nt-bad nt-wide" role="alert">
          {say(words.unfit)}
        </p>
      )}
      <button type="submit" class="primary nt-wide" disabled={working !== null || !isFit(form)}>
        <Stethoscope size={17} aria-hidden="true" />
        {working === null ? say(found === null ? words.ask : words.again) : say(words.working)}
      </button>
      {working !== null && (
        <p class="nt-wide nt-step" role="status">
          {working.step ? say(working.step) : say(words.working)}
          <button type="button" onClick={() => void cancelAudit(app)}>
            {say(words.cancel)}
          </button>
        </p>
      )}
    </form>
  );
}

interface FigureProps {
  readonly name: keyof AuditForm;
  readonly label: string;
  readonly step?: number;
}

function Figure({ name, label, step = 1 }: FigureProps) {
  const app = useApp();
  const value = useState$((state) => state.nets.audit.form[name]);
  return (
    <input
      type="number"
      name={name}
      aria-label={label}
      min={step}
      step={step}
      required
      value={value}
      onChange={({ currentTarget }) => {
        const number = currentTarget.valueAsNumber;
        if (Number.isFinite(number)) app.store.run(fillIn({ [name]: number }));
      }}
    />
  );
}

function Files() {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const job = useState$((state) => state.nets.audit.job);
  const outside = useState$((state) => state.nets.audit.found?.outside ?? 0);
  if (job === null) return null;
  return (
    <section aria-label={say(words.download)}>
      <h3>{say(words.download)}</h3>
      <p class="nt-files">
        {FILES.map((form) => (
          <a
            key={form}
            class="button"
            data-file={form}
            href={`/audits/${job}/file?f=${form}`}
            download
          >
            <FileDown size={16} aria-hidden="true" />
            {say(words[form])}
          </a>
        ))}
      </p>
      {outside > 0 && <p class="soft">{say(words.outside, { count: numeral(outside, lang) })}</p>}
    </section>
  );
}
