"""Packed files, unpacked into a private folder only after a look at what they hold."""

from __future__ import annotations

import bz2
import gzip
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from gridmap.errors import InputError, Text
from gridmap.layers.findings import echo

MOST_BYTES = 4 * 2**30
"""What a packed file may hold, in all."""

MOST_RATIO = 100
"""How many times its size it may hold, beyond `FREE_BYTES`; honest tables stay below 60."""

FREE_BYTES = 64 * 2**20
MOST_MEMBERS = 10_000
_CHUNK = 2**20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError)
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1


def unzip(path: Path, folder: Path) -> list[Path]:
    """Unpack a zip file whose members are harmless.

    Parameters
    ----------
    path : Path
        The zip file.
    folder : Path
        Where to; each member is written below it under its own name.

    Returns
    -------
    list of Path
        The files, sorted.

    Raises
    ------
    InputError
        If it is damaged, encrypted, holds far more than its size, too many members, links, or
        names that lead out of the folder.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_bomb(sum(member.file_size for member in members), path)
            names = [_safe_name(member) for member in members]
            _refuse_crowd(names)
            for member, name in zip(members, names, strict=True):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink, _CHUNK)
    except _DAMAGE as error:
        raise InputError(
            Text("压缩包已损坏或无法解开。", "The archive is damaged or cannot be unpacked."),
            Text("请重新压缩为 zip 后再导入。", "Zip the files again."),
        ) from error
    return sorted(folder / name for name in names)


def gunzip(path: Path, target: Path) -> Path:
    """Unpack a ``.gz`` or ``.bz2`` file, up to the size that is allowed.

    Parameters
    ----------
    path : Path
        The packed file.
    target : Path
        Where to.

    Returns
    -------
    Path
        The target.

    Raises
    ------
    InputError
        If it is damaged or holds far more than its size.
    """
    unpack = bz2.open if path.suffix.lower() == ".bz2" else gzip.open
    try:
        with unpack(path, "rb") as source, target.open("wb") as sink:
            total = 0
            while chunk := source.read(_CHUNK):
                total += len(chunk)
                _refuse_bomb(total, path)
                sink.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            Text("压缩文件已损坏或不完整。", "The packed file is damaged or truncated."),
            Text("请重新下载或压缩。", "Download or pack it again."),
        ) from error
    return target


def refuse_zip_bomb(path: Path) -> None:
    """Refuse a zip-based file, such as xlsx, that holds far more than its size.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    InputError
        If it is damaged or a bomb.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(sum(member.file_size for member in archive.infolist()), path)
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(
            Text("文件已损坏或不完整。", "The file is damaged or truncated."),
            Text("请重新导出该文件。", "Export it again."),
        ) from error


def _refuse_bomb(total: int, path: Path) -> None:
    if total > MOST_BYTES or total > max(FREE_BYTES, MOST_RATIO * path.stat().st_size):
        raise InputError(
            Text(
                f"压缩文件展开后超过 {total // 2**20} MB，比例异常，未解开。",
                f"It unpacks to more than {total // 2**20} MB, out of proportion; not unpacked.",
            ),
            Text("如内容无误，请解压后再导入。", "If that is right, unpack it and import that."),
        )


def _refuse_crowd(names: list[PurePosixPath]) -> None:
    folded = [str(name).casefold() for name in names]
    if len(names) > MOST_MEMBERS or len(set(folded)) < len(folded):
        raise InputError(
            Text("压缩包内文件过多或有重名。", "It holds too many files, or two of one name."),
            Text("请只压缩要导入的图层。", "Zip only the layers to import."),
        )


def _safe_name(member: zipfile.ZipInfo) -> PurePosixPath:
    name = PurePosixPath(_decoded_name(member).replace("\\", "/"))
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    leads_out = name.is_absolute() or ".." in name.parts or ":" in str(name) or not name.name
    unfit = not str(name).isprintable()
    if is_link or leads_out or unfit:
        what = "链接" if is_link else "指向包外的文件名"
        raise InputError(
            Text(
                f"压缩包含有{what}：{echo(name)}，不予解开。",
                f"It holds a {'link' if is_link else 'name that leads out'}: {echo(name)}.",
            ),
            Text("请重新压缩所需文件。", "Zip the files again."),
        )
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise InputError(
            Text("压缩包有密码。", "The archive is encrypted."),
            Text("请解压后再导入。", "Unpack it and import that."),
        )
    return name


def _decoded_name(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return member.filename
