/** What the service tells of stations near a place. */
import type { Position, Words } from "../../api/types";

export interface Station {
  readonly station_id: string;
  readonly name: string;
  readonly kind: Words;
  readonly place: Position;
  readonly address: string;
  readonly floor: string;
  readonly floor_area_m2: number | null;
  readonly amenities: readonly string[];
  readonly opening_hours: string;
  readonly is_shut_on_holidays: boolean;
  readonly state: "open" | "closed" | "unknown";
  readonly changes: string | null;
  readonly length_m: number;
  readonly by_road: boolean;
  readonly adult_s: number;
  readonly elder_s: number;
  readonly links: Readonly<Record<"amap" | "baidu" | "apple" | "system", string>>;
}

export interface Near {
  readonly at: string;
  readonly nearest_open: string | null;
  readonly unknown: number;
  readonly detour: number;
  readonly walk: {
    readonly adult_m_s: number;
    readonly elder_m_s: number;
    readonly minutes: number;
  };
  readonly stations: readonly Station[];
}

export interface NamedPlace {
  readonly kind: "compound" | "community" | "station" | "road";
  readonly name: string;
  readonly detail: string;
  readonly place: Position;
}
