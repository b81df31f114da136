/** Points that seem to be of a web map: which, how sure, compared on the map, and what to do. */
import { useId } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { chooseFor, compare, keyOf } from "./commands";
import type { Datum, Origin, SeenTable, TableChoice } from "./types";
import { words } from "./words";

const SHIFTED = ["gcj02", "bd09"] as const;
const NAMES = {
  cgcs2000: { zh: "CGCS2000", en: "CGCS2000" },
  gcj02: { zh: "GCJ-02（高德、腾讯地图）", en: "GCJ-02 (Amap, Tencent)" },
  bd09: { zh: "BD-09（百度地图）", en: "BD-09 (Baidu)" },
} as const;

interface Props {
  readonly seen: SeenTable;
  readonly choice: TableChoice;
}

export function OriginCard({ seen, choice }: Props) {
  const say = useSay();
  const { origin } = seen;
  const said = choice.datum;
  if (!origin && (said === undefined || said === "cgcs2000")) return null;
  const name = say(NAMES[origin?.datum ?? said ?? "cgcs2000"]);
  return (
    <section class="im-origin stack" data-origin={origin?.datum ?? ""}>
      <strong>{say(origin ? words.originTitle : words.originMoved, { datum: name })}</strong>
      {origin && <Told origin={origin} name={name} seen={seen} />}
      <Ways seen={seen} said={said} />
    </section>
  );
}

function Told({
  origin,
  name,
  seen,
}: {
  readonly origin: Origin;
  readonly name: string;
  readonly seen: SeenTable;
}) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const isCompared = useState$((state) => state.importing.compared === keyOf(seen));
  const told = {
    datum: name,
    wind: say(origin.wind),
    offset: numeral(Math.round(origin.offset_m / 10) * 10, lang),
    // Never as certain, which it is not.
    sure: `${(Math.min(origin.confidence, 0.999) * 100).toFixed(1)}%`,
    points: numeral(origin.points, lang),
    agreeing: numeral(origin.agreeing, lang),
    given: numeral(origin.as_given, lang),
  };
  const turn = (isOn: boolean) => {
    app.store.run(compare(isOn ? keyOf(seen) : null));
    if (isOn && seen.bounds) app.map?.flyTo(seen.bounds);
  };
  return (
    <>
      <p>{say(words.originTold, told)}</p>
      <label class="im-compare">
        <input
          type="checkbox"
          checked={isCompared}
          onChange={(event) => turn(event.currentTarget.checked)}
        />
        <span>{say(words.originCompare)}</span>
      </label>
    </>
  );
}

/** Leave the points, which is the default, or have them moved back where that is permitted. */
function Ways({ seen, said }: { readonly seen: SeenTable; readonly said: Datum | undefined }) {
  const app = useApp();
  const say = useSay();
  const group = useId();
  const may = useState$((state) => state.importing.preview?.may_unshift === true);
  const choose = (datum: Datum) => app.store.run(chooseFor(seen.file, seen.table, { datum }));
  const kept = said === undefined || said === "cgcs2000";
  return (
    <fieldset class="stack">
      <legend>{say(words.originChoice)}</legend>
      <label class="row">
        <input type="radio" name={group} checked={kept} onChange={() => choose("cgcs2000")} />
        {say(words.originKeep)}
      </label>
      {SHIFTED.map((datum) => (
        <label class="row" key={datum}>
          <input
            type="radio"
            name={group}
            value={datum}
            disabled={!may}
            checked={said === datum}
            onChange={() => choose(datum)}
          />
          {say(words.originBack, { datum: say(NAMES[datum]) })}
        </label>
      ))}
      <p class="soft im-small">{say(may ? words.originMay : words.originMayNot)}</p>
    </fieldset>
  );
}
