"""pjsip's own log lines as Python log records, with the digits of phone numbers masked."""

from __future__ import annotations

import logging
import re

import pjsua2 as pj

_log = logging.getLogger("telephony.pjsip")
_NUMBER = re.compile(r"(?<=sip:)\+?\d{5,}|(?<=tel:)\+?\d{5,}|\+\d{5,}")
_LEVELS = {0: logging.ERROR, 1: logging.ERROR, 2: logging.WARNING, 3: logging.INFO}


def masked(text: str) -> str:
    """`text` with all but the last two digits of every phone number replaced by `*`."""
    return _NUMBER.sub(lambda match: "*" * (len(match[0]) - 2) + match[0][-2:], text)


class LogBridge(pj.LogWriter):
    """Called by whichever pjsip thread logs; the endpoint owns and deletes it."""

    def write(self, entry: pj.LogEntry) -> None:
        _log.log(_LEVELS.get(entry.level, logging.DEBUG), "%s", masked(entry.msg.rstrip()), extra={"action": "pjsip"})
