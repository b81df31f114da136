/** What the colours mean: classes with their units and how many grids are in each. */
import { useMemo } from "preact/hooks";
import type { Grid } from "../../api/types";
import { useSay, useState$ } from "../../app/app";
import { CIRCLE_COLOURS } from "../../map/touring";
import { bandOf, gridsNow, themeNow } from "./figures";
import type { Walker } from "./state";
import { type Theme, themeOf } from "./themes";
import { words } from "./words";

/** Return the grids of the open plan with the figures that hold now. */
export function useGrids(): readonly Grid[] {
  const grids = useState$((state) => state.plan?.grids);
  const members = useState$((state) => state.plan?.members);
  return useMemo(
    () => (grids ? gridsNow({ grids, members: members ?? null }) : []),
    [grids, members],
  );
}

/** Return the theme that holds, for the grids that are shown. */
export function useTheme(): Theme {
  const name = useState$(themeNow);
  const grids = useGrids();
  const lower = useState$((state) => bandOf(state).lower);
  const upper = useState$((state) => bandOf(state).upper);
  return useMemo(() => themeOf(name, grids, { lower, upper }), [name, grids, lower, upper]);
}

/** The legend; without circles where a list of them stands beside it. */
export function Legend({ circles: withCircles = true }: { readonly circles?: boolean }) {
  const say = useSay();
  const theme = useTheme();
  const circles = useState$((state) => state.viewing.circles);
  const hasGrids = useState$((state) => (state.plan?.grids.size ?? 0) > 0);
  const title = theme.unit
    ? say(words.titled, { title: say(theme.title), unit: say(theme.unit) })
    : say(theme.title);
  return (
    <div class="viewing-legend">
      {hasGrids && (
        <>
          <h3>{title}</h3>
          {theme.note && <p class="soft viewing-note">{say(theme.note)}</p>}
          <ul class="viewing-classes">
            {theme.classes.map(({ colour, label, count }) => (
              <li key={colour}>
                <Swatch colour={colour} />
                <span class="grow">{say(label)}</span>
                {count !== null && <span class="soft viewing-count">{count}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {withCircles && circles.length > 0 && (
        <>
          <h3>{say(words.circles)}</h3>
          <ul class="viewing-classes">
            {circles.map((walker) => (
              <li key={walker}>
                <CircleSign walker={walker} />
                <CircleName walker={walker} />
              </li>
            ))}
          </ul>
          <CircleNote />
        </>
      )}
    </div>
  );
}

export function CircleSign({ walker }: { readonly walker: Walker }) {
  return (
    <svg width="26" height="12" aria-hidden="true" class="viewing-symbol">
      <line
        x1="1"
        y1="6"
        x2="25"
        y2="6"
        stroke={CIRCLE_COLOURS[walker]}
        stroke-width="2"
        stroke-dasharray={walker === "elder" ? "6 4" : undefined}
      />
    </svg>
  );
}

export function CircleName({ walker }: { readonly walker: Walker }) {
  const say = useSay();
  const walk = useState$((state) => state.start?.walk);
  if (!walk) return null;
  const speed = walker === "adult" ? walk.adult_m_s : walk.elder_m_s;
  const radius = Math.round(speed * walk.minutes * 60);
  const label = walker === "adult" ? words.circleAdult : words.circleElder;
  return <span class="grow">{say(label, { speed, radius })}</span>;
}

/** How circles are worked out: along roads, or in straight lines where there are none. */
export function CircleNote() {
  const say = useSay();
  const reached = useState$((state) => state.viewing.reached);
  const isOn = useState$((state) => state.viewing.circles.length > 0);
  const isStraight = isOn && reached !== null && !reached.isBusy && reached.circles === null;
  const isBusy = isOn && reached?.isBusy;
  return (
    <p class="soft viewing-note" role="status">
      {say(isBusy ? words.circlesBusy : isStraight ? words.straight : words.alongRoads)}
    </p>
  );
}

function Swatch({ colour }: { readonly colour: string }) {
  return (
    <svg width="26" height="16" aria-hidden="true">
      <rect
        x="0.5"
        y="0.5"
        width="25"
        height="15"
        fill={colour}
        fill-opacity="0.8"
        stroke="#1d2b2f"
      />
    </svg>
  );
}
