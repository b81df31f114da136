/** The panel "register": the table that goes out and comes back; teams and lists. */
import { useApp, useSay, useState$ } from "../../app/app";
import { showPart } from "./commands";
import type { RegisterPart } from "./state";
import { Table } from "./table";
import { Teams } from "./teams";
import { words } from "./teamswords";

const PARTS: readonly RegisterPart[] = ["table", "teams"];

export function RegisterPanel() {
  const app = useApp();
  const say = useSay();
  const part = useState$((state) => state.register.part);
  return (
    <div class="stack rg">
      <div class="tm-tabs">
        {PARTS.map((one) => (
          <button
            key={one}
            type="button"
            data-part={one}
            aria-pressed={part === one}
            onClick={() => app.store.run(showPart(one))}
          >
            {say(words[one])}
          </button>
        ))}
      </div>
      {part === "table" ? <Table /> : <Teams />}
    </div>
  );
}
