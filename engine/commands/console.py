"""Where commands print: results on standard output, everything else on standard error."""

from __future__ import annotations

from typing import Final

from rich.console import Console

out: Final = Console(highlight=False, soft_wrap=True)
error: Final = Console(stderr=True, highlight=False, soft_wrap=True)
