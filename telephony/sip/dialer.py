"""`Dialer` over pjsua2."""

from __future__ import annotations

import asyncio
from typing import Final

import pjsua2 as pj

from telephony.line import DialFailed
from telephony.settings import StackSettings, TrunkSettings
from telephony.sip.core import Invite, LineLingers, NoFreeLine
from telephony.sip.line import SipLine
from telephony.sip.stack import DialogHandler, SipStack
from telephony.sip.thread import ThreadDied
from telephony.sip.uris import dialled_uri, user_part

LINGERS_LOOK_S: Final = 0.05
LINGERS_LOOKS: Final = 60
"""So long, three seconds, is waited for the line of a call that was refused just now."""


class SipDialer:
    """Fulfils `telephony.line.Dialer`. One per process: pjsua2 has one endpoint."""

    def __init__(self, stack: SipStack) -> None:
        self._stack = stack

    @classmethod
    async def open(cls, stack: StackSettings, trunk: TrunkSettings, on_dialog: DialogHandler | None = None) -> SipDialer:
        """Starts the SIP stack and registers if the trunk wants it.

        Args:
            stack: its settings.
            trunk: where calls go.
            on_dialog: told what each call is known by, so that somebody else can end it if this process dies.

        Raises:
            telephony.errors.DialerFailed: port in use, unknown codec, trunk not resolvable, registration refused …
        """
        return cls(await SipStack.open(stack, trunk, on_dialog=on_dialog))

    @property
    def bound_address(self) -> str:
        """`host:port` the peer sees in our Contact."""
        return self._stack.address

    async def dial(
        self, number: str, *, caller_id: str | None = None, ring_timeout_s: float = 45.0, auto_answer: bool = False
    ) -> SipLine:
        trunk = self._stack.trunk
        shown = caller_id or trunk.caller_id
        try:
            invite = Invite(dialled_uri(number, trunk), user_part(shown) if shown else None, auto_answer)
        except ValueError as error:
            raise DialFailed(str(error)) from error
        line = self._stack.new_line()
        line.request_uri = invite.uri
        try:
            call_id = await self._sent(line, invite)
        except (NoFreeLine, ThreadDied, pj.Error) as error:
            self._stack.forget(line)
            raise DialFailed(error.reason if isinstance(error, pj.Error) else str(error)) from error
        except BaseException:
            self._stack.thread.post(lambda core: core.hang_up(line.key))
            self._stack.forget(line)
            raise
        line.dialled(call_id, ring_timeout_s)
        return line

    async def _sent(self, line: SipLine, invite: Invite) -> str:
        """Sends the INVITE as soon as a line is clear; the Call-ID."""
        thread = self._stack.thread
        for _ in range(LINGERS_LOOKS):
            try:
                return await thread.run(lambda core: core.dial(line.key, line.link, invite))
            except LineLingers:
                await asyncio.sleep(LINGERS_LOOK_S)
        return await thread.run(lambda core: core.dial(line.key, line.link, invite))

    async def close(self) -> None:
        await self._stack.close()
