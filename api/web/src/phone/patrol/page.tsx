/** One route on a phone: the next stop, all of them, a sketch; with or without a network. */
import { useEffect } from "preact/hooks";
import { Frame, Notice, Waiting } from "../shared/frame";
import { say } from "../shared/language";
import { shared } from "../shared/words";
import type { Address } from "./address";
import { Foot } from "./foot";
import { AllStops } from "./list";
import { NextStop } from "./next";
import { Sketch } from "./sketch";
import { cannotKeep, isOfflineReady, next, open, problem, read, route, trouble } from "./store";
import { rainWords, words } from "./words";

export function Patrol({ address }: { readonly address: Address }) {
  useEffect(() => open(address), [address]);
  const shown = route.value;
  const ready = shown === null ? "waiting" : "route";
  useEffect(() => {
    document.documentElement.dataset.ready = ready;
  }, [ready]);
  if (shown === null) return <Nothing />;
  const told = [say(words.subtitle, { date: shown.date, team: shown.team.name })];
  if (shown.rain !== "none") told.push(say(rainWords[shown.rain]));
  if (isOfflineReady.value) told.push(say(words.offlineReady));
  return (
    <Frame title={words.title} subtitle={told.join(" · ")} foot={<Foot />}>
      <Troubles />
      {next.value === undefined ? <Over /> : <NextStop key={next.value.key} stop={next.value} />}
      <Sketch route={shown} />
      <AllStops route={shown} />
      <p class="phone-small">{say(words.privacy)}</p>
      <p>
        <a href={address.file}>{say(words.file)}</a>
      </p>
    </Frame>
  );
}

function Troubles() {
  return (
    <>
      {trouble.value === "offline" && <Notice kind="warn">{say(words.offline)}</Notice>}
      {trouble.value === "invalid" && (
        <Notice kind="warn">
          <b>{say(words.invalid)}</b> {say(words.kept)}
        </Notice>
      )}
      {trouble.value === "login" && <LoginAgain />}
      {cannotKeep.value && <Notice kind="bad">{say(words.cannotKeep)}</Notice>}
    </>
  );
}

function LoginAgain() {
  const back = encodeURIComponent(location.pathname + location.search);
  return (
    <Notice kind="warn">
      {say(words.loginAgain)} <a href={`/login?next=${back}`}>{say(words.login)}</a>
    </Notice>
  );
}

function Over() {
  const start = route.value?.team.start_name || say(words.start);
  return (
    <section class="phone-card" data-over>
      <Notice kind="good">{say(words.over, { start })}</Notice>
      <ol class="patrol-directions">
        {route.value?.back.directions.map((line) => (
          <li key={line.text.zh}>{say(line.text)}</li>
        ))}
      </ol>
    </section>
  );
}

function Nothing() {
  return (
    <Frame title={words.title} foot={<Foot />}>
      {trouble.value === "none" ? (
        <Waiting />
      ) : (
        <>
          {trouble.value === "login" ? <LoginAgain /> : <Notice kind="bad">{problem.value}</Notice>}
          <button type="button" class="big" onClick={() => void read()}>
            {say(shared.again)}
          </button>
        </>
      )}
    </Frame>
  );
}
