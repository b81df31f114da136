/** What mends the violation that is looked at: a card for each fix, with what it does. */
import type { Violation } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { showPanel } from "../../store/commands";
import { tryFix } from "./commands";
import { shortCode } from "./drawing";
import { applyFix } from "./effects";
import type { Fix } from "./state";
import { words } from "./words";

export function FixCards({ one }: { readonly one: Violation }) {
  const { store } = useApp();
  const say = useSay();
  const fixes = useState$((state) => state.violations.fixes);
  const tried = useState$((state) => state.violations.tried);
  if (fixes?.key !== one.key) return <p class="soft vi-remedy">{say(one.remedy)}</p>;
  if (fixes.none !== null) {
    return (
      <div class="vi-remedy">
        <p>{say(fixes.none)}</p>
        <button type="button" onClick={() => store.run(showPanel("engine"))}>
          {say(words.engine)}
        </button>
      </div>
    );
  }
  return (
    <ol class="vi-fixes" aria-label={say(words.fixes)}>
      {fixes.fixes.map((fix, place) => (
        <Card key={fix.what.en} fix={fix} place={place} isShown={tried === place} />
      ))}
    </ol>
  );
}

function Card({
  fix,
  place,
  isShown,
}: {
  readonly fix: Fix;
  readonly place: number;
  readonly isShown: boolean;
}) {
  const app = useApp();
  const say = useSay();
  return (
    <li class={isShown ? "card vi-card vi-shown" : "card vi-card"}>
      <p>{say(fix.what).split(/[；;]/)[0]}</p>
      <Effects fix={fix} />
      <p class="vi-effect">
        <span class="vi-good">{say(words.resolves, { count: fix.resolved.length })}</span>
        {fix.added.length === 0 ? (
          <span class="soft">{say(words.addsNone)}</span>
        ) : (
          <span class="vi-hard">{say(words.adds, { count: fix.added.length })}</span>
        )}
      </p>
      {fix.added.map((one) => (
        <p key={one.key} class="soft vi-added">
          {say(one.what)}
        </p>
      ))}
      <div class="vi-buttons">
        <button type="button" class="primary" data-fix={place} onClick={() => applyFix(app, fix)}>
          {say(words.apply)}
        </button>
        <button
          type="button"
          aria-pressed={isShown}
          onClick={() => app.store.run(tryFix(isShown ? null : place))}
        >
          {say(words.show)}
        </button>
      </div>
    </li>
  );
}

function Effects({ fix }: { readonly fix: Fix }) {
  const say = useSay();
  const band = useState$((state) => state.plan?.head.band);
  const isOut = (count: number) => band && count > 0 && (count < band.lower || count > band.upper);
  if (fix.grids.length === 0) return null;
  return (
    <table class="vi-table">
      <thead>
        <tr>
          <th>{say(words.grid)}</th>
          <th class="number">{say(words.before)}</th>
          <th class="number">{say(words.after)}</th>
        </tr>
      </thead>
      <tbody>
        {fix.grids.map(({ grid_code: code, before, after }) => (
          <tr key={code}>
            <th scope="row" title={code}>
              …{shortCode(code)}
              {before === 0 && say(words.isNew)}
            </th>
            <td class={isOut(before) ? "number vi-hard" : "number"}>{before}</td>
            <td class={isOut(after) ? "number vi-hard" : "number"}>
              {after === 0 && before > 0 ? say(words.gone) : after}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
