/** The panel "patrols": ask for routes, look at them, send them to phones, see how far teams are. */
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { endOutline, putAway } from "./commands";
import { begin, clear, draw, hear } from "./effects";
import { PatrolForm } from "./form";
import { PatrolList } from "./list";
import { Open } from "./open";
import "./patrols.css";
import { words } from "./words";

const EVERY_MS = 10_000;

export function PatrolsPanel() {
  const app = useApp();
  const say = useSay();
  const part = useState$((state) => state.patrols);
  const id = part.open?.id ?? null;
  useEffect(() => {
    void begin(app);
    return () => {
      app.store.run(endOutline);
      clear(app);
    };
  }, [app]);
  useEffect(() => draw(app, part), [app, part]);
  useEffect(() => {
    if (id === null) return undefined;
    const timer = setInterval(() => void hear(app), EVERY_MS);
    return () => clearInterval(timer);
  }, [app, id]);
  if (part.open !== null)
    return (
      <div class="stack pa">
        <button type="button" class="bare pa-back" onClick={() => app.store.run(putAway)}>
          ‹ {say(words.back)}
        </button>
        <Open patrol={part.open} />
      </div>
    );
  return (
    <div class="stack pa">
      <PatrolForm />
      <PatrolList />
    </div>
  );
}
