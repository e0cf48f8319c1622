"""Why a call ended: one word per reason, from the SIP status (RFC 3261, 5057, 8197, 8688) and the ITU-T Q.850 cause.

A Q.850 cause in the Reason header (RFC 3326) comes from the telephone network itself and is more precise than the SIP status a
gateway made of it (RFC 3398 maps several causes onto 480 and 503), so it wins where it says anything at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class HangupCause(StrEnum):
    """Why a line hung up."""

    NORMAL = "normal"
    TRANSFERRED = "transferred"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    NOT_IN_SERVICE = "not_in_service"
    UNREACHABLE = "unreachable"
    MOVED = "moved"
    FORBIDDEN = "forbidden"
    AUTH_FAILED = "auth_failed"
    SERVICE_UNAVAILABLE = "service_unavailable"
    TIMEOUT = "timeout"
    TRANSPORT_FAILED = "transport_failed"
    MEDIA_FAILED = "media_failed"
    PROTOCOL_ERROR = "protocol_error"
    CONNECTION_LOST = "connection_lost"
    LOCAL_FAILURE = "local_failure"

    @property
    def retryable(self) -> bool:
        """Dialling the same number again later may end differently."""
        return _FACTS[self].retryable

    @property
    def meaning(self) -> str:
        """The cause in words for people."""
        return _FACTS[self].meaning


@dataclass(frozen=True, slots=True)
class _Facts:
    retryable: bool
    meaning: str


_C = HangupCause

_FACTS: Final[Mapping[HangupCause, _Facts]] = MappingProxyType(
    {
        _C.NORMAL: _Facts(False, "the call was answered and ended in the ordinary way"),
        _C.TRANSFERRED: _Facts(False, "the call was handed over to another phone"),
        _C.BUSY: _Facts(True, "the line is busy"),
        _C.NO_ANSWER: _Facts(True, "it rang and nobody answered in time"),
        _C.CANCELLED: _Facts(True, "the caller gave up before the call was answered"),
        _C.REJECTED: _Facts(False, "the person or their phone declined the call"),
        _C.NOT_IN_SERVICE: _Facts(False, "the number does not exist, has changed or is incomplete"),
        _C.UNREACHABLE: _Facts(True, "the number exists but its phone cannot be reached now"),
        _C.MOVED: _Facts(False, "the peer redirects to another address; redirections are not followed"),
        _C.FORBIDDEN: _Facts(False, "the trunk does not let us place this call"),
        _C.AUTH_FAILED: _Facts(False, "the trunk does not accept our user name and password"),
        _C.SERVICE_UNAVAILABLE: _Facts(True, "the trunk or the network is overloaded or out of order"),
        _C.TIMEOUT: _Facts(True, "the trunk did not respond"),
        _C.TRANSPORT_FAILED: _Facts(True, "no connection to the trunk"),
        _C.MEDIA_FAILED: _Facts(False, "no common codec, encryption or audio path"),
        _C.PROTOCOL_ERROR: _Facts(False, "the peer could not make sense of our request"),
        _C.CONNECTION_LOST: _Facts(True, "the call was up and the peer stopped responding"),
        _C.LOCAL_FAILURE: _Facts(True, "something broke on this machine"),
    }
)

SIP_CAUSES: Final[Mapping[int, HangupCause]] = MappingProxyType(
    {
        401: _C.AUTH_FAILED,
        402: _C.FORBIDDEN,
        403: _C.FORBIDDEN,
        404: _C.NOT_IN_SERVICE,
        406: _C.MEDIA_FAILED,
        407: _C.AUTH_FAILED,
        408: _C.TIMEOUT,
        410: _C.NOT_IN_SERVICE,
        415: _C.MEDIA_FAILED,
        433: _C.REJECTED,
        480: _C.UNREACHABLE,
        484: _C.NOT_IN_SERVICE,
        486: _C.BUSY,
        487: _C.CANCELLED,
        488: _C.MEDIA_FAILED,
        600: _C.BUSY,
        603: _C.REJECTED,
        604: _C.NOT_IN_SERVICE,
        606: _C.MEDIA_FAILED,
        607: _C.REJECTED,
        608: _C.REJECTED,
    }
)
"""Final statuses of an INVITE whose meaning is their own; the rest follow their class (`_CLASS_CAUSES`)."""

_CLASS_CAUSES: Final[Mapping[int, HangupCause]] = MappingProxyType(
    {
        3: _C.MOVED,
        4: _C.PROTOCOL_ERROR,
        5: _C.SERVICE_UNAVAILABLE,
        6: _C.REJECTED,
    }
)

Q850_CAUSES: Final[Mapping[int, HangupCause]] = MappingProxyType(
    {
        1: _C.NOT_IN_SERVICE,  # unallocated number
        2: _C.UNREACHABLE,  # no route to transit network
        3: _C.UNREACHABLE,  # no route to destination
        17: _C.BUSY,  # user busy
        18: _C.NO_ANSWER,  # no user responding
        19: _C.NO_ANSWER,  # no answer from user (alerted)
        20: _C.UNREACHABLE,  # subscriber absent
        21: _C.REJECTED,  # call rejected
        22: _C.NOT_IN_SERVICE,  # number changed
        27: _C.UNREACHABLE,  # destination out of order
        28: _C.NOT_IN_SERVICE,  # invalid number format
        34: _C.SERVICE_UNAVAILABLE,  # no circuit available
        38: _C.SERVICE_UNAVAILABLE,  # network out of order
        41: _C.SERVICE_UNAVAILABLE,  # temporary failure
        42: _C.SERVICE_UNAVAILABLE,  # switching equipment congestion
        44: _C.SERVICE_UNAVAILABLE,  # requested circuit not available
        47: _C.SERVICE_UNAVAILABLE,  # resource unavailable
        50: _C.FORBIDDEN,  # requested facility not subscribed
        55: _C.FORBIDDEN,  # incoming calls barred within closed user group
        57: _C.FORBIDDEN,  # bearer capability not authorized
        58: _C.MEDIA_FAILED,  # bearer capability not presently available
        65: _C.MEDIA_FAILED,  # bearer capability not implemented
        88: _C.MEDIA_FAILED,  # incompatible destination
        102: _C.TIMEOUT,  # recovery on timer expiry
    }
)
"""Q.850 causes that say more than a SIP status. Absent on purpose: 16 (normal clearing), 31 (unspecified), 127 (interworking)."""


def cause_of_refusal(sip_status: int, q850: int | None = None) -> HangupCause:
    """The cause of a call that was never answered, from its final SIP status and the Q.850 cause if the peer sent one.

    Raises:
        ValueError: `sip_status` is not a final failure (300-699).
    """
    if not 300 <= sip_status < 700:
        raise ValueError(f"SIP status {sip_status} is not a final failure (300-699)")
    if q850 is not None and q850 in Q850_CAUSES:
        return Q850_CAUSES[q850]
    return SIP_CAUSES.get(sip_status, _CLASS_CAUSES[sip_status // 100])
