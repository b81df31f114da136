/** The grid into which units go: found by code or name, or among the neighbours by number. */
import { Crosshair, X } from "lucide-preact";
import { useId, useMemo, useState } from "preact/hooks";
import type { GridFeature } from "../../api/types";
import { useApp, useSay, useState$ } from "../../app/app";
import { totalOf } from "../../plan/groups";
import { common } from "../../words/common";
import { BandBar, PlaceInBand } from "./bandbar";
import { aim } from "./commands";
import { bandOf, isSpecial, targetOf, touchingGrids } from "./reading";
import type { Target } from "./state";
import { called, words } from "./words";

const MOST_NEIGHBOURS = 9;
const MOST_FOUND = 8;

export function TargetChoice() {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const target = useState$(targetOf);
  return (
    <section class="stack ed-tight" aria-label={say(words.target)}>
      <h3>
        <Crosshair size={16} aria-hidden="true" /> {say(words.target)}
      </h3>
      {target === null ? (
        <div class="soft">
          {say(words.noTarget)}：{say(words.targetHint)}
        </div>
      ) : (
        <div class="ed-target" data-target={target.code ?? ""}>
          <strong class="grow">{called(target.code, lang)}</strong>
          <TargetFigures target={target} />
          <button
            type="button"
            class="bare"
            aria-label={say(common.cancel)}
            onClick={() => app.store.run(aim(null))}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      )}
      <FindTarget />
      <Neighbours />
    </section>
  );
}

function TargetFigures({ target }: { readonly target: Target }) {
  const plan = useState$((state) => state.plan);
  const band = useState$(bandOf);
  if (target.code === null || !plan?.members) return null;
  const { units, shown } = plan.members;
  const { households } = totalOf(units, shown, target.code);
  const { name, community } = plan.grids.get(target.code)?.properties ?? {};
  return (
    <>
      <span class="soft">{name || community}</span>
      <span>{households}</span>
      <PlaceInBand households={households} band={band} isSpecial={isSpecial(plan, target.code)} />
    </>
  );
}

function FindTarget() {
  const app = useApp();
  const say = useSay();
  const list = useId();
  const [asked, ask] = useState("");
  const grids = useState$((state) => state.plan?.grids);
  const found = useMemo(() => findGrids([...(grids?.values() ?? [])], asked), [grids, asked]);
  const take = (code: string) => {
    app.store.run(aim({ code }));
    ask("");
  };
  return (
    <div class="ed-find">
      <input
        type="search"
        aria-label={`${say(words.target)}：${say(words.search)}`}
        placeholder={say(words.search)}
        value={asked}
        aria-controls={list}
        onInput={({ currentTarget }) => ask(currentTarget.value)}
        onKeyDown={({ key }) => {
          if (key === "Enter" && found[0]) take(found[0].id);
          if (key === "Escape") ask("");
        }}
      />
      <ul id={list} class="ed-list">
        {found.map(({ id, properties }) => (
          <li key={id}>
            <button type="button" onClick={() => take(id)}>
              <span class="grow">
                {id} {properties.name}
              </span>
              <span class="soft">{properties.community}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Return the grids whose code or name holds what is asked for, best first; none for nothing. */
export function findGrids(grids: readonly GridFeature[], asked: string): GridFeature[] {
  const text = asked.trim().toLowerCase();
  if (text === "") return [];
  const rank = ({ id, properties }: GridFeature) => {
    if (id === text || properties.name.toLowerCase() === text) return 0;
    if (id.endsWith(text)) return 1;
    const holds = [id, properties.name, properties.community].some((one) =>
      one.toLowerCase().includes(text),
    );
    return holds ? 2 : 3;
  };
  return grids
    .map((one) => [rank(one), one] as const)
    .filter(([place]) => place < 3)
    .sort(([a, one], [b, other]) => a - b || (one.id < other.id ? -1 : 1))
    .slice(0, MOST_FOUND)
    .map(([, one]) => one);
}

function Neighbours() {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const plan = useState$((state) => state.plan);
  const { selection, cursor } = useState$((state) => state.editing);
  const band = useState$(bandOf);
  const about = selection.size > 0 || cursor === null ? selection : new Set([cursor]);
  const members = plan?.members;
  if (!members || about.size === 0) return null;
  const codes = touchingGrids(members, about).slice(0, MOST_NEIGHBOURS);
  if (codes.length === 0) return null;
  return (
    <div>
      <div class="soft">{say(words.neighbours)}</div>
      <ul class="ed-list">
        {codes.map((code, n) => {
          const { households } = totalOf(members.units, members.shown, code);
          return (
            <li key={code}>
              <button type="button" onClick={() => app.store.run(aim({ code }))}>
                <kbd>{n + 1}</kbd>
                <strong>{called(code, lang)}</strong>
                <span class="ed-figures">{households}</span>
                {!isSpecial(plan, code) && <BandBar households={households} band={band} />}
                <PlaceInBand
                  households={households}
                  band={band}
                  isSpecial={isSpecial(plan, code)}
                />
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
