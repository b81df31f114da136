/** Maps that look at the same place: where one goes, the other follows. */
import type { MapView } from "./mapview";

/** Keep two maps together until the returned function is called. */
export function keepTogether(one: MapView, other: MapView): () => void {
  const stops = [follow(one, other), follow(other, one)];
  return () => {
    for (const stop of stops) stop();
  };
}

function follow({ library: leader }: MapView, { library: follower }: MapView): () => void {
  const move = (event: object) => {
    // What a follower does is no wish of the user.
    if ("following" in event) return;
    follower.jumpTo({ center: leader.getCenter(), zoom: leader.getZoom() }, { following: true });
  };
  leader.on("move", move);
  return () => void leader.off("move", move);
}
