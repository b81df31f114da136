/** What outside systems call the chosen object, for those who plan. */
import { useEffect, useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { words } from "./words";

interface OutsideCode {
  readonly system: string;
  readonly code: string;
}

const LAYERS = ["grids", "communities", "compounds", "buildings", "stations", "hazards"];

export function OutsideNow({ layer, id }: { readonly layer: string; readonly id: string }) {
  const say = useSay();
  const codes = useCodes(layer, id);
  if (codes.length === 0) return null;
  const systems = [...new Set(codes.map(({ system }) => system))];
  const of = (system: string) =>
    codes.filter((one) => one.system === system).map(({ code }) => code);
  return (
    <dl class="viewing-facts" aria-label={say(words.outside)}>
      {systems.map((system) => (
        <div key={system}>
          <dt>{system}</dt>
          <dd>{of(system).join("；")}</dd>
        </div>
      ))}
    </dl>
  );
}

function useCodes(layer: string, id: string): readonly OutsideCode[] {
  const app = useApp();
  const mayWrite = useState$((state) => state.start?.me.may_write === true);
  const planId = useState$((state) => state.plan?.head.plan_id ?? null);
  const [codes, setCodes] = useState<readonly OutsideCode[]>([]);
  useEffect(() => {
    let isWanted = true;
    setCodes([]);
    if (!mayWrite || planId === null || !LAYERS.includes(layer)) return;
    const query = new URLSearchParams({ layer, object: id });
    app.http
      .json<{ codes: readonly OutsideCode[] }>(`/plans/${planId}/outside-codes?${query}`)
      .then(
        (told) => isWanted && setCodes(told.codes),
        // A card without these codes is still a card.
        () => undefined,
      );
    return () => {
      isWanted = false;
    };
  }, [app, mayWrite, planId, layer, id]);
  return codes;
}
