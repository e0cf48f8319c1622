"""The other end: a SIP endpoint that takes calls. Phones of the lab and of tests are made of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from telephony.causes import HangupCause
from telephony.settings import Srtp, StackSettings, Transport, TrunkSettings
from telephony.sip.headers import header_value, request_user, user_of
from telephony.sip.line import SipLine
from telephony.sip.stack import SipStack


class IncomingCall:
    """A call that waits for an answer.

    `line` works from the start: its `HungUp` tells that the caller gave up, and it carries audio once `ring(early_media=True)` or
    `answer()` was called.
    """

    def __init__(self, stack: SipStack, line: SipLine, message: str) -> None:
        self._stack = stack
        self.line = line
        self.number = request_user(message)
        """User part of the Request-URI: what was dialled."""
        self.caller_id = user_of(header_value(message, "From"))
        """User part of From."""
        self.asserted_identity = user_of(header_value(message, "P-Asserted-Identity"))
        """User part of P-Asserted-Identity (RFC 3325); empty if there is none."""
        self.call_id = line.call_id = header_value(message, "Call-ID")

    async def ring(self, status: int = 180, *, early_media: bool = False) -> None:
        """Sends a provisional response. `early_media` opens the audio path before answer, with 183 and SDP whatever `status` says.

        Raises:
            ValueError: `status` is not 180-189.
        """
        if not 180 <= status < 190:
            raise ValueError(f"{status} is not a ringing status (180-189)")
        await self._respond(183 if early_media else status)

    def accept_transfers(self) -> None:
        """A REFER of the caller will be accepted and its success notified; nobody is dialled. By default it is refused with 603."""
        self.line.link.accepts_transfers = True

    @property
    def transferred_to(self) -> str:
        """Where the caller transferred this call to (Refer-To); empty if it did not."""
        return self.line.link.transferred_to

    async def answer(self) -> SipLine:
        """Sends 200 OK. `Answered` follows on the line when the caller acknowledges."""
        await self._respond(200)
        return self.line

    async def reject(self, status: int, *, reason_q850: int | None = None, retry_after_s: int | None = None) -> None:
        """Refuses the call with a final failure.

        Raises:
            ValueError: `status` is not 300-699.
        """
        if not 300 <= status < 700:
            raise ValueError(f"{status} is not a final failure (300-699)")
        headers = []
        if reason_q850 is not None:
            headers.append(("Reason", f"Q.850;cause={reason_q850}"))
        if retry_after_s is not None:
            headers.append(("Retry-After", str(retry_after_s)))
        self.line.plan_end(HangupCause.REJECTED)
        await self._respond(status, tuple(headers))

    async def _respond(self, status: int, headers: tuple[tuple[str, str], ...] = ()) -> None:
        await self._stack.thread.run(lambda core: core.respond(self.line.key, status, headers))


class SipAnswerer:
    """Listens on one address. One per process, and not beside a `SipDialer`: pjsua2 has one endpoint."""

    def __init__(self) -> None:
        self._offers: asyncio.Queue[IncomingCall] = asyncio.Queue()
        self._stack: SipStack | None = None

    @classmethod
    async def open(
        cls,
        stack: StackSettings,
        *,
        transport: Transport = Transport.UDP,
        codecs: tuple[str, ...] = ("PCMA", "PCMU"),
        srtp: Srtp = Srtp.OFF,
    ) -> SipAnswerer:
        """Starts listening on `stack.bind_address:sip_port`.

        Raises:
            telephony.errors.DialerFailed: port in use, unknown codec …
        """
        answerer = cls()
        nowhere = TrunkSettings(host=stack.bind_address, transport=transport, codecs=codecs, srtp=srtp)
        answerer._stack = await SipStack.open(stack, nowhere, answerer._take)
        return answerer

    def _take(self, line: SipLine, message: str) -> None:
        self._offers.put_nowait(IncomingCall(self._opened, line, message))

    @property
    def _opened(self) -> SipStack:
        if self._stack is None:
            raise RuntimeError("the answerer is not open yet")
        return self._stack

    @property
    def bound_address(self) -> str:
        """`host:port` where calls arrive."""
        return self._opened.address

    async def calls(self) -> AsyncIterator[IncomingCall]:
        """Every call that arrives, in order; without end."""
        while True:
            yield await self._offers.get()

    async def close(self) -> None:
        """Hangs up all calls and stops listening. Bounded in time."""
        await self._opened.close()
