/** The rows that a list has of one grid, edited in place and saved as a whole. */
import { Plus, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { useApp, useSay } from "../../app/app";
import { saveRows } from "./teamseffects";
import { filledRows } from "./teamslisting";
import type { KeptList } from "./teamstypes";
import { words } from "./teamswords";

type Rows = readonly (readonly string[])[];

export function ListRows({ list, grid }: { readonly list: KeptList; readonly grid: string }) {
  const app = useApp();
  const say = useSay();
  const kept = list.rows[grid] ?? [];
  const [rows, write] = useState<Rows>(kept.length > 0 ? kept : [list.columns.map(() => "")]);
  const [isBusy, setBusy] = useState(false);
  const change = (at: number, column: number, value: string) =>
    write(
      rows.map((row, n) => (n === at ? row.map((old, c) => (c === column ? value : old)) : row)),
    );
  const save = async () => {
    setBusy(true);
    await saveRows(app, list.list_id, grid, filledRows(rows));
    setBusy(false);
  };
  return (
    <div class="stack">
      <div class="tm-rows">
        <table aria-label={`${list.name} ${grid.slice(-6)}`}>
          <thead>
            <tr>
              {list.columns.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                {list.columns.map((name, column) => (
                  <td key={name}>
                    <input
                      aria-label={say(words.row, { row: at + 1, column: name })}
                      value={row[column] ?? ""}
                      maxLength={500}
                      onInput={(event) => change(at, column, event.currentTarget.value)}
                    />
                  </td>
                ))}
                <td>
                  <button
                    type="button"
                    class="bare"
                    aria-label={say(words.remove)}
                    onClick={() => write(rows.filter((_, n) => n !== at))}
                  >
                    <Trash2 size={15} aria-hidden="true" />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="row">
        <button type="button" onClick={() => write([...rows, list.columns.map(() => "")])}>
          <Plus size={16} aria-hidden="true" />
          {say(words.addRow)}
        </button>
        <button type="button" class="primary" disabled={isBusy} onClick={() => void save()}>
          {say(words.save)}
        </button>
      </div>
    </div>
  );
}
