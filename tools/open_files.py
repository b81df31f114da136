"""Write every file that the product writes, and open each by a second program.

Prints program, file and result. Run by ``./dev files``.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from second_programs import PROGRAMS, is_here, open_all, write_all

PACKAGES = {
    "ogrinfo": "gdal-bin",
    "pdffonts": "poppler-utils",
    "chromium": "chromium",
    "unzip": "unzip",
    "soffice": "libreoffice-calc-nogui",
}


def main() -> int:
    """Print a line for each file and program; return whether one was not opened."""
    here = set(filter(is_here, PROGRAMS))
    for missing in sorted(set(PROGRAMS) - here):
        name = PROGRAMS[missing][0]
        print(f"没有 {name}，不用它打开 / no {name}: apt-get install {PACKAGES[missing]}")
    with tempfile.TemporaryDirectory(prefix="gridmap-files-") as made:
        folder = Path(made)
        with contextlib.redirect_stdout(io.StringIO()):
            codes = write_all(folder)
        failed = [name for name, code in codes.items() if code not in {0, 1}]
        for name in failed:
            print(f"✗  gridmap {name}: 没有写成 / was not written")
        count = 0
        for one in open_all(folder / "文件", here):
            print(
                f"{'✓' if one.ok else '✗'}  {one.program:12} {one.file}  {one.result}", flush=True
            )
            count += 1
            failed += [] if one.ok else [one.file]
    print(f"{count} 次打开，{len(failed)} 次失败 / opened {count} times, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
