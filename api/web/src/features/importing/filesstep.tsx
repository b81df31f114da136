/** The first step: files are dropped or chosen, by mouse or by keys. */
import { FileUp, X } from "lucide-preact";
import { useState } from "preact/hooks";
import { useApp, useSay, useState$ } from "../../app/app";
import { addFiles, goTo, removeFile } from "./commands";
import { lookAt } from "./effects";
import { ACCEPTED, dropped, isRead, lackingParts, MOST_BYTES, MOST_FILES, sizeOf } from "./files";
import { words } from "./words";

export function FilesStep() {
  const app = useApp();
  const say = useSay();
  const { files, preview } = useState$((state) => state.importing);
  const readable = files.filter((file) => isRead(file.name));
  const bytes = readable.reduce((sum, file) => sum + file.size, 0);
  const isFit = readable.length > 0 && bytes <= MOST_BYTES && readable.length <= MOST_FILES;
  return (
    <section class="stack">
      <DropZone onFiles={(more) => app.store.run(addFiles(more))} />
      <p class="soft">{say(words.nothingWritten)}</p>
      {files.length > 0 && <FileList files={files} />}
      {preview && files.length === 0 && (
        <p>{say(words.sent, { names: preview.files.join("、") })}</p>
      )}
      {bytes > MOST_BYTES && (
        <p class="im-bad" role="alert">
          {say(words.tooLarge, { size: sizeOf(bytes) })}
        </p>
      )}
      {readable.length > MOST_FILES && (
        <p class="im-bad" role="alert">
          {say(words.tooMany)}
        </p>
      )}
      <div class="row im-foot">
        <span class="grow" />
        {preview ? (
          <button type="button" class="primary" onClick={() => app.store.run(goTo("tables"))}>
            {say(words.next)}
          </button>
        ) : (
          <button type="button" class="primary" disabled={!isFit} onClick={() => void lookAt(app)}>
            {say(words.look)}
          </button>
        )}
      </div>
    </section>
  );
}

function DropZone({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const say = useSay();
  const [isOver, setIsOver] = useState(false);
  const take = async (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (event.dataTransfer) onFiles(await dropped(event.dataTransfer));
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(true);
  };
  return (
    <label
      class="im-drop"
      data-over={isOver}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => void take(event)}
    >
      <FileUp size={28} aria-hidden="true" />
      <strong>{say(words.drop)}</strong>
      <span class="button">{say(words.choose)}</span>
      <input
        type="file"
        class="hidden-text"
        multiple
        accept={ACCEPTED}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <span class="soft im-small">{say(words.formats)}</span>
    </label>
  );
}

function FileList({ files }: { readonly files: readonly File[] }) {
  const { store } = useApp();
  const say = useSay();
  const lacking = new Set(lackingParts(files.map((file) => file.name)));
  return (
    <ul class="im-files" aria-label={say(words.chosenFiles)}>
      {files.map(({ name, size }) => (
        <li key={name} class="row">
          <span class="grow im-name">
            {name} <span class="soft">{sizeOf(size)}</span>
            {!isRead(name) && <span class="im-bad"> {say(words.notRead)}</span>}
            {lacking.has(name) && <span class="im-bad"> {say(words.lacks)}</span>}
          </span>
          <button
            type="button"
            class="bare"
            aria-label={say(words.remove, { name })}
            onClick={() => store.run(removeFile(name))}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
