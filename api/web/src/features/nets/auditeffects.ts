/** Effects of the audit: asking for it, following it, flying to a fault, drawing faults. */
import { listen } from "../../api/stream";
import { type App, attempt } from "../../app/app";
import { drawFaults } from "../../map/netfaults";
import { notify } from "../../store/commands";
import type { JobInfo } from "../asking/types";
import { auditEnded, audited, auditing, lookAt } from "./auditcommands";
import { boundsOf, drawnOf, isFit } from "./auditlisting";
import type { AuditFault, NetAudit } from "./auditstate";

const NEAR_ZOOM = 17;

/** Ask for an audit of the nets as they are now. */
export async function askAudit(app: App): Promise<void> {
  const { nets, lang } = app.store.state.value;
  const { form, working } = nets.audit;
  if (working !== null || !isFit(form)) return;
  const params = { band: [form.lower, form.upper], tolerance_m: form.tolerance, lang };
  const job = await attempt(app, () =>
    app.http.json<JobInfo>("/jobs", { method: "POST", json: { kind: "audit", params } }),
  );
  if (job === null) return;
  app.store.run(auditing(job.id, job.step));
  follow(app, job.id);
}

/** Show the last audit that was made, after a reload too; a job that is at it is followed. */
export async function recallAudit(app: App): Promise<void> {
  const { audit } = app.store.state.value.nets;
  if (audit.found !== null || audit.working !== null) return;
  const list = await attempt(app, () => app.http.json<{ jobs: JobInfo[] }>("/jobs?limit=100"));
  const last = list?.jobs.find(
    (one) => one.kind === "audit" && !["failed", "cancelled"].includes(one.state),
  );
  if (!last || app.store.state.value.nets.audit.working !== null) return;
  if (last.state === "done") await fetched(app, last.id);
  else {
    app.store.run(auditing(last.id, last.step));
    follow(app, last.id);
  }
}

export async function cancelAudit(app: App): Promise<void> {
  const { working } = app.store.state.value.nets.audit;
  if (working === null) return;
  await attempt(app, () => app.http.json(`/jobs/${working.job}/cancel`, { method: "POST" }));
}

function follow(app: App, id: string): void {
  const end = (data: unknown) => {
    stop();
    void ended(app, data as JobInfo);
  };
  const stop = listen(() => `/jobs/${id}/events`, {
    on: {
      progress: (data) => app.store.run(auditing(id, (data as JobInfo).step)),
      done: end,
      failed: end,
      cancelled: end,
    },
  });
}

async function ended(app: App, job: JobInfo): Promise<void> {
  if (job.state === "done") {
    await fetched(app, job.id);
    return;
  }
  app.store.run(auditEnded);
  if (job.problem) app.store.run(notify("refused", job.problem.what, job.problem.remedy));
}

async function fetched(app: App, id: string): Promise<void> {
  const found = await attempt(app, () => app.http.json<NetAudit>(`/jobs/${id}/result`));
  app.store.run(found === null ? auditEnded : audited(id, found));
}

/** Look at a fault: the map flies there, and outlines it. */
export function visit(app: App, fault: AuditFault): void {
  app.store.run(lookAt(fault.number));
  const bounds = boundsOf(fault);
  if (bounds === null) return;
  const [west, south, east, north] = bounds;
  const isPoint = west === east && south === north;
  if (isPoint) app.map?.flyTo([west, south], NEAR_ZOOM);
  else app.map?.flyTo(bounds, NEAR_ZOOM);
}

/** Draw the faults that are listed; none where the part is shut. */
export function draw(app: App, isOpen: boolean): void {
  if (app.map === null) return;
  const part = app.store.state.value.nets.audit;
  const colours = new Map(part.found?.kinds.map((kind) => [kind.name, kind.colour]));
  const drawn = isOpen ? drawnOf(part) : [];
  drawFaults(
    app.map,
    drawn.flatMap(({ geometry, number, kind }) =>
      geometry === null
        ? []
        : {
            geometry,
            number,
            colour: colours.get(kind) ?? "#444444",
            isChosen: number === part.chosen,
          },
    ),
  );
}
