/** Faults by kind: what is wrong, where, what to do; the one that is looked at is outlined. */
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { listKind, listNet } from "./auditcommands";
import { visit } from "./auditeffects";
import { isOf, kindsOf, listedOf, sumOf } from "./auditlisting";
import type { AuditFault, AuditKind, NetAudit } from "./auditstate";
import { words } from "./auditwords";

const MOST_LISTED = 200;

export function Kinds({ found }: { readonly found: NetAudit }) {
  const app = useApp();
  const say = useSay();
  const net = useState$((state) => state.nets.audit.net);
  const counted = kindsOf(found, net).filter((one) => one.count > 0);
  return (
    <section class="nt-kinds">
      <label class="nt-whose">
        {say(words.whose)}
        <select
          name="net"
          value={net}
          onChange={({ currentTarget }) => app.store.run(listNet(currentTarget.value))}
        >
          <option value="">{say(words.all)}</option>
          {found.nets.map((one) => (
            <option key={one.net} value={one.net}>
              {one.net}
            </option>
          ))}
        </select>
      </label>
      {[false, true].map((between) => {
        const own = counted.filter((one) => one.kind.between === between);
        if (own.length === 0) return null;
        return (
          <div key={String(between)}>
            <h3>{say(between ? words.between : words.within)}</h3>
            <ul class="nt-list">
              {own.map(({ kind, count }) => (
                <KindRow key={kind.name} found={found} kind={kind} count={count} />
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

interface KindProps {
  readonly found: NetAudit;
  readonly kind: AuditKind;
  readonly count: number;
}

function KindRow({ found, kind, count }: KindProps) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const isOpen = useState$((state) => state.nets.audit.kind === kind.name);
  const net = useState$((state) => state.nets.audit.net);
  const sum = sumOf(found.faults.filter((one) => one.kind === kind.name && isOf(one, net)));
  const figures = {
    households: numeral(sum.households, lang),
    area: numeral(Math.round(sum.area), lang),
  };
  return (
    <li>
      <button
        type="button"
        class="nt-kind"
        data-kind={kind.name}
        aria-expanded={isOpen}
        title={say(kind.meaning)}
        onClick={() => app.store.run(listKind(kind.name))}
      >
        <span class="nt-dot" style={{ background: kind.colour }} aria-hidden="true" />
        <span>{say(kind.title)}</span>
        <span class="soft">{say(words.figures, figures)}</span>
        <b>{count}</b>
      </button>
      {isOpen && <Faults />}
    </li>
  );
}

function Faults() {
  const say = useSay();
  const part = useState$((state) => state.nets.audit);
  const listed = listedOf(part);
  const more = listed.length - MOST_LISTED;
  return (
    <ol class="nt-faults">
      {listed.slice(0, MOST_LISTED).map((one) => (
        <FaultRow key={one.number} fault={one} isChosen={part.chosen === one.number} />
      ))}
      {more > 0 && <li class="soft">{say(words.more, { count: more })}</li>}
    </ol>
  );
}

function FaultRow({ fault, isChosen }: { readonly fault: AuditFault; readonly isChosen: boolean }) {
  const app = useApp();
  const say = useSay();
  return (
    <li>
      <button
        type="button"
        class="nt-fault"
        data-fault={fault.number}
        aria-pressed={isChosen}
        onClick={() => visit(app, fault)}
      >
        <span class="nt-number">{fault.number}</span>
        <span>
          <span class="soft">{fault.nets.join("、")}</span> {say(fault.what)}
          {isChosen && <em>{say(fault.remedy)}</em>}
        </span>
      </button>
    </li>
  );
}
