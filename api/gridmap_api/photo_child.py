"""The process that draws one untrusted photo anew, and then ends.

Run as ``python -P -m gridmap_api.photo_child``: the photo comes on standard input; what goes out on
standard output are width and height (two unsigned 32-bit numbers, big-endian) and a JPEG of nothing
but the picture: no place, no time, no camera, no text, no thumbnail, and nothing behind its end.
The exit code says why there is none. Only Pillow is imported, so that it starts quickly.
"""

from __future__ import annotations

import io
import resource
import struct
import sys

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
WRONG_TYPE, TOO_LARGE, BROKEN = 10, 11, 12
MOST_PIXELS = 64_000_000
"""Phones have 48 to 50 million; 20,000 x 20,000 are 400 million."""
LONGEST_SIDE_PX = 1_600
QUALITY = 80
PROCESSOR_S = 10
MEMORY_BYTES = 1_000_000_000
WEBP_HEADER_BYTES = 30


def main() -> int:
    """Draw the photo on standard input anew, and return the exit code."""
    _limit()
    content = sys.stdin.buffer.read()
    # Pillow's own guard lets through 178 million pixels, with a warning.
    Image.MAX_IMAGE_PIXELS = None
    try:
        drawn = _drawn(content)
    except UnidentifiedImageError:
        return WRONG_TYPE
    except MemoryError:
        return TOO_LARGE
    except (OSError, ValueError, SyntaxError, EOFError, ZeroDivisionError, struct.error):
        # What the readers of Pillow raise on a photo that is cut off or made up.
        return BROKEN
    if drawn is None:
        return TOO_LARGE
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY, optimize=True)
    sys.stdout.buffer.write(struct.pack(">II", *drawn.size) + out.getvalue())
    return 0


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing is written but to the pipe.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _drawn(content: bytes) -> Image.Image | None:
    """Return the picture upright, in plain colours and of a size to be looked at."""
    if _webp_pixels(content) > MOST_PIXELS:
        return None
    with Image.open(io.BytesIO(content), formats=FORMATS) as photo:
        if photo.width * photo.height > MOST_PIXELS:
            return None
        # A large JPEG is decoded at a half, a quarter or an eighth of its size.
        photo.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        photo.load()
        upright = ImageOps.exif_transpose(photo)
        upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        return _plain(upright)


def _plain(photo: Image.Image) -> Image.Image:
    """Return a picture of three colours that carries nothing; what is clear becomes white."""
    if photo.has_transparency_data:
        clear = photo.convert("RGBA")
        white = Image.new("RGB", photo.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        return white
    plain = Image.new("RGB", photo.size)
    plain.paste(photo.convert("RGB"))
    return plain


def _webp_pixels(content: bytes) -> int:
    """Return the size that the header of a WebP states: Pillow's decoder takes memory for it."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < WEBP_HEADER_BYTES:
        return 0
    kind = content[12:16]
    if kind == b"VP8X":
        width = 1 + int.from_bytes(content[24:27], "little")
        height = 1 + int.from_bytes(content[27:30], "little")
    elif kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    else:
        width, height = (int.from_bytes(content[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    return width * height


if __name__ == "__main__":
    sys.exit(main())
