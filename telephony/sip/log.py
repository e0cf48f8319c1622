"""pjsip's own log lines as Python log records, with the digits of phone numbers masked."""

from __future__ import annotations

import ctypes
import logging
import re

import pjsua2 as pj

_log = logging.getLogger("telephony.pjsip")
_NUMBER = re.compile(r"(?<=sip:)\+?\d{5,}|(?<=tel:)\+?\d{5,}|\+\d{5,}")
_LEVELS = {0: logging.ERROR, 1: logging.ERROR, 2: logging.WARNING, 3: logging.INFO}


def masked(text: str) -> str:
    """`text` with all but the last two digits of every phone number replaced by `*`."""
    return _NUMBER.sub(lambda match: "*" * (len(match[0]) - 2) + match[0][-2:], text)


def silence_early_log() -> None:
    """Stops pjlib from printing to stdout between its start and `libInit`, which is where pjsua2 first takes a log setting.

    The function is pjlib's own, exported by the extension module; a build that hides it prints a dozen lines at start-up.
    """
    library = ctypes.CDLL(pj._pjsua2.__file__)
    if hasattr(library, "pj_log_set_level"):
        library.pj_log_set_level(0)


class LogBridge(pj.LogWriter):
    """Called by whichever pjsip thread logs; the endpoint owns and deletes it."""

    def write(self, entry: pj.LogEntry) -> None:
        _log.log(_LEVELS.get(entry.level, logging.DEBUG), "%s", masked(entry.msg.rstrip()), extra={"action": "pjsip"})
