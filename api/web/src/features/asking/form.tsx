/** What is to be computed, of what, and how. */
import { Sparkles } from "lucide-preact";
import { useApp, useSay, useState$ } from "../../app/app";
import { fillIn } from "./commands";
import { ask } from "./effects";
import { isChanged, MOST_ALTERNATIVES_OF, obstacleOf } from "./request";
import { Settings } from "./settings";
import type { Kind } from "./state";
import { CommunityPicker, GridPicker } from "./targets";
import { kindHints, kinds, words } from "./words";

const KINDS = Object.keys(kinds) as Kind[];

export function AskForm() {
  const app = useApp();
  const say = useSay();
  const form = useState$((state) => state.asking.form);
  const isSending = useState$((state) => state.asking.isSending);
  const obstacle = useState$(obstacleOf);
  const why = obstacle && words[obstacle];
  return (
    <form
      class="stack as-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void ask(app);
      }}
    >
      <KindChoice />
      <p class="soft as-hint">{say(kindHints[form.kind])}</p>
      {form.kind === "improve" ? <GridPicker /> : <CommunityPicker />}
      {(form.kind === "plan" || form.kind === "alternatives") && (
        <Settings isChanged={isChanged(form)} />
      )}
      {why && <p class="as-why">{say(why, { count: MOST_ALTERNATIVES_OF })}</p>}
      <button type="submit" class="primary" disabled={obstacle !== null || isSending}>
        <Sparkles size={17} aria-hidden="true" />
        {say(isSending ? words.starting : words.start)}
      </button>
    </form>
  );
}

function KindChoice() {
  const { store } = useApp();
  const say = useSay();
  const kind = useState$((state) => state.asking.form.kind);
  return (
    <fieldset class="as-kinds">
      <legend class="hidden-text">{say(words.what)}</legend>
      {KINDS.map((one) => (
        <label key={one} class={kind === one ? "as-kind as-chosen" : "as-kind"}>
          <input
            type="radio"
            name="as-kind"
            value={one}
            checked={kind === one}
            onChange={() => store.run(fillIn({ kind: one }))}
          />
          {say(kinds[one])}
        </label>
      ))}
    </fieldset>
  );
}
