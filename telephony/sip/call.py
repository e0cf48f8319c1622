"""One pjsua2 call: turns its callbacks into facts on a `CallLink`. Lives on the SIP thread."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

import pjsua2 as pj

from telephony.sip.facts import (
    Broken,
    Confirmed,
    Digit,
    Disconnected,
    EndedBy,
    MediaUp,
    Provisional,
    ReferAnswered,
    ReferNotified,
    Responded,
)
from telephony.sip.headers import header_value, q850_cause, retry_after_s, status_line
from telephony.sip.link import CallLink
from telephony.sip.transferee import is_incoming_refer, take_over

_log = logging.getLogger(__name__)

_Param = TypeVar("_Param")


class CallOwner(Protocol):
    """What a call needs of the stack that owns it."""

    def connect_audio(self, call: SipCall, stream: pj.AudioMedia) -> None: ...

    def bury(self, call: SipCall) -> None:
        """Frees the call after the running callback has returned."""
        ...


def _guarded(callback: Callable[[SipCall, _Param], None]) -> Callable[[SipCall, _Param], None]:
    """The binding prints and swallows exceptions of callbacks: log them here, and end the call they belong to."""

    @functools.wraps(callback)
    def wrapper(self: SipCall, prm: _Param) -> None:
        try:
            callback(self, prm)
        except Exception as error:
            _log.exception("callback failed", extra={"action": "sip_callback_failed", "callback": callback.__name__})
            self.break_off(f"{callback.__name__}: {error!r}")

    return wrapper


class SipCall(pj.Call):
    """Either direction. `key` names it across threads."""

    def __init__(self, key: int, owner: CallOwner, link: CallLink, account: pj.Account, call_id: int = -1) -> None:
        super().__init__(account, call_id)
        self.key = key
        self.link = link
        self._owner = owner
        self._accepting = False

    def accept(self, prm: pj.CallOpParam) -> None:
        """Sends a provisional response or 200 OK. The media of a 200 comes up while pjsip still calls the state early."""
        self._accepting = prm.statusCode >= 200
        self.answer(prm)

    def break_off(self, what: str) -> None:
        """Ends the call because something of ours failed: its line hears of it and hangs up."""
        self.link.post(Broken(what))

    def end(self, prm: pj.CallOpParam | None = None) -> None:
        """CANCEL, BYE or a final response, whichever fits the state. A call that is over already stays over."""
        try:
            self.hangup(prm or pj.CallOpParam())
        except pj.Error as error:
            _log.info("hang-up of an ended call", extra={"action": "sip_hangup_refused", "error": error.reason})
            self.link.post(Disconnected(EndedBy.US, 0, error.reason))
            self._owner.bury(self)

    @_guarded
    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        info = self.getInfo()
        if info.state == pj.PJSIP_INV_STATE_EARLY and info.role == pj.PJSIP_ROLE_UAC:
            self.link.post(Provisional(info.lastStatusCode))
        elif info.state == pj.PJSIP_INV_STATE_CONFIRMED:
            self.link.post(Confirmed())
        elif info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.link.post(_disconnected(prm.e, info.lastStatusCode, info.lastReason))
            self._owner.bury(self)

    @_guarded
    def onCallMediaState(self, _prm: pj.OnCallMediaStateParam) -> None:
        info = self.getInfo()
        for index, media in enumerate(info.media):
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
                self._owner.connect_audio(self, self.getAudioMedia(index))
                stream = self.getStreamInfo(index)
                early = info.state in {pj.PJSIP_INV_STATE_INCOMING, pj.PJSIP_INV_STATE_EARLY} and not self._accepting
                self.link.post(MediaUp(f"{stream.codecName}/{stream.codecClockRate}", early))
                return

    @_guarded
    def onCallTsxState(self, prm: pj.OnCallTsxStateParam) -> None:
        event = prm.e.body.tsxState
        tsx = event.tsx
        if self.link.accepts_transfers and is_incoming_refer(event):
            self._accept_transfer(event)
        if event.type != pj.PJSIP_EVENT_RX_MSG or tsx.role != pj.PJSIP_ROLE_UAC:
            return
        if tsx.method == "INVITE" and 100 < tsx.statusCode < 300:
            self.link.post(Responded(event.src.rdata.wholeMsg))
        if tsx.method == "INVITE" and 100 <= tsx.statusCode < 200:
            self.link.post(Provisional(tsx.statusCode))
        elif tsx.method == "REFER" and tsx.statusCode >= 200:
            self.link.post(ReferAnswered(tsx.statusCode, tsx.statusText))

    def _accept_transfer(self, event: pj.TsxStateEvent) -> None:
        if take_over(self, event):
            self.link.transferred_to = header_value(event.src.rdata.wholeMsg, "Refer-To")

    @_guarded
    def onDtmfDigit(self, prm: pj.OnDtmfDigitParam) -> None:
        # Runs on the media thread for RFC 4733, so it may only post.
        self.link.post(Digit(prm.digit))

    @_guarded
    def onCallTransferStatus(self, prm: pj.OnCallTransferStatusParam) -> None:
        self.link.post(ReferNotified(prm.statusCode, prm.reason, prm.finalNotify))

    def onCallTransferRequest(self, prm: pj.OnCallTransferRequestParam) -> None:
        prm.statusCode = 603

    def onCallRedirected(self, _prm: pj.OnCallRedirectedParam) -> int:
        return pj.PJSIP_REDIRECT_STOP


def _disconnected(event: pj.SipEvent, status: int, reason: str) -> Disconnected:
    if event.type != pj.PJSIP_EVENT_TSX_STATE:
        return Disconnected(EndedBy.US, status, reason)
    tsx_event = event.body.tsxState
    if tsx_event.type == pj.PJSIP_EVENT_RX_MSG:
        message = tsx_event.src.rdata.wholeMsg
        # A redirection that is not followed leaves pjsip's own 487 in the call's info.
        status, reason = status_line(message) or (status, reason)
        return Disconnected(EndedBy.PEER, status, reason, q850_cause(message), retry_after_s(message))
    ended_by = {pj.PJSIP_EVENT_TIMER: EndedBy.TIMEOUT, pj.PJSIP_EVENT_TRANSPORT_ERROR: EndedBy.TRANSPORT}
    return Disconnected(ended_by.get(tsx_event.type, EndedBy.US), status, reason)
