/** Several plans of the same communities as small maps side by side, with their scores. */
import { useRef } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { ABOVE, BELOW, IN_BAND, SPECIAL } from "../../map/colours";
import { numeral } from "../../words/words";
import { pick } from "./commands";
import { boundsOf, gridsOf } from "./projecting";
import { bestOf } from "./request";
import { useScore } from "./scores";
import { SmallMap } from "./smallmap";
import type { Alternative, FoundSeveral } from "./types";
import { scoreNames, words } from "./words";

const SCORES = ["in_band", "deviation_pct", "mean_distance_m", "splits"] as const;
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

export function Multiples({ found }: { readonly found: FoundSeveral }) {
  const say = useSay();
  const place = useRef<HTMLDivElement>(null);
  const best = bestOf(found);
  const all = found.alternatives.map((one) => ({ one, grids: gridsOf(one) }));
  const bounds = boundsOf(all.flatMap(({ grids }) => grids.map((one) => one.geometry)));
  const walk = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const cards = [...(place.current?.querySelectorAll<HTMLElement>(".as-pick") ?? [])];
    const here = cards.indexOf(document.activeElement as HTMLElement);
    if (step === undefined || here === -1) return;
    event.preventDefault();
    cards[(here + step + cards.length) % cards.length]?.focus();
  };
  return (
    <section aria-label={say(words.compare)} class="as-compare">
      <Legend />
      <fieldset class="as-multiples" ref={place as never} onKeyDown={walk}>
        {all.map(({ one, grids }, number) => (
          <article key={one.name} class="card as-multiple" data-alternative={one.name}>
            <h4>{say(one.title)}</h4>
            <SmallMap grids={grids} bounds={bounds} title={say(one.title)} />
            <Facts found={found} one={one} number={number} best={best} />
          </article>
        ))}
      </fieldset>
    </section>
  );
}

function Facts({
  found,
  one,
  number,
  best,
}: {
  readonly found: FoundSeveral;
  readonly one: Alternative;
  readonly number: number;
  readonly best: ReadonlyMap<string, ReadonlySet<number>>;
}) {
  const { store } = useApp();
  const say = useSay();
  const score = useScore();
  const lang = useState$((state) => state.lang);
  const { after } = one.preview;
  const twin = one.same_as === null ? undefined : found.alternatives[one.same_as];
  if (one.problem) return <p class="as-why as-about">{say(one.problem.what)}</p>;
  const isBest = (name: string) => best.get(name)?.has(number) === true;
  return (
    <>
      <div class="as-about">
        <dl class="as-facts">
          {SCORES.map((name) => (
            <Fact key={name} name={say(scoreNames[name])} isBest={isBest(name)}>
              {name === "in_band" ? `${after.in_band}/${after.grids}` : score(after, name)}
            </Fact>
          ))}
          <Fact name={say(scoreNames.moved)} isBest={isBest("moved")}>
            {numeral(one.preview.moved, lang)}
          </Fact>
        </dl>
        {twin && <p class="soft">{say(words.sameAs, { title: say(twin.title) })}</p>}
        {!twin && one.edit === null && <p class="soft">{say(words.present)}</p>}
      </div>
      <button type="button" class="as-pick" onClick={() => store.run(pick(number))}>
        {say(words.choose)}
        <span class="hidden-text">：{say(one.title)}</span>
      </button>
    </>
  );
}

function Fact({
  name,
  isBest,
  children,
}: {
  readonly name: string;
  readonly isBest: boolean;
  readonly children: string;
}) {
  const say = useSay();
  return (
    <div class={isBest ? "as-best" : undefined}>
      <dt>{name}</dt>
      <dd>
        {children}
        {isBest && <span class="hidden-text">（{say(words.best)}）</span>}
      </dd>
    </div>
  );
}

function Legend() {
  const say = useSay();
  const band = useState$((state) => state.plan?.head.band ?? { lower: 300, upper: 500 });
  const width = (band.upper - band.lower) / IN_BAND.length;
  const classes = IN_BAND.map((colour, n) => {
    const [from, to] = [band.lower + n * width, band.lower + (n + 1) * width];
    return { colour, text: `${Math.round(from)}–${Math.round(to)}` };
  });
  const all = [
    { colour: BELOW, text: say(words.below) },
    ...classes,
    { colour: ABOVE, text: say(words.above) },
    { colour: SPECIAL, text: say(words.special) },
  ];
  return (
    <p class="as-legend">
      <span class="soft">{say(words.classes)}</span>
      {all.map(({ colour, text }) => (
        <span key={text} class="as-class">
          <svg width="14" height="14" aria-hidden="true">
            <rect width="14" height="14" rx="3" fill={colour} stroke="#1d2b2f" />
          </svg>
          {text}
        </span>
      ))}
      <span class="soft">{say(words.thick)}</span>
    </p>
  );
}
