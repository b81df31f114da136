"""Files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyogrio

from gridmap.errors import InputError, Text


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a draft that takes the place of a file when the block ends without an error.

    Parameters
    ----------
    path : Path
        The file to write; its folder is made if need be.

    Yields
    ------
    Path
        A draft with the same name in a private folder beside the file.

    Raises
    ------
    InputError
        If the folder or the draft cannot be written; the old file is left as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".gridmap-") as folder:
            draft = Path(folder) / path.name
            yield draft
            with draft.open("rb") as stream:
                os.fsync(stream.fileno())
            draft.replace(path)
    except (OSError, pyogrio.errors.DataSourceError) as error:
        raise InputError(
            Text(f"无法写入 {path}：{error}。", f"{path} cannot be written: {error}."),
            Text("请检查磁盘空间和写入权限。", "Check the free space and the permissions."),
        ) from error


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all.

    Parameters
    ----------
    path : Path
        The file.
    text : str
        Its content.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8")
