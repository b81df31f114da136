"""Photos that are sent: what is taken, and how each is drawn anew in a process of its own."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from dataclasses import dataclass

from gridmap.errors import InputError, Text
from gridmap_api.errors import BusyError, TooLargeError, WrongTypeError

MOST_BYTES = 12 * 2**20
"""Of one photo as it is sent; pages for phones send much smaller ones."""

MEDIA_TYPE = "image/jpeg"
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
CLOCK_S = 20
WAIT_S = 15
_SIZE = struct.Struct(">II")
_ROOM = threading.BoundedSemaphore(2)
"""Photos that are drawn at once: each may take a gigabyte."""

# The exit codes of `gridmap_api.photo_child`, which imports what the service need not.
WRONG_TYPE, TOO_MANY_PIXELS = 10, 11


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo of which nothing is left but the picture.

    Attributes
    ----------
    content : bytes
        JPEG.
    width_px, height_px : int
        Its size.
    """

    content: bytes
    width_px: int
    height_px: int


def clean_photo(content: bytes) -> CleanPhoto:
    """Return a photo drawn anew: upright, at most 1,600 pixels long, without place or other facts.

    Parameters
    ----------
    content : bytes
        JPEG, PNG or WebP from anywhere.

    Returns
    -------
    CleanPhoto
        The photo.

    Raises
    ------
    WrongTypeError
        If it is of another kind, such as SVG or HEIC.
    TooLargeError
        If it has more than 12 MB or 64 million pixels; it is not decoded then.
    InputError
        If it is broken.
    BusyError
        If too many photos are drawn already.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    if not content.startswith(STARTS):
        raise _wrong_type()
    if not _ROOM.acquire(timeout=WAIT_S):
        raise BusyError(
            Text("正在处理其他照片。", "Other photos are being worked on."),
            Text("请稍后重试。", "Come again in a while."),
            retry_after_s=5,
        )
    try:
        ended = subprocess.run(
            [sys.executable, "-P", "-B", "-m", "gridmap_api.photo_child"],
            input=content,
            capture_output=True,
            timeout=CLOCK_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _broken() from error
    finally:
        _ROOM.release()
    if ended.returncode == WRONG_TYPE:
        raise _wrong_type()
    if ended.returncode == TOO_MANY_PIXELS:
        raise too_large()
    if ended.returncode != 0:
        raise _broken()
    width_px, height_px = _SIZE.unpack_from(ended.stdout)
    return CleanPhoto(ended.stdout[_SIZE.size :], width_px, height_px)


def too_large() -> TooLargeError:
    """Return the refusal of a photo that is too large.

    Returns
    -------
    TooLargeError
        To be raised.
    """
    most_mb = MOST_BYTES // 2**20
    return TooLargeError(
        Text(
            f"照片过大：超过 {most_mb} MB 或 6400 万像素。",
            f"The photo is too large: more than {most_mb} MB or 64 million pixels.",
        ),
        Text("请换一张较小的照片，或先压缩。", "Send a smaller one, or shrink it first."),
    )


def _wrong_type() -> WrongTypeError:
    return WrongTypeError(
        Text("这不是可用的照片格式。", "The photo is of no kind that is taken here."),
        Text(
            "请发送 JPEG、PNG 或 WebP；HEIC 请先转为 JPEG。",
            "Send JPEG, PNG or WebP; turn HEIC into JPEG first.",
        ),
    )


def _broken() -> InputError:
    return InputError(
        Text("照片已损坏，无法读取。", "The photo is broken and cannot be read."),
        Text("请重新拍摄或换一张。", "Take it again, or send another one."),
    )
