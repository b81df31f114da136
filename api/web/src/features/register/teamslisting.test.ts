import { describe, expect, it } from "vitest";
import { barOf, columnsOf, filledRows, namesOf, rowsOf } from "./teamslisting";
import type { GridTeam, Member, TeamTable } from "./teamstypes";

const member = (role: Member["role"], name: string): Member => ({
  role,
  name,
  worker_kind: "",
  organisation: "",
  duty_phone: "",
  since: "",
});

const grid = (code: string, part: Partial<GridTeam>): GridTeam => ({
  grid_code: code,
  community_code: "c",
  members: [],
  missing: [],
  lacks_full_time: false,
  stamp: "",
  index: 1,
  households: 0,
  persons: 0,
  elders: 0,
  hazards: 0,
  area: 0,
  ...part,
});

const table = {
  grids: [
    grid("1", { index: 0.8 }),
    grid("2", { index: 1.4, missing: ["cadre"] }),
    grid("3", { index: 1.1, lacks_full_time: true }),
  ],
} as unknown as TeamTable;

const codes = (which: "all" | "gaps", order: "code" | "workload") =>
  rowsOf(table, { which, order }).map((one) => one.grid_code);

describe("the table of teams", () => {
  it("has every grid in the order of codes, or of workload", () => {
    expect(codes("all", "code")).toEqual(["1", "2", "3"]);
    expect(codes("all", "workload")).toEqual(["2", "3", "1"]);
  });

  it("leaves out grids that lack nobody", () => {
    expect(codes("gaps", "code")).toEqual(["2", "3"]);
  });

  it("names those who have a role", () => {
    const members = [member("cadre", "李二"), member("leader", "王三"), member("cadre", "钱六")];
    expect(namesOf(members, "cadre")).toEqual(["李二", "钱六"]);
    expect(namesOf(members, "volunteer")).toEqual([]);
  });

  it("has a full bar from twice the mean on", () => {
    expect([barOf(0), barOf(1), barOf(3)]).toEqual([0, 0.5, 1]);
  });
});

describe("lists", () => {
  it("leave out rows in which nothing stands", () => {
    expect(
      filledRows([
        ["", " "],
        ["路灯 ", ""],
      ]),
    ).toEqual([["路灯", ""]]);
  });

  it("have the columns that somebody wrote", () => {
    expect(columnsOf("事项、情况，期限\n ")).toEqual(["事项", "情况", "期限"]);
  });
});
