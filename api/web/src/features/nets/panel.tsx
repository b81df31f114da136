/** The panel "nets": existing nets are measured, and made one. */
import { useApp, useSay, useState$ } from "../../app/app";
import { Audit } from "./audit";
import { showPart } from "./commands";
import "./nets.css";
import type { NetsPart } from "./state";
import { Unifying } from "./unifying";
import { words } from "./words";

const PARTS: readonly NetsPart[] = ["audit", "unifying"];

export function NetsPanel() {
  const app = useApp();
  const say = useSay();
  const part = useState$((state) => state.nets.part);
  return (
    <div class="stack nt">
      <div class="nt-tabs">
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
      {part === "audit" ? <Audit /> : <Unifying />}
    </div>
  );
}
