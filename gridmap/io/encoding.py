"""In which encoding a text is: stated, detected and said, never guessed in silence.

A text in the wrong encoding often decodes without an error and reads as gibberish. So an encoding
is taken only where it decodes every byte and where what comes out is made of everyday characters
of the script, clearly more so than under any other encoding. Else the user is asked.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from gridmap.errors import InputError, Text
from gridmap.io.plausibility import plausibility

CANDIDATES = (
    "gb18030",
    "big5hkscs",
    "cp950",
    "cp932",
    "euc_jp",
    "euc_kr",
    "koi8_r",
    "cp1251",
    "cp874",
    "cp1252",
)
_NAMES = {
    "gb18030": "GB18030(GBK)",
    "big5hkscs": "Big5",
    "cp950": "Big5",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "euc_kr": "EUC-KR",
    "koi8_r": "KOI8-R",
    "cp1251": "Windows-1251",
    "cp874": "Windows-874",
    "cp1252": "Windows-1252",
    "utf_8": "UTF-8",
    "utf_8_sig": "UTF-8(BOM)",
    "utf_16": "UTF-16(BOM)",
    "ascii": "ASCII",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf_8_sig"),
    (codecs.BOM_UTF32_LE, "utf_32"),
    (codecs.BOM_UTF32_BE, "utf_32"),
    (codecs.BOM_UTF16_LE, "utf_16"),
    (codecs.BOM_UTF16_BE, "utf_16"),
)
_TRUSTED = frozenset({"gb18030", "big5hkscs", "cp950", "cp932"})
"""Encodings taken when detected; the others are only named as possible."""

_LEAST_SCORE = 0.6
_LEAST_LEAD = 0.08
_SHORT_TEXT_LEAD = 0.5
"""Further lead between two Chinese encodings, over the number of characters: few prove little."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding and how it was found.

    Attributes
    ----------
    codec : str
        Name of the Python codec.
    how : Text
        How it was found, for the report.
    """

    codec: str
    how: Text

    @property
    def words(self) -> Text:
        """The encoding and how it was found, in words."""
        name = _NAMES.get(self.codec, self.codec.upper())
        return Text(f"{name}，{self.how.zh}", f"{name}, {self.how.en}")


_ALIASES = {
    "936": "gb18030",
    "cp936": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "ansi": "gb18030",
    "950": "big5hkscs",
    "big5": "big5hkscs",
    "big-5": "big5hkscs",
    "932": "cp932",
    "949": "euc_kr",
    "65001": "utf_8",
}

GIVEN = Text("由您指定", "as you say")
DETECTED = Text("自动识别", "detected")
_MARKED = Text("按文件开头的标记", "from its byte order mark")


def decode_text(data: bytes, *, encoding: str | None, detect: bool) -> tuple[str, Text]:
    """Return the text of a file and the encoding it was read in.

    Parameters
    ----------
    data : bytes
        The file.
    encoding : str or None
        What the user states.
    detect : bool
        Whether other encodings than UTF-8 are allowed without being stated.

    Returns
    -------
    text : str
        The text without byte order mark.
    words : Text
        Encoding and how it was found.

    Raises
    ------
    InputError
        If the bytes do not fit the encoding, or no encoding stands out.
    """
    if encoding is not None:
        found = Encoding(codec_of(encoding), GIVEN)
        return decode_strictly(data, found.codec), found.words
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return decode_strictly(data, codec), Encoding(codec, _MARKED).words
    if detect:
        found = detect_encoding(data)
        return decode_strictly(data, found.codec), found.words
    return decode_strictly(data, "utf_8"), Encoding("utf_8", DETECTED).words


def codec_of(name: str) -> str:
    """Return the codec that a user or a file means by a name.

    Parameters
    ----------
    name : str
        Such as ``"GBK"``, ``"936"``, ``"UTF-8"``.

    Returns
    -------
    str
        Name of a Python codec; GBK and GB2312 become their superset GB18030.

    Raises
    ------
    InputError
        If there is no such encoding.

    Examples
    --------
    >>> codec_of("GB2312"), codec_of("65001")
    ('gb18030', 'utf_8')
    """
    key = name.strip().casefold().replace("_", "-").removeprefix("ansi ").removeprefix("oem ")
    key = _ALIASES.get(key, f"cp{key}" if key.isdigit() else key)
    try:
        codec = codecs.lookup(key)
        codec.decode(b"")
    except (LookupError, UnicodeError, ValueError, TypeError) as error:
        raise InputError(
            Text(f"没有名为“{name[:40]}”的编码。", f"There is no encoding {name[:40]!r}."),
            Text("可用：UTF-8、GBK、GB18030、Big5。", "Use UTF-8, GBK, GB18030 or Big5."),
        ) from error
    return codec.name.replace("-", "_")


def decode_strictly(data: bytes, codec: str) -> str:
    """Return the text of bytes, refusing what does not fit.

    Parameters
    ----------
    data : bytes
        The bytes.
    codec : str
        Name of a Python codec.

    Returns
    -------
    str
        The text.

    Raises
    ------
    InputError
        If a byte does not fit; names its position.
    """
    try:
        return data.decode(codec)
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        name = _NAMES.get(codec, codec)
        raise InputError(
            Text(f"第 {at} 字节起不是 {name} 编码。", f"From byte {at} on it is not {name}."),
            Text(
                "请指定编码，例如 GBK（命令行：--encoding GBK），或另存为 UTF-8。",
                "State the encoding, such as GBK (--encoding GBK), or save it as UTF-8.",
            ),
        ) from error


def detect_encoding(data: bytes) -> Encoding:
    """Return the one encoding in which the bytes read as everyday text.

    Parameters
    ----------
    data : bytes
        Text without byte order mark.

    Returns
    -------
    Encoding
        The encoding.

    Raises
    ------
    InputError
        If no encoding stands out; names those that are possible.
    """
    if data.isascii():
        return Encoding("ascii", DETECTED)
    if fits(data, "utf_8"):
        return Encoding("utf_8", DETECTED)
    scores = sorted(
        ((plausibility(data, codec), codec) for codec in CANDIDATES if fits(data, codec)),
        reverse=True,
    )
    best, codec = scores[0] if scores else (0.0, "")
    short = _SHORT_TEXT_LEAD / max(
        1, sum(char > "\x7f" for char in data.decode(codec or "latin_1"))
    )
    rivalled = any(
        best - score < _LEAST_LEAD + (short if {codec, other} <= _TRUSTED else 0.0)
        for score, other in scores[1:]
        if _NAMES[other] != _NAMES[codec]
    )
    if best < _LEAST_SCORE or rivalled or codec not in _TRUSTED:
        raise _undecided([_NAMES[codec] for score, codec in scores if best - score < 0.3])
    return Encoding(codec, DETECTED)


def fits(data: bytes, codec: str) -> bool:
    """Return whether every byte decodes.

    Parameters
    ----------
    data : bytes
        The bytes.
    codec : str
        Name of a Python codec.

    Returns
    -------
    bool
        Whether it does.
    """
    try:
        data.decode(codec)
    except UnicodeError:
        return False
    return True


def _undecided(names: list[str]) -> InputError:
    options = "、".join(dict.fromkeys(names)) or "GBK、Big5"
    return InputError(
        Text(f"无法确定文字编码，可能是 {options}。", f"The encoding may be {options}."),
        Text(
            "请指定编码，例如 GBK（命令行：--encoding GBK）。",
            "State the encoding, such as GBK (--encoding GBK).",
        ),
    )
