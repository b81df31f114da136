/** The client begins here. */
import { render } from "preact";
import { Http } from "./api/http";
import { type App, AppContext } from "./app/app";
import { Opener } from "./app/opening";
import { Shell } from "./app/shell";
import { begin, start } from "./app/starting";
import { createStore } from "./store/store";
import "./ui/theme.css";
import "./ui/shell.css";

const parts = { store: createStore(), http: new Http(), map: null };
const app: App = Object.assign(parts, { opener: new Opener(parts) });
// For the console, and for tests in a browser that wait for a state.
Object.assign(window, { gridmap: app });
await start(app);
const root = document.getElementById("app");
if (root) {
  const onMap = (container: HTMLElement) => void begin(app, container);
  render(
    <AppContext.Provider value={app}>
      <Shell onMap={onMap} />
    </AppContext.Provider>,
    root,
  );
}
