/** The foot of a step: back, and on; on goes by another look where something was changed. */
import { useApp, useSay, useState$ } from "../../app/app";
import { goTo } from "./commands";
import { lookAt } from "./effects";
import type { Step } from "./state";
import { words } from "./words";

interface FooterProps {
  readonly back: Step;
  readonly next: Step | null;
}

export function Footer({ back, next }: FooterProps) {
  const app = useApp();
  const say = useSay();
  const isStale = useState$((state) => state.importing.isStale);
  return (
    <div class="row im-foot">
      <button type="button" onClick={() => app.store.run(goTo(back))}>
        {say(words.back)}
      </button>
      <span class="grow soft">{isStale ? say(words.stale) : ""}</span>
      {isStale && (
        <button type="button" class="primary" onClick={() => void lookAt(app)}>
          {say(words.lookAgain)}
        </button>
      )}
      {!isStale && next && (
        <button type="button" class="primary" onClick={() => app.store.run(goTo(next))}>
          {say(words.next)}
        </button>
      )}
    </div>
  );
}
