/** The bar at the top: what is open, the search, the language, who is there. */

import { Search } from "../features/viewing/search";
import { common } from "../words/common";
import { useApp, useSay, useState$ } from "./app";
import { speakIn } from "./starting";

export function Bar() {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const head = useState$((state) => state.plan?.head);
  const start = useState$((state) => state.start);
  return (
    <>
      <h1>{say(common.product)}</h1>
      {head && (
        <div class="plan-name wide-only" data-version={head.version}>
          {head.name} <span class="badge">{say(common[head.state])}</span> v{head.version}
        </div>
      )}
      <div class="grow" />
      <Search />
      <button
        type="button"
        lang={lang === "zh" ? "en" : "zh-CN"}
        onClick={() => void speakIn(app, lang === "zh" ? "en" : "zh")}
      >
        {say(common.language)}
      </button>
      {start?.accounts && start.me.account === "anyone" && (
        <a class="button" href="/login">
          {say(common.login)}
        </a>
      )}
      {start?.accounts && start.me.account !== "anyone" && (
        <span class="wide-only">{start.me.name}</span>
      )}
    </>
  );
}
