"""The command line: a thin shell over the package.

Exit codes: 0 done; 1 done, but a rule that bars publishing is broken or a layer was refused;
2 the command or its input cannot be used, and nothing was written; 130 cancelled.
"""

from __future__ import annotations

import os
import sys
import threading

from gridmap.cli.app import CANCELLED, run

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit with its code."""
    code = run(sys.argv[1:])
    if code == CANCELLED or threading.active_count() > 1:
        # The interpreter would wait for its threads, and compiled code hears of nothing; a
        # community that was given up may still be at work, and would abort the program.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
