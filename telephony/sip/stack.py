"""The asyncio side of one process's SIP stack: opens it, keeps its lines, and tells all of them if it dies."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from typing import Final

from telephony.causes import HangupCause
from telephony.echo import echo_cancellers
from telephony.errors import RegistrationFailed, TrunkUnresolvable
from telephony.settings import StackSettings, TrunkSettings
from telephony.sip.core import Registration, SipCore, running_core
from telephony.sip.dialog import NoDialog, SipDialog, dialog_of
from telephony.sip.line import SipLine
from telephony.sip.link import CallLink
from telephony.sip.thread import SipThread

_log = logging.getLogger(__name__)

RESOLVE_TIMEOUT_S: Final = 5.0

OfferHandler = Callable[[SipLine, str], None]
"""Takes the line of an INVITE that arrived, and the INVITE's text; on the loop."""
DialogHandler = Callable[[str, SipDialog | None], None]
"""Takes the Call-ID of a call that we placed and what its peer knows it by, when that changes; None: it is over. On the loop."""


class SipStack:
    """Made by `open`. All methods belong to the loop that opened it, except the `CoreEvents`."""

    def __init__(
        self,
        settings: StackSettings,
        trunk: TrunkSettings,
        on_offer: OfferHandler | None = None,
        on_dialog: DialogHandler | None = None,
    ) -> None:
        self.trunk = trunk
        self.address = ""
        self._new_canceller = echo_cancellers(trunk.echo_cancellation)
        self._loop = asyncio.get_running_loop()
        self._on_offer = on_offer
        self._on_dialog = on_dialog
        self._dialogs: dict[SipLine, SipDialog] = {}
        """Of calls that `on_dialog` was told of."""
        self._keys = itertools.count(1)
        self._lines: set[SipLine] = set()
        self._registration: asyncio.Queue[Registration] = asyncio.Queue()
        self.thread: SipThread[SipCore] = SipThread(lambda: running_core(settings, trunk, self), self._died)

    @classmethod
    async def open(
        cls,
        settings: StackSettings,
        trunk: TrunkSettings,
        on_offer: OfferHandler | None = None,
        on_dialog: DialogHandler | None = None,
    ) -> SipStack:
        """Starts the stack and registers if the trunk wants it.

        Raises:
            DialerFailed: it cannot be started, or the registrar refuses.
        """
        stack = cls(settings, trunk, on_offer, on_dialog)
        await stack._resolve_trunk()
        await stack.thread.open()
        try:
            stack.address = await stack.thread.run(lambda core: core.address)
            if trunk.register:
                await stack._await_registration()
        except BaseException:
            await stack.thread.close()
            raise
        return stack

    async def _resolve_trunk(self) -> None:
        try:
            async with asyncio.timeout(RESOLVE_TIMEOUT_S):
                await self._loop.getaddrinfo(self.trunk.host, self.trunk.port)
        except (OSError, TimeoutError) as error:
            raise TrunkUnresolvable(
                f"trunk host {self.trunk.host!r} has no address: {error or 'the resolver timed out'}"
            ) from error

    async def _await_registration(self) -> None:
        try:
            async with asyncio.timeout(self.trunk.register_timeout_s):
                registration = await self._registration.get()
        except TimeoutError:
            raise RegistrationFailed(self.trunk.host, None, "") from None
        if registration.status // 100 != 2:
            raise RegistrationFailed(self.trunk.host, registration.status, registration.reason)

    def new_line(self) -> SipLine:
        """A line without a call yet."""
        return self._line(next(self._keys), self._link())

    def _link(self) -> CallLink:
        return CallLink(self._loop, self._new_canceller() if self._new_canceller else None)

    def _line(self, key: int, link: CallLink) -> SipLine:
        line = SipLine(self, key, link)
        self._lines.add(line)
        return line

    def forget(self, line: SipLine) -> None:
        """`line` has hung up."""
        self._lines.discard(line)
        if self._on_dialog and (dialog := self._dialogs.pop(line, None)):
            self._on_dialog(dialog.call_id, None)

    def note(self, line: SipLine, response: str) -> None:
        """An answer to the INVITE of `line`."""
        if self._on_dialog is None or line.has_ended:
            return
        try:
            dialog = dialog_of(response, line.request_uri)
        except NoDialog as error:
            _log.warning("%s", error, extra={"action": "sip_dialog_unknown", "host": self.trunk.host})
            return
        if dialog != self._dialogs.get(line):
            self._dialogs[line] = dialog
            self._on_dialog(dialog.call_id, dialog)

    async def close(self) -> None:
        """Hangs up all lines, unregisters, destroys the library. Bounded by the lines' and the thread's own limits."""
        await asyncio.gather(*(line.hang_up() for line in tuple(self._lines)))
        await self.thread.close()

    # CoreEvents: on the SIP thread.

    def offered(self, message: str) -> tuple[int, CallLink] | None:
        if self._on_offer is None or self._loop.is_closed():
            return None
        key, link = next(self._keys), self._link()
        self._loop.call_soon_threadsafe(self._hand_over, key, link, message)
        return key, link

    def registered(self, registration: Registration) -> None:
        self._loop.call_soon_threadsafe(self._note_registration, registration)

    def _died(self, error: Exception) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._break_lines, repr(error))

    # Back on the loop.

    def _hand_over(self, key: int, link: CallLink, message: str) -> None:
        if self._on_offer is not None:
            self._on_offer(self._line(key, link), message)

    def _note_registration(self, registration: Registration) -> None:
        if registration.status // 100 != 2:
            extra = {"action": "sip_registration_failed", "host": self.trunk.host, "status": registration.status}
            _log.warning("registration failed", extra=extra)
        self._registration.put_nowait(registration)

    def _break_lines(self, what: str) -> None:
        for line in tuple(self._lines):
            line.plan_end(HangupCause.LOCAL_FAILURE)
            line.break_off(f"the SIP stack died: {what}")
