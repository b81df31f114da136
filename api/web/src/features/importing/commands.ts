/** Commands of importing: pure functions of the state. */
import type { State } from "../../store/state";
import type { Command } from "../../store/store";
import {
  type Failure,
  type ImportingState,
  importing,
  NO_READING,
  type Step,
  type Work,
} from "./state";
import type { Imported, Job, Preview, Reading, SeenTable, Severity, TableChoice } from "./types";

const change =
  (by: (state: ImportingState) => Partial<ImportingState>): Command =>
  (state: State) => ({ ...state, importing: { ...state.importing, ...by(state.importing) } });

/** Begin anew; a job that runs is no longer followed. */
export const begunAnew: Command = (state) => ({ ...state, importing });

/** Add files; one of the same name takes the place of the one before. */
export const addFiles = (files: readonly File[]): Command =>
  change((state) => {
    const names = new Set(files.map((file) => file.name));
    return ofOther([...state.files.filter((file) => !names.has(file.name)), ...files]);
  });

export const removeFile = (name: string): Command =>
  change((state) => ofOther(state.files.filter((file) => file.name !== name)));

/** Other files are another import: what was found of those before counts no longer. */
function ofOther(files: readonly File[]): Partial<ImportingState> {
  return { files, reading: NO_READING, isStale: false, preview: null, picked: null, failure: null };
}

export const goTo = (step: Step): Command => change(() => ({ step }));

/** Something begins: what failed before is forgotten. */
export const working = (kind: Work["kind"]): Command =>
  change(() => ({ work: { kind, job: null }, failure: null }));

/** The service tells how far the job is. */
export const progressed = (kind: Work["kind"], job: Job): Command =>
  change(() => ({ work: { kind, job } }));

export const stopped = change(() => ({ work: null }));

export const failedWith = (failure: Failure): Command => change(() => ({ work: null, failure }));

/** What was found; the wizard goes on to the tables if it was at the files. */
export const looked = (preview: Preview): Command =>
  change((state) => ({
    preview,
    work: null,
    failure: null,
    isStale: false,
    picked: null,
    compared: null,
    step: state.step === "files" ? "tables" : state.step,
  }));

export const imported = (result: Imported): Command =>
  change(() => ({ imported: result, work: null, failure: null, files: [] }));

/** How the files are read is changed: what was found is stale until it is looked at again. */
export const readAs = (reading: Partial<Reading>): Command =>
  change((state) => ({ reading: { ...state.reading, ...reading }, isStale: true }));

/** Show the references of a table as the datum of its points has them, or none. */
export const compare = (table: string | null): Command => change(() => ({ compared: table }));

/** Return what tells a table of a preview from the others. */
export const keyOf = ({ file, table }: Pick<SeenTable, "file" | "table">): string =>
  `${file}\n${table}`;

/** What a reload found in the browser. */
export const restored = (reading: Reading): Command => change(() => ({ reading }));

/** Say something of one table. */
export const chooseFor = (
  file: string,
  table: string,
  said: Omit<TableChoice, "file" | "table">,
): Command =>
  change((state) => ({
    isStale: true,
    reading: { ...state.reading, tables: withChoice(state.reading.tables, file, table, said) },
  }));

function withChoice(
  choices: readonly TableChoice[],
  file: string,
  table: string,
  said: Omit<TableChoice, "file" | "table">,
): TableChoice[] {
  const isSame = (one: TableChoice) => one.file === file && one.table === table;
  const before = choices.find(isSame) ?? { file, table };
  return [...choices.filter((one) => !isSame(one)), { ...before, ...said }];
}

/** Say which layer a table is; what was said of columns is of the layer before. */
export const chooseLayer = (file: string, table: string, layer: string | null): Command =>
  change((state) => {
    const kept = state.reading.tables.filter((one) => one.file !== file || one.table !== table);
    const before = choiceFor(state.reading.tables, file, table);
    const { encoding, crs, datum } = before;
    const rest = {
      ...(encoding ? { encoding } : {}),
      ...(crs ? { crs } : {}),
      ...(datum ? { datum } : {}),
    };
    const said = layer === null ? { leave_out: true } : { layer };
    const next = { file, table, ...rest, ...said };
    return { isStale: true, reading: { ...state.reading, tables: [...kept, next] } };
  });

/**
 * Say what a header means; empty for nothing. Whatever the header meant before has no header then,
 * and a header that meant the same before means nothing.
 */
export const chooseColumn = (seen: SeenTable, header: string, column: string): Command =>
  change((state) => {
    const { tables } = state.reading;
    const choice = choiceFor(tables, seen.file, seen.table);
    const columns: Record<string, string | null> = { ...choice.columns };
    const meant = meaningOf(seen, choice, header);
    if (meant) columns[meant] = null;
    if (column) columns[column] = header;
    const said = { layer: choice.layer ?? seen.layer, columns };
    return {
      isStale: true,
      reading: {
        ...state.reading,
        tables: withChoice(tables, seen.file, seen.table, said),
      },
    };
  });

/** Return what is said of a table. */
export function choiceFor(
  choices: readonly TableChoice[],
  file: string,
  table: string,
): TableChoice {
  return choices.find((one) => one.file === file && one.table === table) ?? { file, table };
}

/** Return what is sent of choices: a field that was emptied again says nothing. */
export function sentOf(choices: readonly TableChoice[]): TableChoice[] {
  return choices.map(({ encoding, crs, leave_out, ...rest }) => ({
    ...rest,
    ...(encoding ? { encoding } : {}),
    ...(crs ? { crs } : {}),
    ...(leave_out ? { leave_out } : {}),
  }));
}

/** Return the column that a header means: as it was said, else as it was found. */
export function meaningOf(seen: SeenTable, choice: TableChoice, header: string): string {
  const columns = choice.columns ?? {};
  const said = Object.entries(columns).find(([, one]) => one === header);
  if (said) return said[0];
  const found = seen.headers.find((one) => one.name === header)?.column ?? "";
  return found in columns ? "" : found;
}

export const show = (severity: Severity, isShown: boolean): Command =>
  change((state) => {
    const shown = new Set(state.shown);
    if (isShown) shown.add(severity);
    else shown.delete(severity);
    return { shown, picked: null };
  });

export const seek = (sought: string): Command => change(() => ({ sought }));

export const pick = (picked: number | null): Command => change(() => ({ picked }));
