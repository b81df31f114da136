"""The command line: a thin shell over the package.

Exit codes: 0 done; 1 done, but a rule that bars publishing is broken or a layer was refused;
2 the command or its input cannot be used, and nothing was written; 130 cancelled.
"""

from __future__ import annotations

import sys

from gridmap.cli.app import run

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))
