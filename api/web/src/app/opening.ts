/** Opening a plan: its head, grids and units; then following what others do to it. */
import { ProblemError, UnreachableError } from "../api/http";
import { listen } from "../api/stream";
import type {
  Outlines,
  PlanHead,
  PlanItem,
  PlanStateName,
  UnitColumns,
  UnitGrids,
  VersionEvent,
  ViolationList,
} from "../api/types";
import { toldOf, turnedTo } from "../features/reviewing/commands";
import { keptReasons } from "../features/reviewing/reasons";
import {
  closed,
  heard,
  judged,
  linked,
  type Opened,
  opened,
  outlined,
  reheaded,
  stepped,
} from "../history/commands";
import { assignmentOf } from "../plan/assignment";
import { type Units, unitsOf } from "../plan/units";
import { choose } from "../store/commands";
import type { App } from "./app";
import { resume } from "./sending";

const SETS_KEPT = 2;

/** Opens plans of one application, one at a time. */
export class Opener {
  private readonly sets = new Map<string, Promise<Units>>();
  private stop: () => void = () => undefined;
  private refreshing: Promise<void> | null = null;
  /** The version after which changes are yet to be fetched; the service did not answer. */
  private behind: number | null = null;
  private asked = "";

  constructor(private readonly app: Omit<App, "opener">) {}

  /**
   * Open a plan; of two that are asked for at once, the later one is opened.
   *
   * It is fetched at once, and shown when `drawn` allows it.
   */
  async open(item: PlanItem, drawn: Promise<void> = Promise.resolve()): Promise<void> {
    this.stop();
    this.asked = item.plan_id;
    this.behind = null;
    const { store } = this.app;
    const may = store.state.value.start?.me.may_write === true;
    const found = await (may ? this.asPlanner(item) : this.asViewer(item));
    await drawn;
    if (this.asked !== item.plan_id) return;
    store.run(choose(null));
    store.run(opened(found));
    store.run(turnedTo(keptReasons(item.plan_id)));
    if (!may) return;
    this.stop = this.follow(item.plan_id);
    void resume(this.app, item.plan_id);
  }

  close(): void {
    this.stop();
    this.asked = "";
    this.app.store.run(closed);
  }

  /** Fetch the figures, outlines and violations that versions of others have changed. */
  refresh(after: number): Promise<void> {
    this.behind = Math.min(after, this.behind ?? after);
    this.refreshing ??= this.fetched(this.behind)
      .then(() => {
        this.behind = null;
      }, unanswered)
      .finally(() => {
        this.refreshing = null;
      });
    return this.refreshing;
  }

  private async asViewer(item: PlanItem): Promise<Opened> {
    const outlines = await this.app.http.json<Outlines>(`/plans/${item.plan_id}/outlines`);
    return { head: item, outlines, members: null, violations: [] };
  }

  private async asPlanner(item: PlanItem): Promise<Opened> {
    const { http } = this.app;
    const path = `/plans/${item.plan_id}`;
    const [head, outlines, units, grids, list] = await Promise.all([
      http.json<PlanHead>(path),
      http.json<Outlines>(`${path}/outlines`),
      this.units(item.set_id),
      this.assignment(path),
      http.json<ViolationList>(`${path}/violations`),
    ]);
    // Somebody may have edited between two of the answers: then ask for all of them again.
    const versions = [head.version, outlines.version, grids.version, list.version];
    if (new Set(versions).size > 1) return this.asPlanner(item);
    const members = { units, assignment: assignmentOf(units, grids) };
    return { head, outlines, members, violations: list.violations };
  }

  private units(setId: string): Promise<Units> {
    const known = this.sets.get(setId);
    if (known) return known;
    const columns = this.app.http.json<UnitColumns>(`/unit-sets/${setId}/table`);
    const units = columns.then(unitsOf);
    units.catch(() => this.sets.delete(setId));
    this.sets.set(setId, units);
    const oldest = this.sets.keys().next().value;
    if (this.sets.size > SETS_KEPT && oldest !== undefined) this.sets.delete(oldest);
    return units;
  }

  private async assignment(path: string): Promise<UnitGrids> {
    const first = await this.app.http.json<UnitGrids>(`${path}/units?limit=100000`);
    let { next } = first;
    const pages = [first];
    while (next !== null && next !== undefined) {
      const page = await this.app.http.json<UnitGrids>(`${path}/units?limit=100000&cursor=${next}`);
      if (page.version !== first.version) return this.assignment(path);
      pages.push(page);
      next = page.next;
    }
    return {
      version: first.version,
      unit_id: pages.flatMap((page) => page.unit_id),
      grid_code: pages.flatMap((page) => page.grid_code),
      locked: pages.flatMap((page) => page.locked),
    };
  }

  private follow(planId: string): () => void {
    const { store } = this.app;
    const head = () => store.state.value.plan?.head.version ?? 0;
    return listen(() => `/plans/${planId}/events/stream?after=${head()}`, {
      on: {
        version: (data) => {
          const before = head();
          store.run(heard(data as VersionEvent));
          store.run(toldOf(data as VersionEvent));
          if (head() > before) void this.refresh(before);
          void resume(this.app, planId);
        },
        state: (data) => store.run(stepped((data as { state: PlanStateName }).state)),
      },
      opened: () => {
        store.run(linked("live"));
        if (this.behind !== null) void this.refresh(this.behind);
        void resume(this.app, planId);
      },
      lost: () => store.run(linked("lost")),
    });
  }

  private async fetched(after: number): Promise<void> {
    const { store, http } = this.app;
    const path = `/plans/${this.asked}`;
    const [outlines, list, head] = await Promise.all([
      http.json<Outlines>(`${path}/outlines?after=${after}`),
      http.json<ViolationList>(`${path}/violations`),
      http.json<PlanHead>(path),
    ]);
    if (store.state.value.plan?.head.plan_id !== this.asked) return;
    store.run(outlined(outlines));
    store.run(judged(list.violations));
    store.run(reheaded(head));
    const newest = store.state.value.plan?.head.version ?? 0;
    if (newest > outlines.version) await this.fetched(outlines.version);
  }
}

/** Let a request wait that was not answered: what it asked for is fetched when the service is back. */
function unanswered(error: unknown): void {
  if (!(error instanceof UnreachableError) && !(error instanceof ProblemError)) throw error;
}
