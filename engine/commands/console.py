"""Where commands print: results on standard output, everything else on standard error."""

from __future__ import annotations

import sys
from typing import Final

from rich.console import Console

_FILE_WIDTH: Final = 160
"""Columns where there is no terminal to ask: tables in a file are not folded."""

out: Final = Console(highlight=False, width=None if sys.stdout.isatty() else _FILE_WIDTH)
error: Final = Console(stderr=True, highlight=False, soft_wrap=True)
