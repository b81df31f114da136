/** QR entries: making them for grids and buildings, revoking them. */
import { QrCode } from "lucide-preact";
import { useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { moment } from "../../words/words";
import { made } from "./commands";
import { makeEntries, revoke } from "./effects";
import { Sheet } from "./sheet";
import type { Entry } from "./types";
import { words } from "./words";

export function Entries() {
  const { store } = useApp();
  const say = useSay();
  const entries = useState$((state) => state.reports.entries);
  const fresh = useState$((state) => state.reports.made);
  const [isAll, showAll] = useState(false);
  const shown = entries?.filter((one) => isAll || !one.revoked) ?? [];
  return (
    <>
      <p class="soft">{say(words.entriesWhat)}</p>
      <Making />
      {fresh !== null && <Sheet entries={fresh} close={() => store.run(made(null))} />}
      <div class="row">
        <span class="grow soft" role="status">
          {entries === null
            ? say(words.loading)
            : say(words.inUse, { count: entries.filter((one) => !one.revoked).length })}
        </span>
        <button type="button" aria-pressed={isAll} onClick={() => showAll(!isAll)}>
          {say(words.withRevoked)}
        </button>
      </div>
      {entries !== null && shown.length === 0 && <p class="soft">{say(words.noEntries)}</p>}
      <ul class="re-list">
        {shown.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
    </>
  );
}

function Making() {
  const app = useApp();
  const say = useSay();
  const grids = useState$((state) => [...(state.plan?.grids.values() ?? [])]);
  const [grid, chooseGrid] = useState("");
  const [building, name] = useState("");
  const [busy, setBusy] = useState(false);
  const make = async (wanted: Parameters<typeof makeEntries>[1]) => {
    setBusy(true);
    await makeEntries(app, wanted);
    setBusy(false);
  };
  return (
    <div class="stack re-card">
      <button
        type="button"
        class="primary"
        data-make="grids"
        disabled={busy || grids.length === 0}
        onClick={() => void make({ grids: [] })}
      >
        <QrCode size={16} aria-hidden="true" />
        {say(words.forGrids, { count: grids.length })}
      </button>
      <div class="re-make">
        <select
          aria-label={say(words.grid)}
          value={grid}
          onChange={(event) => chooseGrid(event.currentTarget.value)}
        >
          <option value="">{say(words.grid)}</option>
          {grids.map(({ id, properties }) => (
            <option key={id} value={id}>
              {`${properties.community} ${properties.name || id.slice(-3)}`}
            </option>
          ))}
        </select>
        <button
          type="button"
          data-make="grid"
          disabled={busy || grid === ""}
          onClick={() => void make({ grids: [grid] })}
        >
          {say(words.forGrid)}
        </button>
      </div>
      <div class="re-make">
        <input
          aria-label={say(words.buildingId)}
          placeholder={say(words.buildingId)}
          maxLength={200}
          value={building}
          onInput={(event) => name(event.currentTarget.value)}
        />
        <button
          type="button"
          data-make="building"
          disabled={busy || building.trim() === ""}
          onClick={() => void make({ buildings: [building.trim()] })}
        >
          {say(words.forBuilding)}
        </button>
      </div>
    </div>
  );
}

function Line({ one }: { readonly one: Entry }) {
  const app = useApp();
  const say = useSay();
  const lang = useState$((state) => state.lang);
  const [isSure, beSure] = useState(false);
  return (
    <li class="re-card row" data-entry={one.id}>
      <div class="grow">
        <b>{one.name}</b>
        <div class="soft re-small">
          {one.actor} · {moment(one.time, lang)}
        </div>
      </div>
      {one.revoked ? (
        <span class="badge">{say(words.revoked)}</span>
      ) : (
        <button
          type="button"
          class="danger"
          onBlur={() => beSure(false)}
          onClick={() => (isSure ? void revoke(app, one) : beSure(true))}
        >
          {say(isSure ? words.revokeSure : words.revoke)}
        </button>
      )}
    </li>
  );
}
