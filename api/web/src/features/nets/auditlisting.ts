/** What of an audit is listed and drawn: pure. */
import type { AuditFault, AuditKind, AuditState, NetAudit } from "./auditstate";

/** Kinds that are drawn as long as none is listed. */
export const FIRST = ["invalid", "gap", "overlap", "exclave", "outside", "barrier", "edge"];

/** Whether a fault is one of a net; any where none is named. */
export function isOf(fault: AuditFault, net: string): boolean {
  return net === "" || fault.nets.includes(net);
}

/** Return the kinds with how many faults of a net each has; those without one last. */
export function kindsOf(found: NetAudit, net: string): { kind: AuditKind; count: number }[] {
  return found.kinds.map((kind) => ({
    kind,
    count: found.faults.filter((one) => one.kind === kind.name && isOf(one, net)).length,
  }));
}

/** Return the faults that are listed. */
export function listedOf(part: AuditState): readonly AuditFault[] {
  const { found, kind, net } = part;
  if (found === null || kind === null) return [];
  return found.faults.filter((one) => one.kind === kind && isOf(one, net));
}

/** Return the faults that are drawn: those listed, else the gravest kinds. */
export function drawnOf(part: AuditState): readonly AuditFault[] {
  if (part.found === null) return [];
  if (part.kind !== null) return listedOf(part);
  return part.found.faults.filter((one) => FIRST.includes(one.kind) && isOf(one, part.net));
}

/** Return the figure by which faults of a kind are compared, as households or square metres. */
export function sumOf(faults: readonly AuditFault[]): { households: number; area: number } {
  return {
    households: faults.reduce((sum, one) => sum + one.households, 0),
    area: faults.reduce((sum, one) => sum + one.area_m2, 0),
  };
}

type Ring = readonly (readonly number[])[];

/** Return the box around a fault: west, south, east, north; null where it has no place. */
export function boundsOf(fault: AuditFault): [number, number, number, number] | null {
  const places: (readonly number[])[] = [];
  const walk = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] === "number") places.push(value as number[]);
    else for (const one of value as Ring) walk(one);
  };
  if (fault.geometry !== null && "coordinates" in fault.geometry) walk(fault.geometry.coordinates);
  if (places.length === 0 && fault.place !== null) places.push(fault.place);
  if (places.length === 0) return null;
  const xs = places.map((one) => one[0] ?? 0);
  const ys = places.map((one) => one[1] ?? 0);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Whether what the form says can be asked for. */
export function isFit({ lower, upper, tolerance }: AuditState["form"]): boolean {
  return lower >= 1 && lower <= upper && upper <= 1_000_000 && tolerance >= 0.1 && tolerance <= 50;
}
