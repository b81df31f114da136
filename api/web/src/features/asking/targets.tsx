/** Of which communities, or of which grids, something is computed. */
import { useApp, useSay, useState$ } from "../../app/app";
import { shortCode } from "../violations/drawing";
import { counted } from "../violations/listing";
import { fillIn, toggleCommunity } from "./commands";
import { targetsOf } from "./request";
import { words } from "./words";

export function CommunityPicker() {
  const { store } = useApp();
  const say = useSay();
  const names = useState$((state) => state.plan?.head.communities ?? {});
  const ticked = useState$((state) => state.asking.form.communities);
  const meant = useState$((state) => targetsOf(state).communities);
  const wrong = counted(
    useState$((state) => [...(state.plan?.violations.values() ?? [])].filter((one) => one.hard)),
  );
  const codes = Object.keys(names).toSorted();
  const isNone = !codes.some((code) => ticked.includes(code));
  return (
    <fieldset class="as-communities">
      <legend>{say(words.communities)}</legend>
      <div class="as-row">
        <button type="button" onClick={() => store.run(fillIn({ communities: codes }))}>
          {say(words.allOf)}
        </button>
        <button type="button" onClick={() => store.run(fillIn({ communities: [] }))}>
          {say(words.noneOf)}
        </button>
      </div>
      <ul>
        {codes.map((code) => (
          <li key={code}>
            <label>
              <input
                type="checkbox"
                checked={ticked.includes(code)}
                onChange={() => store.run(toggleCommunity(code))}
              />
              {names[code]}
              {wrong.has(code) && <span class="badge as-wrong">{wrong.get(code)}</span>}
            </label>
          </li>
        ))}
      </ul>
      {isNone && (
        <p class="soft">
          {say(words.byDefault, { names: meant.map((code) => names[code] ?? code).join("、") })}
        </p>
      )}
    </fieldset>
  );
}

export function GridPicker() {
  const { store } = useApp();
  const say = useSay();
  const grids = useState$((state) => targetsOf(state).grids);
  const hasNeighbours = useState$((state) => state.asking.form.neighbours);
  return (
    <fieldset class="as-grids">
      <legend>{say(words.grids)}</legend>
      <p class="as-codes">
        {grids.map((code) => (
          <span key={code} class="badge" title={code}>
            …{shortCode(code)}
          </span>
        ))}
      </p>
      <label>
        <input
          type="checkbox"
          checked={hasNeighbours}
          onChange={(event) => store.run(fillIn({ neighbours: event.currentTarget.checked }))}
        />
        {say(words.neighbours)}
      </label>
    </fieldset>
  );
}
