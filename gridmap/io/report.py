"""What an import did: each table of each file, and everything that was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from gridmap.errors import Fault, Lang, Text
from gridmap.layers import CONTRACTS

_SKIP_HINT = Text(
    "有错误的图层未写入；如先导入无误的要素，请加 --skip-faulty。",
    "Layers with errors were not written; --skip-faulty writes their other features.",
)


@dataclass(frozen=True, slots=True)
class TableReport:
    """What became of one table of a file.

    Attributes
    ----------
    file, table : str
        The file, and what it calls the table.
    layer : str
        The layer it was taken for; empty where that was not clear.
    crs : str
        CRS it came from; empty where unknown.
    encoding : Text or None
        Encoding of its texts and how it was found; None where the format fixes it.
    mapping : dict of str to str
        Header of the file to column of the contract.
    read, new, replaced, left_out : int
        Features in the file, and of these: new in the project, in place of one of the same id,
        not written. ``read = new + replaced + left_out``.
    left_out_ids : tuple of str
        The features left out, where only some of them were.
    """

    file: str
    table: str
    layer: str
    crs: str
    encoding: Text | None
    mapping: dict[str, str]
    read: int
    new: int = 0
    replaced: int = 0
    left_out: int = 0
    left_out_ids: tuple[str, ...] = ()

    def say(self, lang: Lang) -> str:
        """Return the table as one line.

        Parameters
        ----------
        lang : {"zh", "en"}
            The language.

        Returns
        -------
        str
            File, layer, counts, CRS, encoding, headers.
        """
        title = CONTRACTS[self.layer].title.say(lang) if self.layer else "?"
        foreign = {header: name for header, name in self.mapping.items() if header != name}
        headers = ", ".join(f"{header}→{name}" for header, name in foreign.items())
        encoding = None if self.encoding is None else self.encoding.say(lang)
        if lang == "zh":
            counts = f"读入 {self.read}，新增 {self.new}，替换 {self.replaced}"
            parts = [
                counts + (f"，未写入 {self.left_out}" if self.left_out else ""),
                self.crs and f"坐标系 {self.crs}",
                encoding and f"编码 {encoding}",
                headers and f"列名对应 {headers}",
            ]
            return f"{self.file} → {title}：" + "；".join(part for part in parts if part)
        counts = f"read {self.read}, new {self.new}, replaced {self.replaced}"
        parts = [
            counts + (f", left out {self.left_out}" if self.left_out else ""),
            self.crs and f"CRS {self.crs}",
            encoding and f"encoding {encoding}",
            headers and f"headers {headers}",
        ]
        return f"{self.file} -> {title}: " + "; ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes
    ----------
    tables : tuple of TableReport
        One a table, in the order of the files.
    faults : tuple of Fault
        Every error, warning and notice.
    """

    tables: tuple[TableReport, ...]
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings and notices are allowed."""
        return not any(fault.severity == "error" for fault in self.faults)

    def say(self, lang: Lang) -> str:
        """Return what became of each table, and how much was found.

        Parameters
        ----------
        lang : {"zh", "en"}
            The language.

        Returns
        -------
        str
            A line a table, then the counts of errors, warnings and notices. The faults
            themselves say what is wrong: `gridmap.errors.Fault.say`.
        """
        counts = Counter(fault.severity for fault in self.faults)
        errors, warnings, notices = (counts[kind] for kind in ("error", "warning", "notice"))
        sums = Text(
            f"错误 {errors} 处，警告 {warnings} 处，提示 {notices} 处。",
            f"{errors} errors, {warnings} warnings, {notices} notices.",
        )
        lines = [*(table.say(lang) for table in self.tables), sums.say(lang)]
        if not self.ok and any(table.left_out for table in self.tables):
            lines.append(_SKIP_HINT.say(lang))
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data for JSON.

        Returns
        -------
        dict
            ``ok``, ``tables`` and ``faults``, complete.
        """
        return {
            "ok": self.ok,
            "tables": [asdict(table) for table in self.tables],
            "faults": [asdict(fault) for fault in self.faults],
        }
