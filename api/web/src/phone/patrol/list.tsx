/** All stops of the route in order, each with what became of it. */
import { say } from "../shared/language";
import type { Standing } from "./standing";
import { chosen, next, standing, say as tell } from "./store";
import { clock } from "./telling";
import type { Route, Stop } from "./types";
import { words } from "./words";

const STATES = {
  done: words.stateDone,
  skipped: words.stateSkipped,
  open: words.stateOpen,
} as const;

export function AllStops({ route }: { readonly route: Route }) {
  const dealt = [...standing.value.values()].filter((one) => one.state !== "open").length;
  return (
    <section class="phone-card" aria-label={say(words.all)}>
      <h2>{say(words.all)}</h2>
      <progress value={dealt} max={route.stops.length} />
      <p class="phone-small">{say(words.progress, { done: dealt, all: route.stops.length })}</p>
      <ol class="phone-list">
        {route.stops.map((stop) => (
          <Row key={stop.key} stop={stop} stands={standing.value.get(stop.key)} />
        ))}
      </ol>
    </section>
  );
}

interface RowProps {
  readonly stop: Stop;
  readonly stands: Standing | undefined;
}

function Row({ stop, stands }: RowProps) {
  const state = stands?.state ?? "open";
  return (
    <li class={`patrol-stop patrol-${state}`} data-stop={stop.key} data-state={state}>
      <span class="patrol-number">{stop.label}</span>
      <div class="grow">
        <p>
          <b>{stop.name}</b>
        </p>
        <p class="phone-small">{told(stop, stands)}</p>
        {stands?.note && <p class="phone-small">{stands.note}</p>}
        {stands && !stands.isSent && <span class="patrol-unsent">{say(words.unsentMark)}</span>}
      </div>
      <Action stop={stop} state={state} />
    </li>
  );
}

function Action({ stop, state }: { readonly stop: Stop; readonly state: Standing["state"] }) {
  if (state !== "open")
    return (
      <button type="button" onClick={() => void tell(stop.key, "open")}>
        {say(words.takeBack)}
      </button>
    );
  if (next.value?.key === stop.key) return null;
  return (
    <button
      type="button"
      onClick={() => {
        chosen.value = stop.key;
        scrollTo({ top: 0 });
      }}
    >
      {say(words.goHere)}
    </button>
  );
}

function told(stop: Stop, stands: Standing | undefined): string {
  const parts = [say(stop.kind_words)];
  if (stands === undefined || stands.state === "open") {
    parts.push(clock(stop.arrives_s));
  } else {
    const when = new Date(stands.told);
    parts.push(say(STATES[stands.state]));
    if (stands.reason in words) parts.push(say(words[stands.reason as keyof typeof words]));
    parts.push(clock(when.getHours() * 3_600 + when.getMinutes() * 60));
    if (stands.photo) parts.push(say(words.withPhoto));
  }
  return parts.filter(Boolean).join(" · ");
}
