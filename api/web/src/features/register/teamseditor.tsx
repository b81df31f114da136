/** The team of the chosen grid, edited in place and saved as a whole. */
import { Plus, Trash2 } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { saveTeam } from "./teamseffects";
import { type GridTeam, type Member, ROLES, type Role, type TeamTable } from "./teamstypes";
import { roles, words } from "./teamswords";

export function TeamEditor({ table }: { readonly table: TeamTable }) {
  const say = useSay();
  const code = useState$((state) => state.register.teams.grid);
  const row = table.grids.find((one) => one.grid_code === code);
  if (row === undefined) return <p class="soft">{say(words.pick)}</p>;
  return <Form key={row.grid_code} row={row} kinds={table.worker_kinds} full={table.full_time} />;
}

interface FormProps {
  readonly row: GridTeam;
  readonly kinds: TeamTable["worker_kinds"];
  readonly full: string;
}

function Form({ row, kinds, full }: FormProps) {
  const app = useApp();
  const say = useSay();
  const [members, write] = useState(row.members);
  const [stamp, based] = useState(row.stamp);
  const [isBusy, setBusy] = useState(false);
  const isChanged = members !== row.members;
  // What was saved, or changed by somebody else, is taken over; what is being written is not lost.
  useEffect(() => {
    if (stamp === row.stamp) return;
    write(row.members);
    based(row.stamp);
  }, [row, stamp]);
  const change = (at: number, part: Partial<Member>) =>
    write(members.map((one, n) => (n === at ? { ...one, ...part } : one)));
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    await saveTeam(app, row.grid_code, members, stamp);
    setBusy(false);
  };
  const next = row.missing.find((role) => members.every((one) => one.role !== role));
  return (
    <form class="stack tm-editor" onSubmit={(event) => void save(event)}>
      <h3>{say(words.editing, { code: row.grid_code.slice(-6) })}</h3>
      {members.map((member, at) => (
        <Fields
          key={at}
          member={member}
          kinds={kinds}
          change={(part) => change(at, part)}
          remove={() => write(members.filter((_, n) => n !== at))}
        />
      ))}
      <p class="soft">{say(words.private)}</p>
      <div class="row">
        <button type="button" onClick={() => write([...members, blank(next ?? "volunteer", full)])}>
          <Plus size={16} aria-hidden="true" />
          {say(words.add)}
        </button>
        <button type="submit" class="primary" disabled={isBusy || !isChanged}>
          {say(words.save)}
        </button>
      </div>
    </form>
  );
}

interface FieldsProps {
  readonly member: Member;
  readonly kinds: TeamTable["worker_kinds"];
  readonly change: (part: Partial<Member>) => void;
  readonly remove: () => void;
}

function Fields({ member, kinds, change, remove }: FieldsProps) {
  const say = useSay();
  const isWorker = member.role === "grid_worker";
  return (
    <fieldset class="tm-member">
      <select
        aria-label={say(words.role)}
        value={member.role}
        onChange={(event) => change(inRole(event.currentTarget.value as Role, member))}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {say(roles[role])}
          </option>
        ))}
      </select>
      <Field
        title={say(words.name)}
        value={member.name}
        write={(name) => change({ name })}
        needed
      />
      <button type="button" class="bare" aria-label={say(words.remove)} onClick={remove}>
        <Trash2 size={16} aria-hidden="true" />
      </button>
      <div class="tm-more">
        {isWorker && (
          <select
            aria-label={say(words.kind)}
            value={member.worker_kind}
            onChange={(event) => change({ worker_kind: event.currentTarget.value })}
          >
            <option value="">{say(words.kindless)}</option>
            {Object.entries(kinds).map(([code, word]) => (
              <option key={code} value={code}>
                {word}
              </option>
            ))}
          </select>
        )}
        <Field
          title={say(words.office)}
          value={member.organisation}
          write={(organisation) => change({ organisation })}
        />
        <Field
          title={say(words.phone)}
          hint={say(words.phoneHint)}
          value={member.duty_phone}
          write={(duty_phone) => change({ duty_phone })}
        />
        <Field
          title={say(words.since)}
          kind="date"
          value={member.since}
          write={(since) => change({ since })}
        />
      </div>
    </fieldset>
  );
}

interface FieldProps {
  readonly title: string;
  readonly value: string;
  readonly write: (value: string) => void;
  readonly kind?: "text" | "date";
  readonly hint?: string;
  readonly needed?: boolean;
}

function Field({ title, value, write, kind = "text", hint = "", needed = false }: FieldProps) {
  return (
    <input
      type={kind}
      aria-label={title}
      placeholder={title}
      title={hint || title}
      value={value}
      maxLength={60}
      required={needed}
      onInput={(event) => write(event.currentTarget.value)}
    />
  );
}

function blank(role: Role, full: string): Member {
  const kind = role === "grid_worker" ? full : "";
  return { role, name: "", worker_kind: kind, organisation: "", duty_phone: "", since: "" };
}

/** Return what changes with a role: only grid workers are of a kind. */
function inRole(role: Role, member: Member): Partial<Member> {
  return { role, worker_kind: role === "grid_worker" ? member.worker_kind : "" };
}
