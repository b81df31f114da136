/** The patrols that there are, those of the last day first. */
import { useApp, useSay, useState$ } from "../../app/app";
import { common } from "../../words/common";
import { numeral } from "../../words/words";
import { open } from "./effects";
import type { PatrolItem } from "./types";
import { words } from "./words";

export function PatrolList() {
  const say = useSay();
  const list = useState$((state) => state.patrols.list);
  return (
    <section aria-label={say(words.list)}>
      <h3>{say(words.list)}</h3>
      {list === null && <p class="soft">{say(common.loading)}</p>}
      {list?.length === 0 && <p class="soft">{say(words.noPatrols)}</p>}
      <ul class="pa-list">
        {list?.map((patrol) => (
          <Item key={patrol.id} patrol={patrol} />
        ))}
      </ul>
    </section>
  );
}

function Item({ patrol }: { readonly patrol: PatrolItem }) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const stops = patrol.routes.reduce((sum, route) => sum + route.stops, 0);
  const metres = patrol.routes.reduce((sum, route) => sum + route.length_m, 0);
  return (
    <li>
      <button
        type="button"
        class="pa-item"
        data-patrol={patrol.id}
        onClick={() => void open(app, patrol.id)}
      >
        <strong>
          {patrol.date} · {say(words[patrol.rain])}
        </strong>
        <span class="soft">
          {say(words.item, {
            teams: patrol.routes.length,
            stops,
            km: numeral(metres / 1_000, lang, 1),
          })}
          {patrol.left_out > 0 && ` · ${say(words.leftCount, { count: patrol.left_out })}`}
        </span>
      </button>
    </li>
  );
}
