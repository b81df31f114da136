/** Effects of the table: the file that comes back is compared, accepted, drawn. */
import type { Feature } from "geojson";
import { newKey } from "../../api/key";
import { type App, attempt } from "../../app/app";
import { acknowledged } from "../../history/commands";
import { REGISTER_LAYERS, REGISTER_SOURCE } from "../../map/registered";
import type { OpenPlan } from "../../store/state";
import { made } from "../reviewing/commands";
import { drawOver, flipsDrawn } from "../violations/drawing";
import { accepted, compared, lookAtRow, working } from "./tablecommands";
import { flipsOf, kindOf, rowsShown } from "./tablereading";
import type { TableState } from "./tablestate";
import type { Accepted, RegisterDifference, Row } from "./tabletypes";

const MOVES = "register-moves";

/** Send a file to be compared with the plan that is open; nothing is changed. */
export async function compareFile(app: App, file: File): Promise<void> {
  const id = planOf(app);
  if (id === null) return;
  await busily(app, async () => {
    const form = new FormData();
    form.append("file", file);
    const path = `/plans/${id}/register/difference`;
    const found = await app.http.json<RegisterDifference>(path, { method: "POST", form });
    if (planOf(app) === id) app.store.run(compared(file, id, found));
  });
}

/** Make the changes of the ticked rows, all of them or none. */
export async function acceptTicked(app: App): Promise<void> {
  const { file, found, ticked } = app.store.state.value.register.table;
  const id = planOf(app);
  if (id === null || file === null || found === null || ticked.size === 0) return;
  const key = newKey();
  await busily(app, async () => {
    const form = new FormData();
    form.append("file", file);
    form.append("accept", [...ticked].join(","));
    const asked = { method: "POST", form, base: found.head, key } as const;
    const done = await app.http.json<Accepted>(`/plans/${id}/register/accepted`, asked);
    if (planOf(app) !== id) return;
    app.store.run(accepted(done));
    if (done.edit !== null) {
      app.store.run(acknowledged(key, done.edit));
      app.store.run(made(done.version));
      await app.opener.refresh(done.edit.base);
    }
  });
}

/** Look at a row: the map flies to it. */
export function visitRow(app: App, row: Row): void {
  app.store.run(lookAtRow(row.id));
  if (row.at) app.map?.flyTo(row.at, 17);
}

/** Draw where the rows lie, and the units that go to another grid; nothing once it is done. */
export function drawRegister(app: App, plan: OpenPlan | null, part: TableState | null): void {
  if (app.map === null) return;
  const isOpen = part?.found && part.done === null && part.planId === plan?.head.plan_id;
  if (!isOpen || plan === null) {
    app.map.draw(REGISTER_SOURCE, null, REGISTER_LAYERS);
    drawOver(app.map, MOVES, null);
    return;
  }
  const units = plan.members?.units;
  const flips = units ? flipsOf(part.found.rows, part.ticked) : [];
  drawOver(
    app.map,
    MOVES,
    units && flips.length > 0
      ? { ...flipsDrawn(units, flips, plan.colours), outlines: [], veil: false }
      : null,
  );
  // Behind the others in the list of layers, so that the rings lie over the units.
  app.map.draw(REGISTER_SOURCE, null, REGISTER_LAYERS);
  app.map.draw(REGISTER_SOURCE, rowsShown(part).flatMap(pointOf(part.looked)), REGISTER_LAYERS);
}

const pointOf =
  (looked: string | null) =>
  (row: Row): Feature[] =>
    row.at === null
      ? []
      : [
          {
            type: "Feature",
            geometry: { type: "Point", coordinates: [...row.at] },
            properties: { kind: kindOf(row), looked: row.id === looked },
          },
        ];

async function busily(app: App, work: () => Promise<void>): Promise<void> {
  app.store.run(working(true));
  await attempt(app, work);
  app.store.run(working(false));
}

function planOf(app: App): string | null {
  return app.store.state.value.plan?.head.plan_id ?? null;
}
