"""What an edited register changes: cell by cell, against what it said and what the plan says now.

Each cell has three values: before (when the file was written), after (in the file) and now (in the
plan). It is a change where after differs from before, unless the plan says the same by now; it is
stale where now differs from before. Every fault is found at once, and nothing is passed over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gridmap.layers.values import is_null
from gridmap.register import cell_flags, row_flags, sheet_flags
from gridmap.register.content import Register
from gridmap.register.difference import CellChange, Change, Flag, RegisterDifference, RowChange
from gridmap.register.fields import Field, Value, plain
from gridmap.register.given import Given
from gridmap.register.matching import Matched, match
from gridmap.register.originals import Originals
from gridmap.register.pages import Page, PageKind, Row

FEW, HALF = 10, 0.5
"""More rows than these, and more than this share of a page, are not removed unasked."""


def compare(given: Given, register: Register) -> RegisterDifference:
    """Return what an edited register changes.

    Parameters
    ----------
    given : Given
        The file that came back.
    register : Register
        The register of the plan as it is now.

    Returns
    -------
    RegisterDifference
        Empty where nothing was changed, whichever program saved the file.
    """
    matched, faults = match(given, register)
    originals = given.originals
    rows: list[RowChange] = []
    unchanged = 0
    for one in matched:
        part = _Comparison(one, _before(originals, one.page), register)
        found = part.rows()
        rows += found
        unchanged += part.same
    return RegisterDifference(
        given.file,
        originals.about if originals else None,
        tuple(rows),
        (*sheet_flags.of_originals(originals), *faults),
        unchanged,
    )


def _before(originals: Originals | None, page: Page) -> Mapping[str, Row] | None:
    """Return the rows of a page as they were written; None where nobody knows."""
    if originals is None or page.kind.name not in originals.pages:
        return None
    return {key: row for (name, key), row in originals.rows.items() if name == page.kind.name}


@dataclass(slots=True)
class _Comparison:
    """One page of a file, compared."""

    matched: Matched
    before: Mapping[str, Row] | None
    register: Register
    same: int = 0
    _first: dict[str, int] = field(default_factory=dict)
    _others: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Rows without a code of their own that came since: perhaps out of this very file.
        if self.kind.numbered and self.before is not None:
            self._others = [row for key, row in self.page.rows.items() if key not in self.before]

    def rows(self) -> list[RowChange]:
        found = [row for number, line in self.matched.rows for row in self._row(number, line)]
        return [*found, *self._deleted()]

    @property
    def page(self) -> Page:
        return self.matched.page

    @property
    def kind(self) -> PageKind:
        return self.matched.page.kind

    def _row(self, number: int, line: Sequence[object]) -> Iterator[RowChange]:
        cells = {
            name: line[at] if at < len(line) else None for name, at in self.matched.columns.items()
        }
        if all(is_null(cell) for cell in cells.values()):
            return
        key = self._key(cells[self.kind.key.name])
        if key in self._first:
            yield self._twice(key, number)
        elif key and (key in self.page.rows or (self.before and key in self.before)):
            self._first[key] = number
            yield from self._changed(key, number, cells)
        else:
            row = self._added(key, number, cells)
            if not (row.possible and self._is_there(row.taken)):
                yield row

    def _key(self, raw: object) -> str:
        """Return the code of a row as the register has it, for as long as one can be meant."""
        value = self.kind.key.kept(raw)
        if value is None:
            return ""
        key = str(value)
        wide = unicodedata.normalize("NFKC", key).strip()
        known = self.page.rows
        return wide if key not in known and wide in known else key

    def _changed(self, key: str, number: int, raws: Mapping[str, object]) -> Iterator[RowChange]:
        now = self.page.rows.get(key)
        before = (self.before or {})[key] if now is None else (self.before or {}).get(key, now)
        cells, found = [], []
        for one in self.kind.fields[1:]:
            if one.name not in raws:
                continue
            cell, wrong = self._cell(one, number, raws[one.name], before, now)
            cells += cell
            found += wrong
        if not cells and not found:
            self.same += 1
            return
        if now is None and self._is_there({**before, **{c.field.name: c.after for c in cells}}):
            return
        if now is None:
            found.append(row_flags.gone(self.matched.place(number), key))
        yield self._made(key, number, "changed", cells=cells, found=found, said=now or before)

    def _cell(
        self, one: Field, number: int, raw: object, before: Row, now: Row | None
    ) -> tuple[list[CellChange], list[Flag]]:
        place = self.matched.place(number, one.name)
        was, current = before.get(one.name), (now or before).get(one.name)
        try:
            value = one.read(raw)
        except ValueError:
            text = plain(str(raw))
            if text == was:
                # It did not fit its column before either.
                return [], []
            return (
                [CellChange(one, place, was, text, current, taken=False)],
                [cell_flags.unreadable(place, one, raw)],
            )
        if value == was or (one.editable and value == current):
            return [], []
        if not one.editable:
            cell = CellChange(one, place, was, value, current, taken=False)
            return [cell], [cell_flags.tampered(place, one, was)]
        cell = CellChange(one, place, was, value, current)
        return self._judged(cell, number, known=now)

    def _judged(
        self, cell: CellChange, number: int, *, known: Row | None
    ) -> tuple[list[CellChange], list[Flag]]:
        """Return a changed cell with what is wrong with it."""
        one, place = cell.field, cell.place
        found = []
        at = self.matched.columns[one.name] + 1
        if (number, at) in self.matched.sheet.formulas:
            found.append(cell_flags.formula(place, one, empty=cell.after is None))
            if cell.after is None:
                return [_left(cell)], found
        if cell.after is None and one.column.required:
            return [_left(cell)], [*found, cell_flags.emptied(place, one.title)]
        reference = self._reference(cell, known)
        if reference is not None:
            return [_left(cell)], [*found, reference]
        if one.access == "place" and known is not None and known.get(one.name) is None:
            return [_left(cell)], [*found, cell_flags.no_point(place)]
        if cell.stale:
            found.append(cell_flags.stale(place, one, cell.before, cell.now))
        return [cell], found

    def _reference(self, cell: CellChange, now: Row | None) -> Flag | None:
        """Return the flag of a code that the plan does not have."""
        target = cell.field.column.references
        if cell.after is None and cell.field.access == "move":
            return cell_flags.no_grid(cell.place)
        if not target or cell.after is None:
            return None
        page = self.register.page(target.split(".", maxsplit=1)[0])
        if page is None:
            return None
        row = page.rows.get(str(cell.after))
        if row is None:
            return row_flags.unknown_code(
                cell.place, page.kind.title, str(cell.after), numbered=False
            )
        home = (now or {}).get("community_code")
        if cell.field.access == "move" and home and row["community_code"] != home:
            return cell_flags.other_community(cell.place, str(cell.after), str(home))
        return None

    def _added(self, key: str, number: int, raws: Mapping[str, object]) -> RowChange:
        cells, found = [], []
        for one in self.kind.fields[1:]:
            place = self.matched.place(number, one.name)
            try:
                value = one.read(raws.get(one.name))
            except ValueError:
                value = plain(str(raws[one.name]))
                cells.append(CellChange(one, place, None, value, None, taken=False))
                found.append(cell_flags.unreadable(place, one, raws[one.name]))
                continue
            if value is not None and one.editable:
                some, wrong = self._judged(
                    CellChange(one, place, None, value, None), number, known=None
                )
                cells += some
                found += wrong
        found = [
            Flag(flag.rule, flag.place, flag.what, flag.remedy, bars=flag.rule != "formula")
            for flag in found
        ]
        return self._made(
            key,
            number,
            "added",
            cells=cells,
            found=[*found, *self._lacks(key, number, cells)],
            said={},
        )

    def _lacks(self, key: str, number: int, cells: Sequence[CellChange]) -> Iterator[Flag]:
        """Return why a row cannot be new."""
        place = self.matched.place(number)
        title = self.kind.title
        if not self.kind.grows:
            if key:
                yield row_flags.unknown_code(place, title, key, numbered=False)
            else:
                yield row_flags.no_code(place)
            return
        if key and self.kind.numbered:
            yield row_flags.unknown_code(place, title, key, numbered=True)
        elif not key and not self.kind.numbered:
            yield row_flags.required(place, [self.kind.key.title])
        full = {cell.field.name for cell in cells}
        lacking = [
            one.title
            for one in self.kind.fields[1:]
            if (one.column.required or one.access == "place") and one.name not in full
        ]
        if lacking:
            yield row_flags.required(place, lacking)

    def _is_there(self, values: Mapping[str, Value]) -> bool:
        """Return whether a row was accepted before; each row of the plan answers for one."""
        names = [one.name for one in self.kind.fields[1:]]
        for row in self._others:
            if all(row[name] == values.get(name) for name in names):
                self._others.remove(row)
                self.same += 1
                return True
        return False

    def _twice(self, key: str, number: int) -> RowChange:
        first = self._first[key]
        flag = row_flags.duplicate(self.matched.place(number), key, first)
        return self._made(
            key, number, "changed", cells=[], found=[flag], said=self.page.rows.get(key, {})
        )

    def _deleted(self) -> Iterator[RowChange]:
        written = self.page.rows if self.before is None else self.before
        lost = [key for key in written if key not in self._first and key in self.page.rows]
        many = len(lost) > FEW and len(lost) > HALF * len(written)
        for key in lost:
            now, before = self.page.rows[key], written[key]
            cells = [
                CellChange(one, "", before[one.name], None, now[one.name])
                for one in self.kind.fields
                if before[one.name] is not None and one.editable
            ]
            found = [
                cell_flags.stale(self.matched.sheet.title, cell.field, cell.before, cell.now)
                for cell in cells
                if cell.stale
            ]
            if not self.kind.grows:
                found.append(row_flags.no_deleting(self.matched.sheet.title, self.kind.title, key))
            elif many:
                found.append(row_flags.many_deleted(self.matched.sheet.title, len(lost)))
            yield self._made(key, 0, "deleted", cells=cells, found=found, said=now)

    def _made(
        self,
        key: str,
        number: int,
        change: Change,
        *,
        cells: Sequence[CellChange],
        found: Sequence[Flag],
        said: Mapping[str, Value],
    ) -> RowChange:
        values = {**said, **{cell.field.name: cell.after for cell in cells if change == "added"}}
        named = values.get("name") or ""
        place = self.matched.place(number) if number else self.matched.sheet.title
        return RowChange(
            self.kind,
            key,
            str(named),
            change,
            place,
            tuple(cells),
            tuple(found),
            dict(said),
        )


def _left(cell: CellChange) -> CellChange:
    return CellChange(cell.field, cell.place, cell.before, cell.after, cell.now, taken=False)
