/** One version in the history, and what it changed. */
import { useState } from "preact/hooks";
import type { Difference, Flow, HistoryEvent } from "../../api/reviewing";
import { useApp, useSay, useState$ } from "../../app/app";
import { leave, nameVersion, view } from "./historyeffects";
import { BranchDialog, NameForm } from "./planforms";
import { clockOf, namesOf, sentenceOf } from "./recall";
import type { History } from "./state";
import { words } from "./words";

interface EventLineProps {
  readonly event: HistoryEvent;
  readonly history: History;
}

export function EventLine({ event, history }: EventLineProps) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const viewed = useState$((state) => state.reviewing.viewed);
  const isViewed = viewed?.planId === history.planId && viewed.version === event.version;
  return (
    <li data-version={event.version}>
      <button
        type="button"
        class="rv-event"
        aria-expanded={isViewed}
        title={say(isViewed ? words.hideChange : words.showsChange)}
        onClick={() => (isViewed ? leave(app) : void view(app, event.version))}
      >
        <span class="rv-small soft">{clockOf(event.time, lang)}</span>
        <span>
          {say(sentenceOf(event, history.events))}{" "}
          {namesOf(history.names, event.version).map((name) => (
            <span key={name} class="badge">
              {name}
            </span>
          ))}
          <span class="rv-small soft" style={{ display: "block" }}>
            v{event.version} · {event.actor}
            {event.units > 0 && ` · ${say(words.unitCount, { count: event.units })}`}
          </span>
        </span>
      </button>
      {isViewed && <Change version={event.version} change={viewed.change} />}
    </li>
  );
}

interface ChangeProps {
  readonly version: number;
  readonly change: Difference;
}

function Change({ version, change }: ChangeProps) {
  const app = useApp();
  const say = useSay();
  const plan = useState$((state) => state.plan?.head);
  const [asked, ask] = useState<"branch" | "name" | null>(null);
  const close = () => ask(null);
  return (
    <div class="rv-change">
      <Flows flows={change.moved} />
      <div class="row">
        <button type="button" class="rv-quiet" onClick={() => ask("branch")}>
          {say(words.branchHere)}
        </button>
        <button type="button" class="rv-quiet" onClick={() => ask("name")}>
          {say(words.nameHere)}
        </button>
      </div>
      {asked === "branch" && plan && <BranchDialog plan={plan} version={version} onClose={close} />}
      {asked === "name" && (
        <NameForm
          title={say(words.nameTitle, { version })}
          what={say(words.nameWhat)}
          doing={words.save}
          onDo={(name) => nameVersion(app, version, name)}
          onClose={close}
        />
      )}
    </div>
  );
}

/** How many households went from which grid to which. */
export function Flows({ flows }: { readonly flows: readonly Flow[] }) {
  const say = useSay();
  if (flows.length === 0) return <p class="soft rv-small">{say(words.noFlips)}</p>;
  const named = (code: string | null) => code?.slice(-6) ?? say(words.noGrid);
  return (
    <table class="rv-small">
      <tbody>
        {flows.map((flow) => (
          <tr key={`${flow.old} ${flow.new}`}>
            <td title={`${flow.old ?? ""} → ${flow.new ?? ""}`}>
              {say(words.flow, { old: named(flow.old), new: named(flow.new) })}
            </td>
            <td class="number">{say(words.unitCount, { count: flow.units })}</td>
            <td class="number">{say(words.householdCount, { count: flow.households })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
