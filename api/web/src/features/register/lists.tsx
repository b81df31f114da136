/** Lists of the chosen grid: which there are, and the rows of one, edited in place. */
import { FileUp, Pencil, Plus, Trash2 } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { common } from "../../words/common";
import { ListRows } from "./listsrows";
import { lookAt } from "./teamscommands";
import { askLists, dropList, keepList, sendTable, takeTemplate } from "./teamseffects";
import { columnsOf } from "./teamslisting";
import type { KeptList } from "./teamstypes";
import { words } from "./teamswords";

export function Lists() {
  const app = useApp();
  const say = useSay();
  const planId = useState$((state) => state.plan?.head.plan_id);
  const found = useState$((state) => state.register.teams.lists);
  const wanted = useState$((state) => state.register.teams.list);
  const grid = useState$((state) => state.register.teams.grid);
  const [form, open] = useState<"new" | "change" | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again for another plan
  useEffect(() => void askLists(app), [app, planId]);
  if (found?.plan_id !== planId) return null;
  const lists = found?.lists ?? [];
  const list = lists.find((one) => one.list_id === wanted) ?? lists[0] ?? null;
  const close = () => open(null);
  return (
    <section class="stack tm-lists">
      <h3>{say(words.lists)}</h3>
      {list === null ? (
        <Begin />
      ) : (
        <Choice lists={lists} list={list} change={() => open("change")} />
      )}
      <div class="row">
        <button type="button" onClick={() => open("new")}>
          <Plus size={16} aria-hidden="true" />
          {say(words.newList)}
        </button>
        <Upload />
      </div>
      {form === "new" && <ListForm list={null} close={close} />}
      {form === "change" && list && <ListForm key={list.list_id} list={list} close={close} />}
      {list && grid !== null && (
        <ListRows key={`${list.list_id} ${grid} ${list.columns.join()}`} list={list} grid={grid} />
      )}
      {list && grid === null && <p class="soft">{say(words.pick)}</p>}
    </section>
  );
}

function Begin() {
  const app = useApp();
  const say = useSay();
  return (
    <div class="row">
      <span class="soft grow">{say(words.noLists)}</span>
      <button type="button" class="primary" onClick={() => void takeTemplate(app)}>
        {say(words.template)}
      </button>
    </div>
  );
}

interface ChoiceProps {
  readonly lists: readonly KeptList[];
  readonly list: KeptList;
  readonly change: () => void;
}

function Choice({ lists, list, change }: ChoiceProps) {
  const app = useApp();
  const say = useSay();
  const count = (one: KeptList) =>
    Object.values(one.rows).reduce((sum, rows) => sum + rows.length, 0);
  return (
    <div class="row">
      <select
        class="grow"
        aria-label={say(words.list)}
        value={list.list_id}
        onChange={(event) => app.store.run(lookAt({ list: event.currentTarget.value }))}
      >
        {lists.map((one) => (
          <option key={one.list_id} value={one.list_id}>
            {`${one.name}（${say(words.rowsOf, { count: count(one) })}）`}
          </option>
        ))}
      </select>
      <button type="button" class="bare" title={say(words.change)} onClick={change}>
        <Pencil size={16} aria-label={say(words.change)} />
      </button>
      {count(list) === 0 && (
        <button
          type="button"
          class="bare"
          title={say(words.drop)}
          onClick={() => void dropList(app, list)}
        >
          <Trash2 size={16} aria-label={say(words.drop)} />
        </button>
      )}
    </div>
  );
}

function Upload() {
  const app = useApp();
  const say = useSay();
  return (
    <label class="button tm-upload" title={say(words.uploadHint)}>
      <FileUp size={16} aria-hidden="true" />
      {say(words.uploadLists)}
      <input
        type="file"
        accept=".xlsx,.csv"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) void sendTable(app, "lists", file);
        }}
      />
    </label>
  );
}

interface FormProps {
  readonly list: KeptList | null;
  readonly close: () => void;
}

function ListForm({ list, close }: FormProps) {
  const app = useApp();
  const say = useSay();
  const [name, rename] = useState(list?.name ?? "");
  const [columns, write] = useState(list?.columns.join("、") ?? "");
  const send = async (event: Event) => {
    event.preventDefault();
    if (await keepList(app, list, name.trim(), columnsOf(columns))) close();
  };
  return (
    <form class="stack tm-form" onSubmit={(event) => void send(event)}>
      <label>
        {say(words.listName)}
        <input
          value={name}
          maxLength={30}
          required
          onInput={(event) => rename(event.currentTarget.value)}
        />
      </label>
      <label>
        {say(words.columns)}
        <input value={columns} required onInput={(event) => write(event.currentTarget.value)} />
      </label>
      <div class="row">
        <button type="submit" class="primary">
          {say(list === null ? words.make : words.save)}
        </button>
        <button type="button" onClick={close}>
          {say(common.cancel)}
        </button>
      </div>
    </form>
  );
}
