/** The list of hazards, the most pressing first; each can be flown to. */
import { useApp, useSay, useState$ } from "../../app/app";
import { KIND_SIGNS, LEVEL_COLOURS } from "../../map/hazardstyle";
import { visit } from "./effects";
import { listed, MOST } from "./listing";
import type { Hazard } from "./types";
import { HAZARD_KINDS, words } from "./words";

const DARK = 2;

export function List() {
  const say = useSay();
  const rows = listed(useState$((state) => state.hazards));
  if (rows.length === 0) return <p class="soft">{say(words.nothing)}</p>;
  return (
    <>
      <ul class="hz-list" aria-label={say(words.list)}>
        {rows.slice(0, MOST).map((one) => (
          <Row key={one.hazard_id} one={one} />
        ))}
      </ul>
      {rows.length > MOST && <p class="soft">{say(words.more, { count: rows.length - MOST })}</p>}
    </>
  );
}

function Row({ one }: { readonly one: Hazard }) {
  const app = useApp();
  const say = useSay();
  const isChosen = useState$(
    ({ chosen }) => chosen?.layer === "hazards" && chosen.id === one.hazard_id,
  );
  return (
    <li data-hazard={one.hazard_id} data-state={one.state}>
      <button
        type="button"
        class="bare hz-row"
        aria-pressed={isChosen}
        onClick={() => visit(app, one)}
      >
        <Mark one={one} />
        <span class="grow">
          <span class="hz-name">{one.name || one.hazard_id}</span>
          <State one={one} />
          <span class="soft hz-why">{say(one.reason)}</span>
        </span>
      </button>
    </li>
  );
}

function Mark({ one }: { readonly one: Hazard }) {
  const say = useSay();
  const kind = one.kind === null ? undefined : HAZARD_KINDS[one.kind];
  const level = one.level === null ? "" : say(words.level, { level: one.level });
  const fill = LEVEL_COLOURS[(one.level ?? 0) - 1] ?? "#8a8f90";
  const isDark = one.level === null || one.level <= DARK;
  const colours =
    one.status === "candidate"
      ? { background: "#ffffff", borderColor: fill, color: "#1d2b2f" }
      : { background: fill, borderColor: fill, color: isDark ? "#ffffff" : "#1d2b2f" };
  return (
    <span class="hz-mark" style={colours} title={`${kind ? say(kind) : ""} ${level}`}>
      <span aria-hidden="true">{KIND_SIGNS[one.kind ?? ""] ?? "·"}</span>
      <span class="hidden-text">
        {kind ? say(kind) : ""} {level}
      </span>
    </span>
  );
}

function State({ one }: { readonly one: Hazard }) {
  const say = useSay();
  if (one.state === "overdue")
    return <span class="badge hz-late">{say(words.days, { count: one.days_overdue })}</span>;
  if (one.state === "due") return <span class="badge">{say(words.today)}</span>;
  if (one.status === "candidate")
    return <span class="badge hz-hollow">{say(words.candidate)}</span>;
  return null;
}
