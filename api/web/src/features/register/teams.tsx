/** The part "teams" of the register: who serves each grid, gaps, workload, lists. */
import { FileDown, FileUp } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { Lists } from "./lists";
import { lookAt } from "./teamscommands";
import { TeamEditor } from "./teamseditor";
import { askTeams, reassign, sendTable } from "./teamseffects";
import { TeamsFigures } from "./teamsfigures";
import "./teams.css";
import { TeamsTable } from "./teamstable";
import type { RowFault, TeamTable } from "./teamstypes";
import { words } from "./teamswords";

export function Teams() {
  const app = useApp();
  const say = useSay();
  const planId = useState$((state) => state.plan?.head.plan_id);
  const version = useState$((state) => state.plan?.head.version);
  const table = useState$((state) => state.register.teams.table);
  const chosen = useState$((state) => (state.chosen?.layer === "grids" ? state.chosen.id : null));
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again where one of these changes
  useEffect(() => void askTeams(app), [app, planId, version]);
  useEffect(() => {
    if (chosen !== null) app.store.run(lookAt({ grid: chosen }));
  }, [app, chosen]);
  if (planId === undefined) return <p class="soft">{say(words.noPlan)}</p>;
  if (table?.plan_id !== planId) return <p role="status">{say(words.reading)}</p>;
  return (
    <div class="stack tm" data-teams={table.version}>
      <TeamsFigures table={table} />
      <Files planId={planId} />
      <Faults />
      <Gone table={table} />
      <TeamsTable table={table} />
      <TeamEditor table={table} />
      <Lists />
    </div>
  );
}

function Files({ planId }: { readonly planId: string }) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  return (
    <div class="row tm-files">
      <label class="button tm-upload">
        <FileUp size={16} aria-hidden="true" />
        {say(words.upload)}
        <input
          type="file"
          accept=".xlsx,.csv"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) void sendTable(app, "teams", file);
          }}
        />
      </label>
      <a class="button" href={`/plans/${planId}/teams/file?format=xlsx&lang=${lang}`} download>
        <FileDown size={16} aria-hidden="true" />
        {say(words.download)}
      </a>
    </div>
  );
}

/** What is wrong with the table that was sent last, row by row. */
function Faults() {
  const say = useSay();
  const faults = useState$((state) => state.register.teams.faults);
  const errors = faults.filter((one) => one.severity === "error");
  if (faults.length === 0) return null;
  return (
    <section class="tm-faults" role="alert">
      {errors.length > 0 && <h3>{say(words.faults, { count: errors.length })}</h3>}
      <ul>
        {faults.map((one) => (
          <Fault key={one.sheet + one.what.en + one.remedy.en} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Fault({ one }: { readonly one: RowFault }) {
  const say = useSay();
  return (
    <li class={one.severity === "error" ? "" : "soft"}>
      {say(one.what)} <span class="soft">{say(one.remedy)}</span>
    </li>
  );
}

/** Teams of grids that are gone, with the grids that took their place. */
function Gone({ table }: { readonly table: TeamTable }) {
  const app = useApp();
  const say = useSay();
  if (table.to_reassign.length === 0) return null;
  return (
    <section class="tm-gone">
      <h3>{say(words.gone, { count: table.to_reassign.length })}</h3>
      {table.to_reassign.map((gone) => (
        <div key={gone.grid_code} class="tm-gone-one">
          <span>
            <strong>{gone.grid_code.slice(-6)}</strong>{" "}
            {gone.members.map((one) => one.name).join("、")}
          </span>
          <span class="row">
            {gone.successors.map((code) => (
              <button type="button" key={code} onClick={() => void reassign(app, gone, code)}>
                {say(words.moveTo, { code: code.slice(-6) })}
              </button>
            ))}
            {gone.successors.length === 0 && <span class="soft">{say(words.unknown)}</span>}
            <button type="button" class="bare" onClick={() => void reassign(app, gone, null)}>
              {say(words.remove)}
            </button>
          </span>
        </div>
      ))}
    </section>
  );
}
