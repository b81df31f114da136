/** The panel "stations": who cannot walk to one, before and now; what is wrong; where the next go. */
import { FileDown } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { askReach, draw } from "./effects";
import { Faults } from "./faults";
import { addressOf, baseOf } from "./listing";
import { Looks } from "./looks";
import { SitingSection } from "./sitingsection";
import "./stations.css";
import { Table } from "./table";
import type { Reach, Walker } from "./types";
import { words } from "./words";

const WALKERS: readonly Walker[] = ["adult", "elder"];

export function StationsPanel() {
  const app = useApp();
  const say = useSay();
  const planId = useState$((state) => state.plan?.head.plan_id);
  const version = useState$((state) => state.plan?.head.version);
  const base = useState$(baseOf);
  const minutes = useState$((state) => state.stations.minutes);
  const part = useState$((state) => state.stations);
  const plan = useState$((state) => state.plan);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again where one of these changes
  useEffect(() => void askReach(app), [app, planId, version, base, minutes]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn again where one of these changes
  useEffect(() => draw(app, true), [app, plan, part]);
  useEffect(() => () => draw(app, false), [app]);
  if (planId === undefined) return <p class="soft">{say(words.noPlan)}</p>;
  const { reach } = part;
  const isHere = reach?.plan_id === planId;
  return (
    <div class="stack st">
      {isHere && reach ? <Totals reach={reach} /> : <p role="status">{say(words.measuring)}</p>}
      <Looks />
      {isHere && reach && <Table reach={reach} />}
      {isHere && reach && <Faults found={reach.violations} />}
      <SitingSection />
    </div>
  );
}

function Totals({ reach }: { readonly reach: Reach }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const { plan, settings } = reach;
  const figures = {
    households: numeral(plan.households, lang),
    grids: plan.grids,
    served: plan.served,
    unserved: numeral(plan.unserved, lang),
  };
  const limit = settings.snap_limit_m;
  const off = plan.off_road > 0 ? say(words.off, { count: plan.off_road, limit }) : "";
  return (
    <section class="st-totals" aria-label={say(words.within, { minutes: settings.minutes })}>
      <p>{say(words.summary, figures)}</p>
      <h3>{say(words.within, { minutes: settings.minutes })}</h3>
      <div class="st-cards">
        {WALKERS.map((walker) => (
          <Card key={walker} reach={reach} walker={walker} />
        ))}
      </div>
      <p class="soft st-how">{say(words.how, { off })}</p>
      <Download />
    </section>
  );
}

function Download() {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const address = useState$((state) =>
    state.plan === null ? "" : addressOf(state.plan, baseOf(state), state.stations.minutes),
  );
  return (
    <a class="button" href={`${address}&f=xlsx&lang=${lang}`} download>
      <FileDown size={16} aria-hidden="true" />
      {say(words.download)}
    </a>
  );
}

function Card({ reach, walker }: { readonly reach: Reach; readonly walker: Walker }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const ofAny = useState$((state) => state.stations.ofAny);
  const column = ofAny ? (`${walker}_out_any` as const) : (`${walker}_out` as const);
  const { before, plan, settings } = reach;
  const speed = walker === "adult" ? settings.adult_m_s : settings.elder_m_s;
  const metres = Math.round(60 * settings.minutes * speed);
  return (
    <div class="st-card" data-walker={walker}>
      <span>
        {say(words[walker])} <span class="soft">{say(words.speed, { metres })}</span>
      </span>
      <strong>{say(words.households, { count: numeral(plan[column], lang) })}</strong>
      {before && (
        <span class="st-was">
          {say(words.was, { count: numeral(before.plan[column], lang) })}
          {!ofAny && <Moves before={before} walker={walker} />}
        </span>
      )}
    </div>
  );
}

interface MovesProps {
  readonly before: NonNullable<Reach["before"]>;
  readonly walker: Walker;
}

function Moves({ before, walker }: MovesProps) {
  const say = useSay();
  const gained = before.gained?.[walker] ?? 0;
  const lost = before.lost?.[walker] ?? 0;
  return (
    <>
      {gained > 0 && <span class="st-good">{say(words.gained, { count: gained })}</span>}
      {lost > 0 && <span class="st-bad">{say(words.lost, { count: lost })}</span>}
    </>
  );
}
