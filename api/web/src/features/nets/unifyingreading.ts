/** What is asked for, and which places totals can be entered of: pure. */
import type { TotalRow, Totals, UnifyingState } from "./unifyingstate";

/** The weight of every net that counts. */
export function weightsOf({ nets, form }: UnifyingState): { net: string; weight: number }[] {
  return (nets ?? [])
    .map(({ net }) => ({ net, weight: form.weights[net] ?? 1 }))
    .filter(({ weight }) => weight > 0);
}

/** Whether what the form says can be asked for. */
export function isFit(part: UnifyingState): boolean {
  const { lower, upper } = part.form;
  return lower >= 1 && lower <= upper && upper <= 1_000_000 && weightsOf(part).length > 0;
}

export type Place = Pick<TotalRow, "level" | "code" | "name" | "published">;

/** Every place of the plan with what was published of it, then published codes it does not know. */
export function placesOf(totals: Totals): Place[] {
  const published = new Map(totals.rows.map((row) => [`${row.level} ${row.code}`, row]));
  const places: Place[] = totals.communities.map(({ code, name }) => ({
    level: "community",
    code,
    name,
    published: {},
  }));
  if (totals.may_tell_streets) {
    const streets = [...new Set(totals.communities.map(({ code }) => code.slice(0, 9)))];
    const above: Place[] = streets.map((code) => ({
      level: "street",
      code,
      name: "",
      published: {},
    }));
    places.unshift({ level: "all", code: "", name: "", published: {} }, ...above);
  }
  const known = new Set(places.map(({ level, code }) => `${level} ${code}`));
  const others = totals.rows.filter(({ level, code }) => !known.has(`${level} ${code}`));
  return [
    ...places.map((place) => published.get(`${place.level} ${place.code}`) ?? place),
    ...others,
  ];
}

/** The number that a cell says; undefined for none. */
export function figureOf(text: string): number | undefined {
  const plain = text.replace(/[,，\s]/g, "");
  return /^\d{1,9}$/.test(plain) ? Number(plain) : undefined;
}
