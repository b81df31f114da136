/** Why something cannot be done: sentences, each with its place and what can be done about it. */
import { MapPin } from "lucide-preact";
import { useApp, useSay } from "../../app/app";
import type { Reason } from "./types";
import { words } from "./words";

export function Reasons({ reasons }: { readonly reasons: readonly Reason[] }) {
  const app = useApp();
  const say = useSay();
  if (reasons.length === 0) return null;
  return (
    <section class="as-reasons" aria-label={say(words.reasons)}>
      <h3>{say(words.reasons)}</h3>
      <ul>
        {reasons.map((one) => (
          <li key={one.what.en}>
            <p>{say(one.what)}</p>
            <p class="soft">{say(one.remedy)}</p>
            {one.place && (
              <button type="button" onClick={() => one.place && app.map?.flyTo(one.place, 16.5)}>
                <MapPin size={15} aria-hidden="true" />
                {say(words.fly)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
