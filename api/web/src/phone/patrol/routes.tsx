/** The routes of whoever is logged in, the next ones first. */
import { useEffect, useState } from "preact/hooks";
import { ask, fault } from "../shared/asking";
import { Frame, Notice, Waiting } from "../shared/frame";
import { say } from "../shared/language";
import { shared } from "../shared/words";
import { clock, far } from "./telling";
import type { PatrolItem } from "./types";
import { rainWords, words } from "./words";

const BEFORE_MS = 2 * 86_400_000;

export function Routes() {
  const [patrols, setPatrols] = useState<readonly PatrolItem[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = () => {
    setProblem(null);
    ask<{ patrols: PatrolItem[] }>("/patrols").then(
      (answer) => setPatrols(answer.patrols.filter(isNear)),
      (error: unknown) => setProblem(fault(error)),
    );
  };
  useEffect(load, []);
  useEffect(() => {
    if (patrols !== null) document.documentElement.dataset.ready = "routes";
  }, [patrols]);
  return (
    <Frame title={words.routes}>
      {problem !== null && (
        <>
          <Notice kind="bad">{problem}</Notice>
          <button type="button" class="big" onClick={load}>
            {say(shared.again)}
          </button>
        </>
      )}
      {problem === null && patrols === null && <Waiting />}
      {patrols?.length === 0 && <Notice kind="plain">{say(words.noRoutes)}</Notice>}
      {patrols?.map((patrol) => (
        <Day key={patrol.id} patrol={patrol} />
      ))}
    </Frame>
  );
}

function Day({ patrol }: { readonly patrol: PatrolItem }) {
  const routes = patrol.routes.filter((route) => route.stops > 0);
  return (
    <section class="phone-card">
      <h2>
        {patrol.date} · {say(rainWords[patrol.rain])}
      </h2>
      <ul class="phone-list">
        {routes.map((route) => (
          <li key={route.number}>
            <a
              class="button big patrol-route"
              href={`/patrol?patrol=${encodeURIComponent(patrol.id)}&route=${route.number}`}
            >
              <span>{say(words.openRoute, { team: route.team.name, stops: route.stops })}</span>
              <span class="phone-small">
                {clock(route.begins_s)}–{clock(route.ends_s)} · {far(route.length_m)}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function isNear(patrol: PatrolItem): boolean {
  return Date.parse(patrol.date) >= Date.now() - BEFORE_MS;
}
