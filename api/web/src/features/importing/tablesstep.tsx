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
  if (preview === null) return null;
  const read = new Set(preview.tables.map((one) => one.file));
  const unread = preview.faults.filter(
    (fault) => fault.severity === "error" && !read.has(fault.file) && fault.file !== "",
  );
  return (
    <section class="stack">
      {unread.map((fault) => (
        <UnreadCard key={`${fault.file} ${fault.rule}`} fault={fault} />
      ))}
      {preview.tables.map((seen) => (
        <TableCard key={`${seen.file} ${seen.table}`} seen={seen} layers={preview.layers} />
      ))}
      <Footer back="files" next="faults" />
    </section>
  );
}

/** A file that could not be read: mostly for want of its encoding or its CRS. */
function UnreadCard({ fault }: { readonly fault: Fault }) {
  const { store } = useApp();
  const say = useSay();
  const choice = useState$((state) => choiceFor(state.importing.reading.tables, fault.file, ""));
  const { file } = fault;
  return (
    <article class="card im-card im-unread stack" aria-label={file}>
      <h3>
        {file} <span class="im-mark im-error">{say(words.unread)}</span>
      </h3>
      <p>
        {say(fault.what)} {say(fault.remedy)}
      </p>
      {fault.rule === "file.unreadable" && (
        <div class="im-fields">
          <EncodingField
            value={choice.encoding ?? ""}
            onChange={(encoding) => store.run(chooseFor(file, "", { encoding }))}
          />
          <CrsField
            value={choice.crs ?? ""}
            onChange={(crs) => store.run(chooseFor(file, "", { crs }))}
          />
        </div>
      )}
    </article>
  );
}
