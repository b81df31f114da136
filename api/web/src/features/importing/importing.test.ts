import { describe, expect, test } from "vitest";
import { initial, type State } from "../../store/state";
import type { Command } from "../../store/store";
import {
  addFiles,
  begunAnew,
  choiceFor,
  chooseColumn,
  chooseFor,
  chooseLayer,
  goTo,
  looked,
  meaningOf,
  pick,
  progressed,
  readAs,
  removeFile,
  seek,
  sentOf,
  show,
  working,
} from "./commands";
import { listed, toCsv } from "./faults";
import { isRead, lackingParts, sizeOf } from "./files";
import { importing, NO_READING } from "./state";
import type { Fault, Preview, SeenHeader, SeenTable, Severity } from "./types";

const upon = (...commands: readonly Command[]): State["importing"] =>
  commands.reduce((state, command) => command(state), initial).importing;

function header(name: string, column = ""): SeenHeader {
  return { name, column, how: column ? "alias" : "", filled: 2, samples: ["a", "b"] };
}

const TABLE: SeenTable = {
  file: "a.csv",
  table: "a",
  layer: "buildings",
  why: { zh: "按名称", en: "by its name" },
  left_out: false,
  encoding: null,
  crs: "EPSG:4490",
  crs_source: "assumed",
  geometry: ["point"],
  bounds: [116, 35, 117, 36],
  headers: [header("楼号", "name"), header("户", "households"), header("备注")],
  rows: 2,
  written: 2,
  drawn: 2,
  features: { features: [] },
};

function fault(severity: Severity, feature: string, more: Partial<Fault> = {}): Fault {
  const words = { zh: `${feature} 有误`, en: `${feature} is wrong` };
  return {
    rule: "value.type",
    severity,
    layer: "buildings",
    what: words,
    remedy: { zh: "请改正。", en: "Mend it." },
    feature_id: feature,
    place: [116.5, 35.25],
    file: "a.csv",
    ...more,
  };
}

const PREVIEW: Preview = {
  upload_id: "u",
  files: ["a.csv"],
  ok: true,
  tables: [TABLE],
  faults: [fault("error", "h1"), fault("warning", "h2"), fault("notice", "h3")],
  counts: { error: 1, warning: 1, notice: 1 },
  changes: [],
  layers: [],
};

describe("files", () => {
  test("a file of the same name takes the place of the one before", () => {
    const [one, other] = [new File(["1"], "a.csv"), new File(["22"], "a.csv")];
    const { files } = upon(addFiles([one]), addFiles([other, new File([], "b.csv")]));
    expect(files.map(({ name, size }) => [name, size])).toEqual([
      ["a.csv", 2],
      ["b.csv", 0],
    ]);
    expect(upon(addFiles(files), removeFile("a.csv")).files).toHaveLength(1);
  });

  test.each([
    ["楼栋.GeoJSON", true],
    ["楼栋.geojson.gz", true],
    ["楼栋.dbf", true],
    ["楼栋.dbf.gz", false],
    ["楼栋.shp.xml", false],
    ["楼栋.docx", false],
    ["csv", false],
  ])("%s is read: %s", (name, is) => {
    expect(isRead(name)).toBe(is);
  });

  test("a Shapefile without its parts is told", () => {
    expect(lackingParts(["a.shp", "A.DBF", "a.shx", "b.shp", "b.dbf"])).toEqual(["b.shp"]);
  });

  test("sizes are read by people", () => {
    expect([0, 999, 1_000, 12_345, 50_000_000].map(sizeOf)).toEqual([
      "0 B",
      "999 B",
      "1.0 kB",
      "12 kB",
      "50 MB",
    ]);
  });
});

describe("steps", () => {
  test("what was found leads from the files to the tables, and later stays at its step", () => {
    expect(upon(working("preview"), looked(PREVIEW)).step).toBe("tables");
    const again = upon(looked(PREVIEW), goTo("faults"), readAs({ estimate: true }));
    expect(again.isStale).toBe(true);
    const { step, isStale, work } = upon(goTo("faults"), working("preview"), looked(PREVIEW));
    expect([step, isStale, work]).toEqual(["faults", false, null]);
  });

  test("progress is that of the job", () => {
    const job = {
      id: "j",
      kind: "import",
      state: "running",
      share: 0.5,
      step: null,
      problem: null,
    };
    const { work } = upon(working("import"), progressed("import", { ...job, state: "running" }));
    expect(work).toMatchObject({ kind: "import", job: { share: 0.5 } });
  });

  test("to begin anew forgets everything", () => {
    const state = upon(looked(PREVIEW), readAs({ skipFaulty: true }), seek("x"), begunAnew);
    expect(state).toEqual(importing);
  });
});

describe("columns", () => {
  const choice = (state: State["importing"]) => choiceFor(state.reading.tables, "a.csv", "a");
  const meanings = (state: State["importing"]) =>
    TABLE.headers.map((one) => meaningOf(TABLE, choice(state), one.name));

  test("a header means what was found until something is said", () => {
    expect(meanings(upon())).toEqual(["name", "households", ""]);
  });

  test("a header that takes a column leaves none to the one that had it", () => {
    const state = upon(chooseColumn(TABLE, "备注", "households"));
    expect(meanings(state)).toEqual(["name", "", "households"]);
    expect(choice(state)).toEqual({
      file: "a.csv",
      table: "a",
      layer: "buildings",
      columns: { households: "备注" },
    });
  });

  test("a header that changes its meaning leaves its column without a header", () => {
    const state = upon(chooseColumn(TABLE, "户", "persons"));
    expect(meanings(state)).toEqual(["name", "persons", ""]);
    expect(choice(state).columns).toEqual({ households: null, persons: "户" });
  });

  test("a header that means nothing is kept as it is", () => {
    const state = upon(chooseColumn(TABLE, "楼号", ""));
    expect(meanings(state)).toEqual(["", "households", ""]);
    expect(choice(state).columns).toEqual({ name: null });
  });

  test("two headers change places", () => {
    const state = upon(
      chooseColumn(TABLE, "户", "name"),
      chooseColumn(TABLE, "楼号", "households"),
    );
    expect(meanings(state)).toEqual(["households", "name", ""]);
    expect(choice(state).columns).toEqual({ households: "楼号", name: "户" });
  });

  test("another layer forgets the columns and keeps the encoding", () => {
    const state = upon(
      chooseFor("a.csv", "a", { encoding: "GBK" }),
      chooseColumn(TABLE, "备注", "households"),
      chooseLayer("a.csv", "a", "hazards"),
    );
    expect(choice(state)).toEqual({ file: "a.csv", table: "a", encoding: "GBK", layer: "hazards" });
  });

  test("a table that is left out and taken in again is no longer left out", () => {
    const out = upon(chooseLayer("a.csv", "a", null));
    expect(choice(out).leave_out).toBe(true);
    const back = upon(chooseLayer("a.csv", "a", null), chooseLayer("a.csv", "a", "buildings"));
    expect(choice(back)).toEqual({ file: "a.csv", table: "a", layer: "buildings" });
  });

  test("a field that was emptied again is not sent", () => {
    const { reading } = upon(
      chooseFor("a.csv", "", { encoding: "GBK", crs: "EPSG:4548", leave_out: true }),
      chooseFor("a.csv", "", { encoding: "", crs: "", leave_out: false }),
    );
    expect(sentOf(reading.tables)).toEqual([{ file: "a.csv", table: "" }]);
  });

  test("what is said of one table is not said of another", () => {
    const { reading } = upon(chooseFor("a.csv", "a", { crs: "EPSG:4548" }));
    expect(choiceFor(reading.tables, "a.csv", "")).toEqual({ file: "a.csv", table: "" });
    expect(NO_READING.tables).toEqual([]);
  });
});

describe("faults", () => {
  const names = (state: State["importing"]) =>
    listed(state, "zh").map(({ fault: { feature_id }, number }) => [feature_id, number]);

  test("those of the severities that are shown are listed, with their numbers", () => {
    const state = upon(looked(PREVIEW), pick(0), show("error", false));
    expect(names(state)).toEqual([
      ["h2", 1],
      ["h3", 2],
    ]);
    expect(state.picked).toBeNull();
  });

  test("they are sought by their words", () => {
    expect(names(upon(looked(PREVIEW), seek(" H2 ")))).toEqual([["h2", 1]]);
  });

  test("in CSV no cell is a formula, and places stay numbers", () => {
    const evil = fault("error", '=HYPERLINK("x")', { place: [-1.5, 35], file: "甲,乙.csv" });
    const say = { severity: () => "错误", layer: () => "楼栋" };
    const [head, row, end] = toCsv([evil], "zh", say).split("\r\n");
    expect(head?.startsWith("\ufeff级别,文件")).toBe(true);
    expect(row).toContain(`"'=HYPERLINK(""x"")"`);
    expect(row).toContain('"甲,乙.csv"');
    expect(row).toContain(",-1.500000,35.000000,");
    expect(end).toBe("");
  });
});
