/** What a job found for a draft: what it changes, how good it is, why not better; accept or discard. */
import { useEffect, useRef } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { pick, showOnMap } from "./commands";
import { accept, askAgain, flyToOffer, putAway } from "./effects";
import { Multiples } from "./multiples";
import { Reasons } from "./reasons";
import { offerOf } from "./request";
import { GridTable, ScoreTable } from "./scores";
import type { Kind, Open } from "./state";
import { isOne, isSeveral, type Offer } from "./types";
import { kinds, words } from "./words";

export function Result({ open }: { readonly open: Open }) {
  const app = useApp();
  const say = useSay();
  const offer = offerOf(open);
  const title = kinds[open.job.kind as Kind];
  const heading = useRef<HTMLHeadingElement>(null);
  const { id } = open.job;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each result begins at its heading
  useEffect(() => {
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: "center" });
  }, [id, open.alternative]);
  return (
    <div class="stack as" data-result={open.job.id}>
      <h3 ref={heading} tabIndex={-1}>
        {say(words.resultOf, { kind: say(title) })}
      </h3>
      {isSeveral(open.found) && open.alternative === null && <Multiples found={open.found} />}
      {isSeveral(open.found) && open.alternative !== null && (
        <button type="button" onClick={() => app.store.run(pick(null))}>
          ← {say(words.back)}
        </button>
      )}
      {offer && <OfferCard open={open} offer={offer} />}
      {!offer && (
        <button type="button" onClick={() => putAway(app)}>
          {say(words.discard)}
        </button>
      )}
    </div>
  );
}

function OfferCard({ open, offer }: { readonly open: Open; readonly offer: Offer }) {
  const app = useApp();
  const say = useSay();
  const { preview } = offer;
  const { alternative } = open;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each offer that is opened
  useEffect(() => flyToOffer(app, open), [app, open.job.id, alternative]);
  return (
    <>
      <Said open={open} />
      {preview.flips.length > 0 && (
        <>
          <label>
            <input
              type="checkbox"
              checked={open.isDrawn}
              onChange={(event) => app.store.run(showOnMap(event.currentTarget.checked))}
            />
            {say(words.drawn)}
          </label>
          <p class="soft as-hint">{say(words.legend)}</p>
        </>
      )}
      <ScoreTable preview={preview} />
      {preview.grids.length > 0 && <GridTable preview={preview} />}
      <Moves open={open} />
      <Reasons reasons={offer.reasons} />
      <Buttons open={open} offer={offer} />
    </>
  );
}

function Said({ open }: { readonly open: Open }) {
  const say = useSay();
  const { found, alternative } = open;
  if (isOne(found)) return <p class="as-said">{say(found.said)}</p>;
  if (!isSeveral(found) || alternative === null) return null;
  const one = found.alternatives[alternative];
  return (
    <>
      <p class="as-said">
        <strong>{one && say(one.title)}</strong>
      </p>
      {one?.proof && <p>{say(one.proof)}</p>}
    </>
  );
}

function Moves({ open }: { readonly open: Open }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const moves = isOne(open.found) ? (open.found.moves ?? []) : [];
  if (moves.length === 0) return null;
  return (
    <details>
      <summary>{say(words.moves, { count: moves.length })}</summary>
      <ol class="as-moves">
        {moves.map((one) => (
          <li key={one.en}>{one[lang]}</li>
        ))}
      </ol>
    </details>
  );
}

function Buttons({ open, offer }: { readonly open: Open; readonly offer: Offer }) {
  const app = useApp();
  const say = useSay();
  const head = useState$((state) => state.plan?.head.version ?? 0);
  const isDraft = useState$((state) => state.plan?.head.state === "draft");
  const isSending = useState$((state) => state.asking.isSending);
  const base = "base" in open.found ? open.found.base : head;
  const canAccept = offer.edit !== null && isDraft && !open.isStale;
  return (
    <div class="stack as-decide">
      {open.isStale && (
        <p role="alert" class="as-why">
          {say(words.stale)}
        </p>
      )}
      {!open.isStale && head > base && offer.edit && (
        <p class="soft">{say(words.later, { base, head })}</p>
      )}
      {offer.preview.refused && (
        <p class="as-why">
          {say(words.refused)}
          {say(offer.preview.refused)}
        </p>
      )}
      {offer.edit === null && <p class="soft">{say(words.nothing)}</p>}
      <div class="as-row">
        {canAccept && (
          <button
            type="button"
            class="primary"
            data-do="accept"
            disabled={isSending}
            onClick={() => void accept(app)}
          >
            {say(words.accept)}
          </button>
        )}
        {(open.isStale || head > base) && (
          <button type="button" onClick={() => void askAgain(app, open.job)}>
            {say(words.again)}
          </button>
        )}
        <button type="button" data-do="discard" onClick={() => putAway(app)}>
          {say(words.discard)}
        </button>
      </div>
    </div>
  );
}
