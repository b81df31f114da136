/** The panel "reports": what was found and what becomes of it, figures of grids, QR codes. */
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { drawReports, onReport } from "../../map/reports";
import { lookAt, putAway, turnTo } from "./commands";
import { Detail } from "./detail";
import { read, readDetail } from "./effects";
import { Entries } from "./entries";
import { FiguresTable } from "./figures";
import { List } from "./list";
import { markedOf } from "./listing";
import type { Tab } from "./state";
import "./reports.css";
import { words } from "./words";

const TABS: readonly Tab[] = ["list", "figures", "entries"];
const AGAIN_MS = 30_000;

export function ReportsPanel() {
  const app = useApp();
  const planId = useState$((state) => state.plan?.head.plan_id);
  const tab = useState$((state) => state.reports.tab);
  const which = useState$((state) => state.reports.which);
  const grid = useState$((state) => state.reports.grid);
  const chosen = useState$((state) => state.reports.chosen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read depends on them.
  useEffect(() => {
    void read(app);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void read(app);
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [app, planId, tab, which, grid]);
  useDrawing();
  return (
    <div class="stack re">
      <Tabs />
      {tab === "list" && (chosen === null ? <List /> : <Detail />)}
      {tab === "figures" && <FiguresTable />}
      {tab === "entries" && <Entries />}
    </div>
  );
}

/** Draw the reports of the list while the panel is open; a click on one looks at it. */
function useDrawing() {
  const app = useApp();
  const page = useState$((state) => state.reports.page);
  const chosen = useState$((state) => state.reports.chosen);
  useEffect(() => {
    if (app.map) drawReports(app.map, markedOf(page?.reports ?? [], chosen));
  }, [app, page, chosen]);
  useEffect(() => {
    const { map } = app;
    if (map === null) return;
    const deaf = onReport(map, (id) => {
      app.store.run(turnTo("list"));
      app.store.run(lookAt(id));
      void readDetail(app, id);
    });
    return () => {
      deaf();
      drawReports(map, null);
      app.store.run(putAway);
    };
  }, [app]);
}

function Tabs() {
  const { store } = useApp();
  const say = useSay();
  const tab = useState$((state) => state.reports.tab);
  // Those on the street report, close and note; codes are made by the office.
  const isOffice = useState$((state) => state.start?.me.may_write === true);
  return (
    <fieldset class="re-tabs" aria-label={say(words.parts)}>
      {TABS.filter((one) => isOffice || one !== "entries").map((one) => (
        <button
          type="button"
          key={one}
          data-tab={one}
          aria-pressed={tab === one}
          onClick={() => store.run(turnTo(one))}
        >
          {say(words[one])}
        </button>
      ))}
    </fieldset>
  );
}
