/** The panel "sheets": maps to print, and dossiers of grids. */
import { useApp, useSay, useState$ } from "../../app/app";
import { showPart } from "./commands";
import { Dossiers } from "./dossiers";
import { Maps } from "./maps";
import "./sheets.css";
import type { SheetsPart } from "./state";
import { words } from "./words";

const PARTS: readonly SheetsPart[] = ["maps", "dossiers"];

export function SheetsPanel() {
  const app = useApp();
  const say = useSay();
  const part = useState$((state) => state.sheets.part);
  return (
    <div class="stack sh">
      <div class="sh-tabs">
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
      {part === "maps" ? <Maps /> : <Dossiers />}
    </div>
  );
}
