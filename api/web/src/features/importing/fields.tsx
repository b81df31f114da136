/** Fields for what a file does not say: its encoding, its coordinate reference system. */
import { useId } from "preact/hooks";
import { useSay } from "../../app/app";
import { words } from "./words";

const ENCODINGS = ["UTF-8", "GBK", "GB18030", "Big5"];

/** CRS of Chinese offices: degrees, and the 3-degree zones of CGCS2000 by their central meridian. */
const CRS: readonly (readonly [code: string, name: string])[] = [
  ["EPSG:4490", "CGCS2000"],
  ["EPSG:4326", "WGS 84"],
  ...Array.from({ length: 21 }, (_, zone) => {
    const meridian = 75 + 3 * zone;
    return [`EPSG:${4534 + zone}`, `CGCS2000 3° ${meridian}°E`] as const;
  }),
];

/** Return a CRS as people call it. */
export function crsName(code: string): string {
  const name = CRS.find(([one]) => one === code)?.[1];
  return name ? `${name} (${code})` : code;
}

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function EncodingField({ value, onChange }: FieldProps) {
  const say = useSay();
  return (
    <label class="im-field">
      <span>{say(words.encoding)}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{say(words.automatic)}</option>
        {ENCODINGS.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function CrsField({ value, onChange }: FieldProps) {
  const say = useSay();
  const list = useId();
  return (
    <label class="im-field">
      <span>{say(words.crs)}</span>
      <input
        value={value}
        list={list}
        maxLength={64}
        placeholder={say(words.crsHint)}
        onChange={(event) => onChange(event.currentTarget.value.trim())}
      />
      <datalist id={list}>
        {CRS.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </datalist>
    </label>
  );
}
