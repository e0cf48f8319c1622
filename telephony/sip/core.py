"""Everything of pjsua2 that a process owns: endpoint, transport, account, bridge ports, calls. Lives and dies on the SIP thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

import pjsua2 as pj

from telephony.settings import StackSettings, TrunkSettings
from telephony.sip.call import SipCall
from telephony.sip.config import account_config, header
from telephony.sip.endpoint import open_transport, running_endpoint
from telephony.sip.facts import Broken
from telephony.sip.frames import FrameAccess, choose_frame_access
from telephony.sip.link import CallLink
from telephony.sip.media import MediaPort

_log = logging.getLogger(__name__)

POLL_MS: Final = 40
"""Messages are handled when they come. Only our own commands wait for so long, and none is urgent; each poll costs 80 µs."""
FAREWELL_S: Final = 0.6
"""How long closing stays for the answers to the last BYE and un-REGISTER: one retransmission (T1 of RFC 3261 is 0.5 s)."""
PJ_ETOOMANY: Final = 70010
UNAVAILABLE: Final = 480
AUTO_ANSWER: Final = (
    ("Answer-Mode", "Auto"),
    ("Call-Info", "<sip:callwright>;answer-after=0"),
    ("Alert-Info", "<http://127.0.0.1>;info=alert-autoanswer;delay=0"),
)
"""RFC 5373, and the two headers that desk phones and soft phones obeyed before it; others ignore them and ring."""


class NoFreeLine(Exception):
    """All lines of this process are in use."""


class LineLingers(NoFreeLine):
    """A call is over and its line is not cleared yet. It will be: after a refusal at once, after no response in half a minute."""


@dataclass(frozen=True, slots=True)
class Invite:
    """An INVITE to send."""

    uri: str
    caller_id: str | None
    """User part for From and P-Asserted-Identity; None takes the account's own and asserts nothing."""
    auto_answer: bool = False
    """The phone is asked to answer by itself."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Outcome of the latest REGISTER."""

    status: int
    reason: str
    expires_s: int


class CoreEvents(Protocol):
    """What the core tells its stack, on the SIP thread."""

    def offered(self, message: str) -> tuple[int, CallLink] | None:
        """An INVITE arrived: the key and link that will carry the call; None refuses it with 480."""
        ...

    def registered(self, registration: Registration) -> None: ...


class _Account(pj.Account):
    def __init__(self, core: SipCore, events: CoreEvents) -> None:
        super().__init__()
        self._core = core
        self._events = events

    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        try:
            self._core.take_offer(prm.callId, prm.rdata.wholeMsg)
        except Exception:
            _log.exception("incoming call failed", extra={"action": "sip_offer_failed"})

    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        try:
            self._events.registered(Registration(prm.code, prm.reason, prm.expiration))
        except Exception:
            _log.exception("registration report failed", extra={"action": "sip_registration_report_failed"})


class SipCore:
    def __init__(self, endpoint: pj.Endpoint, settings: StackSettings, trunk: TrunkSettings, events: CoreEvents) -> None:
        self.address = endpoint.transportGetInfo(transport_id := open_transport(endpoint, settings, trunk)).localName
        self._identity_host = trunk.host if trunk.username else self.address
        self._endpoint = endpoint
        self._events = events
        self._max_lines = settings.max_lines
        self._registers = trunk.register
        self._last_sent_s = -FAREWELL_S
        """When the latest call ended: its BYE or final response may still be on its way."""
        self._calls: dict[int, SipCall] = {}
        self._ports: dict[int, MediaPort] = {}
        self._spare_ports: list[MediaPort] = []
        self._access: FrameAccess = choose_frame_access()
        self._account = _Account(self, events)
        self._account.create(
            account_config(settings, trunk, self._uri_of(trunk.username or trunk.caller_id or "callwright"), transport_id)
        )

    def _uri_of(self, user: str) -> str:
        return f"sip:{user}@{self._identity_host}"

    def poll(self) -> None:
        self._endpoint.libHandleEvents(POLL_MS)

    def dial(self, key: int, link: CallLink, invite: Invite) -> str:
        """Sends the INVITE and returns its Call-ID.

        Raises:
            NoFreeLine: as many calls as lines are up.
            pj.Error: nothing was sent.
        """
        if len(self._calls) >= self._max_lines:
            raise NoFreeLine(f"all {self._max_lines} lines of this process are in use")
        call = SipCall(key, self, link, self._account)
        self._calls[key] = call
        try:
            call.makeCall(invite.uri, self._invite_parameters(invite))
        except pj.Error as error:
            self.bury(call)
            if error.status == PJ_ETOOMANY:
                raise LineLingers("all lines are in use: a call that was given up or refused still has to be cleared") from error
            raise
        info = call.getInfo()
        return info.callIdString

    def _invite_parameters(self, invite: Invite) -> pj.CallOpParam:
        prm = pj.CallOpParam(True)
        if invite.caller_id is not None:
            own_uri = self._uri_of(invite.caller_id)
            prm.txOption.localUri = own_uri
            prm.txOption.headers.append(header("P-Asserted-Identity", f"<{own_uri}>"))
        if invite.auto_answer:
            for name, value in AUTO_ANSWER:
                prm.txOption.headers.append(header(name, value))
        return prm

    def take_offer(self, call_id: int, message: str) -> None:
        """An INVITE arrived: whoever takes calls gets it, otherwise it is refused."""
        taker = self._events.offered(message)
        if taker is None:
            self._refuse(call_id)
            return
        key, link = taker
        self._calls[key] = SipCall(key, self, link, self._account, call_id)

    def _refuse(self, call_id: int) -> None:
        call = pj.Call(self._account, call_id)
        prm = pj.CallOpParam()
        prm.statusCode = UNAVAILABLE
        call.hangup(prm)
        pj.Call.__swig_destroy__(call)

    def respond(self, key: int, status: int, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Answers an offered call; final failures end it. A call that is over already is left alone."""
        call = self._calls.get(key)
        if call is None:
            return
        prm = pj.CallOpParam(status < 300)
        prm.statusCode = status
        for name, value in headers:
            prm.txOption.headers.append(header(name, value))
        if status < 300:
            self._accept(call, prm)
        else:
            call.end(prm)

    def _accept(self, call: SipCall, prm: pj.CallOpParam) -> None:
        try:
            call.accept(prm)
        except pj.Error as error:
            call.break_off(f"answering with {prm.statusCode} failed: {error.reason}")

    def hang_up(self, key: int) -> None:
        """CANCEL or BYE; nothing if the call is over."""
        if call := self._calls.get(key):
            call.end()

    def refer(self, key: int, target_uri: str) -> None:
        """Sends REFER.

        Raises:
            KeyError: the call is over.
            pj.Error: it could not be sent.
        """
        self._calls[key].xfer(target_uri, pj.CallOpParam(True))

    def send_digits(self, key: int, digits: str) -> None:
        """Queues RFC 4733 events.

        Raises:
            KeyError: the call is over.
            pj.Error: there is no media or the peer did not offer telephone-event.
        """
        prm = pj.CallSendDtmfParam()
        prm.method = pj.PJSUA_DTMF_METHOD_RFC2833
        prm.digits = digits
        self._calls[key].sendDtmf(prm)

    def connect_audio(self, call: SipCall, stream: pj.AudioMedia) -> None:
        port = self._ports.get(call.key)
        if port is None:
            port = self._spare_ports.pop() if self._spare_ports else MediaPort(f"line-{call.key}", self._access)
            port.attach(call.link.channel, _media_failure_of(call.link))
            self._ports[call.key] = port
        port.connect(stream)

    def bury(self, call: SipCall) -> None:
        # pjsua2 lets a call be deleted in its own DISCONNECTED callback. It must be: the next packet may reuse its slot, and a call
        # deleted after that hangs up the new one.
        if self._calls.pop(call.key, None) is None:
            return
        if port := self._ports.pop(call.key, None):
            port.detach()
            self._spare_ports.append(port)
        pj.Call.__swig_destroy__(call)
        self._last_sent_s = time.monotonic()

    def close(self) -> None:
        """Ends every call, unregisters and frees what this core owns, in the order pjsua2 needs."""
        try:
            self._say_farewell()
        finally:
            for call in list(self._calls.values()):
                self.bury(call)
            # A port that outlives libDestroy aborts the process when it is collected.
            for port in self._spare_ports:
                pj.AudioMediaPort.__swig_destroy__(port)
            pj.Account.__swig_destroy__(self._account)

    def _say_farewell(self) -> None:
        if self._calls or self._registers:
            self._last_sent_s = time.monotonic()
        for call in list(self._calls.values()):
            call.end()
        self._account.shutdown()
        while time.monotonic() < self._last_sent_s + FAREWELL_S:
            self.poll()


def _media_failure_of(link: CallLink) -> Callable[[Exception], None]:
    def report(error: Exception) -> None:
        link.post(Broken(f"media callback: {error!r}"))

    return report


@contextmanager
def running_core(settings: StackSettings, trunk: TrunkSettings, events: CoreEvents) -> Iterator[SipCore]:
    """pjsua2 from start to destruction, on the thread that enters it.

    Raises:
        DialerFailed: it cannot be started.
    """
    with running_endpoint(settings, trunk) as endpoint:
        core = SipCore(endpoint, settings, trunk, events)
        try:
            yield core
        finally:
            core.close()
