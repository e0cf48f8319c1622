"""Two settings of pjproject that pjsua2 does not wrap, through functions the extension module happens to export.

A build that hides them still works; the docstrings say what is lost.
"""

from __future__ import annotations

import ctypes
import logging

import pjsua2 as pj

_log = logging.getLogger(__name__)


def silence_early_log() -> None:
    """Stops pjlib from printing to stdout between its start and `libInit`, which is where pjsua2 first takes a log setting.

    Without it a dozen lines are printed at start-up.
    """
    library = ctypes.CDLL(pj._pjsua2.__file__)
    if hasattr(library, "pj_log_set_level"):
        library.pj_log_set_level(0)


def limit_transactions(limit_s: float) -> None:
    """Has SIP transactions without a response end after `limit_s` instead of 32 s (64 * T1 of RFC 3261, timers B, D, F and H).

    Without it an INVITE that was given up before any response occupies one of the process's few call slots for 32 s, since it must
    not be cancelled before a provisional response.
    """
    library = ctypes.CDLL(pj._pjsua2.__file__)
    if hasattr(library, "pjsip_tsx_set_timers"):
        library.pjsip_tsx_set_timers(0, 0, 0, ctypes.c_uint(round(limit_s * 1000)))
    else:
        _log.warning("unanswered INVITEs keep their line for 32 s in this build of pjsua2", extra={"action": "sip_timers_fixed"})
