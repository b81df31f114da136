/** Who serves the chosen grid, for those who plan: names by role, what is missing, workload. */
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { numeral } from "../../words/words";
import { askTeams } from "../register/teamseffects";
import { namesOf } from "../register/teamslisting";
import { type GridTeam, ROLES } from "../register/teamstypes";
import { shortRoles, words } from "../register/teamswords";

export function TeamNow({ code }: { readonly code: string }) {
  const app = useApp();
  const mayWrite = useState$((state) => state.start?.me.may_write === true);
  const planId = useState$((state) => state.plan?.head.plan_id);
  const version = useState$((state) => state.plan?.head.version);
  const table = useState$((state) => state.register.teams.table);
  const isKnown = table !== null && table.plan_id === planId && table.version === version;
  useEffect(() => {
    if (mayWrite && !isKnown) void askTeams(app);
  }, [app, mayWrite, isKnown]);
  const row = isKnown ? table.grids.find((one) => one.grid_code === code) : undefined;
  return row ? <Told row={row} /> : null;
}

function Told({ row }: { readonly row: GridTeam }) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  return (
    <dl class="viewing-facts viewing-team" aria-label={say(words.team)}>
      {ROLES.map((role) => {
        const names = namesOf(row.members, role);
        const isMissing = row.missing.includes(role);
        return (
          <div key={role}>
            <dt>{say(shortRoles[role])}</dt>
            <dd class={isMissing ? "viewing-missing" : ""}>
              {names.length > 0 ? names.join("、") : isMissing ? say(words.none) : "–"}
            </dd>
          </div>
        );
      })}
      <div>
        <dt>{say(words.workload)}</dt>
        <dd>{numeral(row.index, lang, 2)}</dd>
      </div>
    </dl>
  );
}
