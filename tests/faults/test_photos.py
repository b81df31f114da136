"""Photos from anywhere: what is refused, and that nothing but the picture is kept of the rest."""

import io
import struct
import zlib

import pytest
from gridmap_api.errors import TooLargeError, WrongTypeError
from gridmap_api.photos import MOST_BYTES, clean_photo
from PIL import Image

from gridmap.errors import InputError

RED, GREEN = (220, 30, 30), (30, 160, 60)
GPS, MAKER, ORIENTATION, TEXT = 0x8825, 0x010F, 0x0112, 0x010E
LATITUDE = (35.0, 12.0, 34.56)
SECRET = "幸福社区5号楼"


def picture(size=(60, 40)):
    """Return a picture whose left half is red, and whose right half is green."""
    made = Image.new("RGB", size, RED)
    made.paste(GREEN, (size[0] // 2, 0, *size))
    return made


def sent(kind, image=None, **options):
    out = io.BytesIO()
    (image or picture()).save(out, kind, **options)
    return out.getvalue()


def looked_at(cleaned):
    return Image.open(io.BytesIO(cleaned.content))


def is_like(colour, wanted):
    return all(abs(one - other) < 25 for one, other in zip(colour, wanted, strict=True))


def located():
    exif = Image.Exif()
    exif[MAKER] = "Phone"
    exif[TEXT] = SECRET.encode()
    exif[GPS] = {1: "N", 2: LATITUDE, 3: "E", 4: LATITUDE}
    return exif


def png_of(width, height):
    """Return a PNG that says how large it is, with next to nothing behind that."""

    def chunk(name, body):
        whole = name + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_a_jpeg_of_the_same_picture(kind):
    cleaned = clean_photo(sent(kind))
    shown = looked_at(cleaned)
    assert (shown.format, shown.size) == ("JPEG", (60, 40))
    assert (cleaned.width_px, cleaned.height_px) == (60, 40)
    assert is_like(shown.getpixel((10, 20)), RED)
    assert is_like(shown.getpixel((50, 20)), GREEN)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_camera_and_texts_are_gone(kind):
    content = sent(kind, exif=located())
    assert dict(Image.open(io.BytesIO(content)).getexif().get_ifd(GPS))
    cleaned = clean_photo(content).content
    shown = Image.open(io.BytesIO(cleaned))
    assert dict(shown.getexif()) == {}
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Exif" not in cleaned
    assert b"Phone" not in cleaned


def test_what_hangs_behind_the_picture_or_lies_in_a_comment_is_gone():
    content = sent("JPEG", comment=SECRET.encode()) + b"MotionPhoto" + SECRET.encode()
    assert content.count(SECRET.encode()) == 2
    cleaned = clean_photo(content).content
    assert SECRET.encode() not in cleaned
    assert b"MotionPhoto" not in cleaned


def test_a_photo_that_was_taken_sideways_stands_upright():
    exif = Image.Exif()
    # 6: the top of the scene is the right edge of the picture: left becomes top.
    exif[ORIENTATION] = 6
    shown = looked_at(clean_photo(sent("JPEG", exif=exif)))
    assert shown.size == (40, 60)
    assert is_like(shown.getpixel((20, 10)), RED)
    assert is_like(shown.getpixel((20, 50)), GREEN)


def test_a_large_photo_is_made_smaller_in_its_proportions():
    cleaned = clean_photo(sent("JPEG", picture((6_000, 4_000))))
    assert (cleaned.width_px, cleaned.height_px) == (1_600, 1_067)
    assert looked_at(cleaned).size == (1_600, 1_067)


def test_what_is_clear_becomes_white():
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert is_like(looked_at(clean_photo(sent("PNG", clear))).getpixel((10, 10)), (255, 255, 255))


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg/>',
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"%PDF-1.7",
        b"GIF89a\x01\x00\x01\x00",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"",
    ],
    ids=["svg", "svg with an entity", "heic", "pdf", "gif", "wav", "nothing"],
)
def test_other_kinds_are_refused_as_such(content):
    with pytest.raises(WrongTypeError) as refusal:
        clean_photo(content)
    assert "HEIC 请先转为 JPEG" in refusal.value.remedy.zh


@pytest.mark.parametrize("size", [(20_000, 20_000), (2**31 - 1, 2**31 - 1), (64_000_001, 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size):
    # Decoding would find out that the data ends at once, and call it broken.
    with pytest.raises(TooLargeError):
        clean_photo(png_of(*size))


def test_a_webp_is_refused_by_what_its_header_states():
    large = bytearray(sent("WEBP", lossless=True, exif=located()))
    assert large[12:16] == b"VP8X"
    large[24:30] = (16_000).to_bytes(3, "little") * 2
    with pytest.raises(TooLargeError):
        clean_photo(bytes(large))
    lossless = bytearray(sent("WEBP", lossless=True))
    assert lossless[12:16] == b"VP8L"
    lossless[21:25] = (0x3FFF | 0x3FFF << 14).to_bytes(4, "little")
    with pytest.raises(TooLargeError):
        clean_photo(bytes(lossless))
    lossy = bytearray(sent("WEBP"))
    assert lossy[12:16] == b"VP8 "
    lossy[26:30] = (16_000).to_bytes(2, "little") * 2
    with pytest.raises(TooLargeError):
        clean_photo(bytes(lossy))


def test_a_photo_of_too_many_bytes_is_refused():
    with pytest.raises(TooLargeError):
        clean_photo(sent("JPEG") + b"\0" * MOST_BYTES)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_is_cut_off_or_overwritten_is_refused(kind):
    content = sent(kind, picture((300, 200)))
    for broken in (content[: len(content) // 2], content[:20] + b"\xff" * (len(content) - 20)):
        with pytest.raises((InputError, WrongTypeError, TooLargeError)):
            clean_photo(broken)
