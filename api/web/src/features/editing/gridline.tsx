/** One row of the table of grids. */
import { Lock } from "lucide-preact";
import { useSay, useState$ } from "../../app/app";
import { BandBar, PlaceInBand } from "./bandbar";
import type { GridRow } from "./gridrows";
import { gridWords as words } from "./gridwords";
import { bandOf } from "./reading";
import { called } from "./words";

export const ROW_PX = 46;

interface GridLineProps {
  readonly row: GridRow;
  readonly number: number;
  /** Whether the Tab key comes to this row. */
  readonly isHere: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

export function GridLine({ row, number, isHere, isChosen, onChoose }: GridLineProps) {
  const say = useSay();
  const lang = useState$((state) => state.lang);
  return (
    <tr
      class="gd-row"
      aria-rowindex={number + 2}
      aria-current={isChosen ? "true" : undefined}
      data-grid={row.code}
      style={{ height: `${ROW_PX}px` }}
    >
      <th scope="row">
        <button type="button" class="bare" tabIndex={isHere ? 0 : -1} onClick={onChoose}>
          <span>
            <strong title={row.code}>{called(row.code, lang)}</strong> {row.name}
          </span>
          <small>{row.community}</small>
        </button>
      </th>
      <Households row={row} />
      <td class="number">{row.persons ?? "–"}</td>
      <td class="number">{row.compounds ?? "–"}</td>
      <td>{row.locked && <Lock size={14} aria-label={say(words.locked)} />}</td>
    </tr>
  );
}

function Households({ row }: { readonly row: GridRow }) {
  const say = useSay();
  const band = useState$(bandOf);
  const { households, special, pending } = row;
  if (households === null) return <td>–</td>;
  return (
    <td data-households={households}>
      <span class={pending ? "gd-pending" : ""} title={pending ? say(words.pending) : ""}>
        {households}
        {pending && "*"}
      </span>{" "}
      {special ? (
        <span class="ed-place">{say(words.isSpecial)}</span>
      ) : (
        <>
          <PlaceInBand households={households} band={band} />
          <BandBar households={households} band={band} />
        </>
      )}
    </td>
  );
}
