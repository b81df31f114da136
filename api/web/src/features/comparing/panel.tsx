/** The panel "compare": choose two; figures, a table, files, a swipe. */
import { Download, Link, SquareSplitHorizontal } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { notify } from "../../store/commands";
import { copy } from "../../ui/copying";
import { isOutdated, suggestion, swiped } from "./commands";
import { addressOf, begin, beginSwipe, compare, exact } from "./effects";
import { Rows } from "./rows";
import { Sides } from "./sides";
import { Summary } from "./summary";
import type { Difference } from "./types";
import { words } from "./words";
import "./comparing.css";

export function ComparingPanel() {
  const app = useApp();
  const say = useSay();
  const { before, shown, isAsking } = useState$((state) => state.comparing);
  const isThere = useState$((state) => suggestion(state) !== null);
  const outdated = useState$((state) => (isOutdated(state) ? state.plan?.head.version : null));
  useEffect(() => begin(app), [app]);
  useEffect(() => {
    if (outdated) void compare(app);
  }, [app, outdated]);
  if (!isThere && before === null) return <p class="soft">{say(words.nothing)}</p>;
  return (
    <div class="stack cmp">
      <Sides />
      {shown === null && !isAsking && <p class="soft">{say(words.intro)}</p>}
      {shown && (
        <>
          <Summary found={shown.found} />
          <Doings found={shown.found} />
          <SeamWalk found={shown.found} />
          {isSame(shown.found) ? <p>{say(words.same)}</p> : <Rows found={shown.found} />}
        </>
      )}
    </div>
  );
}

function Doings({ found }: { readonly found: Difference }) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const swipe = useState$((state) => state.comparing.swipe);
  const { before, after } = exact(found);
  const file = (f: string) => addressOf(before, after, "difference", { f, lang });
  return (
    <div class="row cmp-doings">
      <button
        type="button"
        class={swipe === null ? "primary" : undefined}
        data-do="swipe"
        onClick={() => (swipe === null ? beginSwipe(app) : app.store.run(swiped(null)))}
      >
        <SquareSplitHorizontal size={16} aria-hidden="true" />
        {say(swipe === null ? words.swipe : words.endSwipe)}
      </button>
      {(["xlsx", "csv"] as const).map((one) => (
        <a class="button" key={one} href={file(one)} download data-file={one}>
          <Download size={16} aria-hidden="true" />
          <span class="hidden-text">{say(words.download)}</span>
          {say(words[one])}
        </a>
      ))}
      <button
        type="button"
        data-do="link"
        title={say(words.link)}
        onClick={() => void copyAddress(app)}
      >
        <Link size={16} aria-hidden="true" />
        <span class="hidden-text">{say(words.link)}</span>
      </button>
    </div>
  );
}

/** Files of the walk along the boundaries that changed, for those who may walk them. */
function SeamWalk({ found }: { readonly found: Difference }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const mayWrite = useState$((state) => state.start?.me.may_write === true);
  if (!mayWrite || isSame(found)) return null;
  const { before, after } = exact(found);
  return (
    <div class="row cmp-doings">
      <span class="soft">{say(words.seams)}</span>
      {(["html", "gpx", "xlsx"] as const).map((one) => (
        <a
          class="button"
          key={one}
          href={addressOf(before, after, "seams", { f: one, lang })}
          download
          data-seams={one}
        >
          {say(words[one])}
        </a>
      ))}
    </div>
  );
}

async function copyAddress(app: ReturnType<typeof useApp>): Promise<void> {
  const isDone = await copy(location.href);
  app.store.run(isDone ? notify("done", words.copied) : notify("told", words.uncopied));
}

function isSame(found: Difference): boolean {
  return found.successions.every((row) => row.kind === "unchanged");
}
