"""Log set-up of every Callwright process: one line per record on standard error, telephone numbers masked.

Messages are constant; what varies stands in fields given through `extra`, printed as `name=value`. Transcripts are never logged.
"""

from __future__ import annotations

import logging
import sys
from typing import Final

from engine.masking import masked_text

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = [f"{name}={value}" for name, value in vars(record).items() if name not in _STANDARD]
        return masked_text(" ".join([super().format(record), *fields]))


def set_up_logs(level: str = "WARNING") -> None:
    """Sends records of `level` and above to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
