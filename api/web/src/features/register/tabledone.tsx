/** What was accepted of a register, and the way back. */
import { Undo2 } from "lucide-preact";
import { useApp, useSay, useState$ } from "../../app/app";
import { step } from "../editing/effects";
import { putAway } from "./tablecommands";
import type { Accepted } from "./tabletypes";
import { words } from "./tablewords";

export function Done({ done }: { readonly done: Accepted }) {
  const app = useApp();
  const say = useSay();
  const layers = useState$((state) => state.start?.layers ?? []);
  const head = useState$((state) => state.plan?.head.version);
  const names = Object.keys(done.layers).map((name) => {
    const layer = layers.find((one) => one.name === name);
    return layer ? say(layer.title) : name;
  });
  const { edit } = done;
  return (
    <section class="stack rt" role="status">
      <h3>{say(words.done, { count: done.rows.length })}</h3>
      {edit && <p>{say(words.doneEdit, { version: done.version, units: edit.flips.length })}</p>}
      {names.length > 0 && <p>{say(words.doneLayers, { names: names.join("、") })}</p>}
      {done.tables.length > 0 && <p>{say(words.doneTables)}</p>}
      {done.layers.buildings !== undefined && <p class="soft">{say(words.doneHouseholds)}</p>}
      <div class="row">
        {edit && head === done.version && (
          <button type="button" onClick={() => void step(app, "undo")}>
            <Undo2 size={16} aria-hidden="true" />
            {say(words.undo)}
          </button>
        )}
        <button type="button" class="primary" onClick={() => app.store.run(putAway)}>
          {say(words.another)}
        </button>
      </div>
    </section>
  );
}
