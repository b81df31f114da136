/** The card of what is chosen: figures, station, where it is; closed by Esc. */
import { Copy, Link, Maximize2, Printer, Share2, X } from "lucide-preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Band, Grid, GridFeature, Position, Words } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { codeAt } from "../../plan/assignment";
import { notify } from "../../store/commands";
import type { Chosen, OpenPlan } from "../../store/state";
import { copy } from "../../ui/copying";
import { common } from "../../words/common";
import { saying } from "../../words/words";
import type { Hazard } from "../hazards/types";
import { words as hazardWords } from "../hazards/words";
import { DossierLink } from "../sheets/dossierslink";
import { householdsInside } from "./circles";
import { picked } from "./commands";
import { boundsOf, middleOf, print } from "./effects";
import { type Fact, factsOf, factsOfGrid, stationsOf } from "./facts";
import { bandOf } from "./figures";
import { useGrids } from "./legend";
import { OutsideNow } from "./outsidenow";
import type { ServiceCircle, Station } from "./state";
import { StationNow } from "./stationnow";
import { TeamNow } from "./teamnow";
import { words } from "./words";

const TITLES: Readonly<Record<string, Words>> = {
  grids: words.grid,
  units: words.unit,
  stations: words.station,
  hazards: { zh: "隐患点", en: "Hazard" },
  compounds: { zh: "小区", en: "Compound" },
  buildings: { zh: "楼栋", en: "Building" },
  roads: { zh: "道路", en: "Road" },
  communities: words.community,
};
const PLACE_DECIMALS = 6;

export function Details() {
  const { store } = useApp();
  const chosen = useState$((state) => state.chosen);
  useEffect(() => {
    if (chosen === null) return;
    const onKey = (event: KeyboardEvent) => {
      const isElsewhere = event.defaultPrevented || document.querySelector("dialog[open]");
      if (event.key === "Escape" && !isElsewhere) store.run(picked(null));
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [chosen, store]);
  return chosen && <Card chosen={chosen} />;
}

function Card({ chosen }: { readonly chosen: Chosen }) {
  const { store } = useApp();
  const say = useSay();
  const card = useRef<HTMLElement>(null);
  const { title, code, facts } = useTold(chosen);
  const { layer, id } = chosen;
  useEffect(() => {
    // Whoever searched by keys goes on here; a click on the map leaves the focus where it was.
    if (document.activeElement === document.body && layer + id !== "") card.current?.focus();
  }, [layer, id]);
  return (
    <section
      ref={card}
      class="over-map card viewing-card"
      aria-label={`${say(words.details)}：${title}`}
      tabIndex={-1}
      data-chosen={`${layer}:${id}`}
    >
      <header>
        <div class="grow">
          <span class="badge">{say(TITLES[layer] ?? words.details)}</span>
          <h2>{title}</h2>
          {code !== title && <div class="soft viewing-code">{code}</div>}
        </div>
        <button
          type="button"
          class="bare"
          aria-label={say(common.close)}
          onClick={() => store.run(picked(null))}
        >
          <X size={18} aria-hidden="true" />
        </button>
      </header>
      <div class="viewing-body">
        <dl class="viewing-facts">
          {facts.map(({ label, value }) => (
            <div key={label.en}>
              <dt>{say(label)}</dt>
              <dd>{say(value)}</dd>
            </div>
          ))}
        </dl>
        {layer === "stations" && <StationNow id={id} />}
        {layer === "grids" && <TeamNow code={id} />}
        <OutsideNow layer={layer} id={id} />
        <AlsoHere chosen={chosen} />
        <Actions chosen={chosen} title={title} />
      </div>
    </section>
  );
}

interface Told {
  readonly title: string;
  readonly code: string;
  readonly facts: readonly Fact[];
}

function useTold(chosen: Chosen): Told {
  const plan = useState$((state) => state.plan);
  const stations = useState$((state) => state.viewing.stations);
  const reached = useState$((state) => state.viewing.reached?.circles ?? null);
  const hazards = useState$((state) => state.hazards.list?.hazards ?? null);
  const lower = useState$((state) => bandOf(state).lower);
  const upper = useState$((state) => bandOf(state).upper);
  const grids = useGrids();
  const { layer, id, properties } = chosen;
  return useMemo(() => {
    const grid = grids.find((one) => one.grid_code === id);
    if (layer === "grids")
      return gridTold(id, grid ?? null, plan?.grids.get(id) ?? null, stations, { lower, upper });
    const name = typeof properties.name === "string" ? properties.name : "";
    const more = layer === "units" ? unitFacts(id, plan) : circleFacts(layer, id, reached);
    const due = layer === "hazards" ? dueFacts(id, hazards) : [];
    return { title: name || id, code: id, facts: [...factsOf(layer, properties), ...more, ...due] };
  }, [layer, id, properties, plan, grids, stations, reached, hazards, lower, upper]);
}

function gridTold(
  code: string,
  grid: Grid | null,
  shape: GridFeature | null,
  stations: readonly Station[] | null,
  band: Band,
): Told {
  if (grid === null) return { title: code, code, facts: [] };
  const geometry = shape?.geometry ?? null;
  const label = shape?.properties.label ?? null;
  const near = stations && stationsOf({ geometry, label }, stations);
  const station = near ? [{ label: words.station, value: near }] : [];
  const facts = [...factsOfGrid(grid, band), ...station];
  return { title: grid.name || code, code, facts };
}

function circleFacts(layer: string, id: string, reached: readonly ServiceCircle[] | null): Fact[] {
  if (layer !== "stations" || reached === null) return [];
  const value = householdsInside(reached, id);
  return value === null ? [] : [{ label: words.circleHouseholds, value }];
}

/** When a hazard is to be visited, and why, once what is due is known. */
function dueFacts(id: string, hazards: readonly Hazard[] | null): Fact[] {
  const found = hazards?.find((one) => one.hazard_id === id);
  return found ? [{ label: hazardWords.visit, value: found.reason }] : [];
}

function unitFacts(id: string, plan: OpenPlan | null): Fact[] {
  const members = plan?.members;
  const position = members?.units.positionOfId.get(id);
  if (!members || position === undefined) return [];
  const code = codeAt(members.shown, position);
  const compound = members.units.compounds[members.units.compound[position] ?? -1];
  const facts: Fact[] = [
    { label: words.grid, value: code === null ? words.noGrid : { zh: code, en: code } },
  ];
  if (compound)
    facts.push({
      label: TITLES.compounds as Words,
      value: { zh: compound.name, en: compound.name },
    });
  if (members.shown.locked[position]) facts.push({ label: words.locked, value: words.yes });
  return facts;
}

/** The other things that lie where the map was clicked. */
function AlsoHere({ chosen }: { readonly chosen: Chosen }) {
  const { store } = useApp();
  const say = useSay();
  const here = useState$((state) => state.viewing.here);
  const others = here.filter((one) => one.layer !== chosen.layer || one.id !== chosen.id);
  if (others.length === 0 || others.length === here.length) return null;
  return (
    <div class="viewing-others">
      <span class="soft">{say(words.alsoHere)}</span>
      {others.map((one) => (
        <button
          type="button"
          key={`${one.layer} ${one.id}`}
          onClick={() => store.run(picked({ ...one, place: chosen.place }, here))}
        >
          {say(TITLES[one.layer] ?? words.details)} {shortName(one.id, one.properties)}
        </button>
      ))}
    </div>
  );
}

function shortName(id: string, { name }: Readonly<Record<string, unknown>>): string {
  return typeof name === "string" && name !== "" ? name : id.slice(-5);
}

function Actions({ chosen, title }: { readonly chosen: Chosen; readonly title: string }) {
  const app = useApp();
  const say = useSay();
  const place = usePlace(chosen);
  const mayPlan = useState$((state) => state.start?.me.may_write === true);
  const planId = useState$((state) => state.plan?.head.plan_id);
  const copied = async (text: string) => {
    if (await copy(text)) app.store.run(notify("done", saying(words.copied, { what: text })));
  };
  const grid = useState$((state) => state.plan?.grids.get(chosen.id));
  const bounds = chosen.layer === "grids" ? boundsOf(grid?.geometry ?? null) : null;
  const where = bounds ?? place;
  const spoken = place?.map((one) => one.toFixed(PLACE_DECIMALS)).join(",");
  return (
    <footer class="viewing-actions">
      {where && (
        <button type="button" onClick={() => app.map?.flyTo(where)}>
          <Maximize2 size={15} aria-hidden="true" />
          {say(words.zoomTo)}
        </button>
      )}
      {spoken && (
        <button type="button" onClick={() => void copied(spoken)} title={spoken}>
          <Copy size={15} aria-hidden="true" />
          {say(words.copyPlace)}
        </button>
      )}
      <button type="button" onClick={() => void copied(location.href)}>
        <Link size={15} aria-hidden="true" />
        {say(words.copyLink)}
      </button>
      {"share" in navigator && (
        <button type="button" onClick={() => void share(title)}>
          <Share2 size={15} aria-hidden="true" />
          {say(words.share)}
        </button>
      )}
      {bounds && (
        <button type="button" onClick={() => void print(app, bounds)}>
          <Printer size={15} aria-hidden="true" />
          {say(words.sheet)}
        </button>
      )}
      {chosen.layer === "grids" && mayPlan && (
        <a class="button" href={`/exports?plan=${planId}&layers=grids&format=xlsx`} download>
          {say(words.register)}
        </a>
      )}
      {chosen.layer === "grids" && mayPlan && <DossierLink code={chosen.id} />}
    </footer>
  );
}

/** Return where a thing is: where it was touched, else in the middle of its grid. */
function usePlace({ layer, id, place }: Chosen): Position | null {
  const grid = useState$((state) => state.plan?.grids.get(id));
  if (place !== null) return place;
  return layer === "grids" ? (grid?.properties.label ?? middleOf(grid?.geometry ?? null)) : null;
}

async function share(title: string): Promise<void> {
  try {
    await navigator.share({ title, url: location.href });
  } catch (error) {
    // Whoever closes the browser's dialog shares nothing, and that is no fault.
    if (!(error instanceof DOMException)) throw error;
  }
}
