/** The second step: what was found in the files, a card for each table. */
import { useApp, useSay, useState$ } from "../../app/app";
import { choiceFor, chooseFor } from "./commands";
import { CrsField, EncodingField } from "./fields";
import { Footer } from "./footer";
import { TableCard } from "./tablecard";
import type { Fault } from "./types";
import { words } from "./words";

export function TablesStep() {
  const preview = useState$((state) => state.importing.preview);
  const choices = useState$((state) => state.importing.reading.tables);
  if (preview === null) return null;
  const read = new Set(preview.tables.map((one) => one.file));
  const unread = preview.faults.filter(
    (fault) => fault.severity === "error" && !read.has(fault.file) && fault.file !== "",
  );
  const outside = choices.filter((one) => one.table === "" && one.leave_out === true);
  const told = outside.filter((one) => !unread.some((fault) => fault.file === one.file));
  return (
    <section class="stack">
      {unread.map((fault) => (
        <UnreadCard key={`${fault.file} ${fault.rule}`} file={fault.file} fault={fault} />
      ))}
      {told.map(({ file }) => (
        <UnreadCard key={file} file={file} fault={null} />
      ))}
      {preview.tables.map((seen) => (
        <TableCard key={`${seen.file} ${seen.table}`} seen={seen} layers={preview.layers} />
      ))}
      <Footer back="files" next="faults" />
    </section>
  );
}

interface UnreadProps {
  readonly file: string;
  /** Why it was not read; null where it was left out before. */
  readonly fault: Fault | null;
}

/** A file that was not read: mostly for want of its encoding or its CRS. */
function UnreadCard({ file, fault }: UnreadProps) {
  const { store } = useApp();
  const say = useSay();
  const choice = useState$((state) => choiceFor(state.importing.reading.tables, file, ""));
  const isOut = choice.leave_out === true;
  const set = (said: Parameters<typeof chooseFor>[2]) => store.run(chooseFor(file, "", said));
  return (
    <article class="card im-card im-unread stack" aria-label={file}>
      <h3>
        {file} <span class="im-mark im-error">{say(isOut ? words.leaveOut : words.unread)}</span>
      </h3>
      {fault && !isOut && (
        <p>
          {say(fault.what)} {say(fault.remedy)}
        </p>
      )}
      {fault?.rule === "file.unreadable" && !isOut && (
        <div class="im-fields">
          <EncodingField value={choice.encoding ?? ""} onChange={(encoding) => set({ encoding })} />
          <CrsField value={choice.crs ?? ""} onChange={(crs) => set({ crs })} />
        </div>
      )}
      <label class="row">
        <input
          type="checkbox"
          checked={isOut}
          onChange={(event) => set({ leave_out: event.currentTarget.checked })}
        />
        {say(words.leaveFileOut)}
      </label>
    </article>
  );
}
