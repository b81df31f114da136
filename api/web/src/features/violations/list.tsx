/** The list of violations by rule; each can be flown to, and asked how to fix it. */
import { ChevronDown, ChevronRight, Wrench } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import type { Violation } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { fold, lookAt } from "./commands";
import { askFixes, visit } from "./effects";
import { FixCards } from "./fixcards";
import type { Group } from "./listing";
import { rules, words } from "./words";

export function List({ groups }: { readonly groups: readonly Group[] }) {
  const app = useApp();
  const say = useSay();
  const place = useRef<HTMLFieldSetElement>(null);
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...(place.current?.querySelectorAll<HTMLElement>(".vi-row") ?? [])];
    const here = rows.indexOf(document.activeElement as HTMLElement);
    if (step === undefined || here === -1) return;
    event.preventDefault();
    rows[Math.min(rows.length - 1, Math.max(0, here + step))]?.focus();
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key === "Escape") app.store.run(lookAt(null));
  };
  return (
    <fieldset
      ref={place}
      class="vi-all"
      aria-label={say(words.list)}
      onKeyDown={(event) => {
        walk(event);
        leave(event);
      }}
    >
      {groups.map((group) => (
        <Rule key={group.rule} group={group} />
      ))}
      <p class="soft vi-keys wide-only">{say(words.keys)}</p>
    </fieldset>
  );
}

function Rule({ group }: { readonly group: Group }) {
  const { store } = useApp();
  const say = useSay();
  const isFolded = useState$((state) => state.violations.folded.includes(group.rule));
  const name = rules[group.rule];
  const Icon = isFolded ? ChevronRight : ChevronDown;
  return (
    <section class="vi-group">
      <h3>
        <button
          type="button"
          class="bare vi-rule"
          aria-expanded={!isFolded}
          onClick={() => store.run(fold(group.rule))}
        >
          <Icon size={16} aria-hidden="true" />
          {name ? say(name) : group.rule}
          <span class={group.hard ? "badge vi-badge-hard" : "badge"}>{group.list.length}</span>
          <span class="soft">{say(group.hard ? words.hard : words.soft)}</span>
        </button>
      </h3>
      {!isFolded && (
        <ul class="vi-list">
          {group.list.map((one) => (
            <Row key={one.key} one={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ one }: { readonly one: Violation }) {
  const app = useApp();
  const say = useSay();
  const isOpen = useState$((state) => state.violations.key === one.key);
  const isDraft = useState$((state) => state.plan?.head.state === "draft");
  const hasFixes = useState$((state) => isOpen && state.violations.fixes !== null);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: hasFixes ? "start" : "nearest" });
  }, [isOpen, hasFixes]);
  const byKey = (event: KeyboardEvent) => {
    if (event.key !== "f" && event.key !== "F") return;
    event.preventDefault();
    if (isDraft) void askFixes(app, one);
  };
  return (
    <li ref={row} class={isOpen ? "vi-open" : undefined} data-key={one.key}>
      <button
        type="button"
        class="bare vi-row"
        aria-pressed={isOpen}
        onClick={() => visit(app, one)}
        onKeyDown={byKey}
      >
        {say(one.what)}
      </button>
      {isDraft && (
        <button
          type="button"
          class="vi-how"
          onClick={() => void askFixes(app, one)}
          aria-label={`${say(words.how)}: ${say(one.what)}`}
        >
          <Wrench size={15} aria-hidden="true" />
          {say(words.how)}
        </button>
      )}
      {isOpen && !isDraft && <p class="soft">{say(words.onlyDraft)}</p>}
      {isOpen && isDraft && <FixCards one={one} />}
    </li>
  );
}
