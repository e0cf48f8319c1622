"""One call worker as the engine sees it: a child process, a channel, and the calls it carries."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

from engine.call.handover.browser_calls import FromBrowser
from engine.call.leg_recording import recording_of_call, recordings_of_agents
from engine.call.messages import (
    HEARTBEAT_S,
    AgentAssigned,
    Configure,
    DialogNoted,
    FromCalls,
    FromWorker,
    HangUpCall,
    NoAgentFree,
    PlaceCall,
    Shutdown,
    WorkerAlive,
    WorkerFailed,
    WorkerReady,
)
from engine.call.orders import CallSound, Order, OrderAnswered, StopListening, SupervisorVoice
from engine.call.worker.occupancy import Occupancy
from engine.call.worker.open_legs import OpenLegs
from engine.call.worker.pending_orders import PendingOrders
from engine.environments import CALLS, environment
from engine.events import AgentLeft
from engine.wire import Channel, WireError
from telephony.sip.dialog import SipDialog
from telephony.sip.farewell import end_calls

log = logging.getLogger(__name__)

WORKER: Final = (sys.executable, "-m", "engine.call.worker.main")
"""The command of a worker; it takes `--fd N`."""

SILENT_MAX_S: Final = 15 * HEARTBEAT_S
"""A worker without heartbeat for this long is stuck: it is killed, which ends its calls."""

STOP_TIMEOUT_S: Final = 10.0
"""Time to say BYE and unregister."""


class WorkerStartFailed(Exception):
    """A worker could not start; the message says why and what to do."""


class WorkerProcess:
    """A running worker. Made by `start`; `events` ends when it is dead."""

    def __init__(self, configuration: Configure, process: asyncio.subprocess.Process, channel: Channel[FromWorker]) -> None:
        self.name = configuration.name
        self.trunk = configuration.trunk.address
        """Where its calls go."""
        self.lines = Occupancy(configuration.stack.max_lines, configuration.agent_lines)
        """Which of them are taken; `lines.calls` are its calls."""
        self._legs = OpenLegs()
        self._configuration = configuration
        self._sip_address = ""
        self._dialogs: dict[str, SipDialog] = {}
        """What the peers of its calls know them by."""
        self._process = process
        self._channel = channel
        self._inbox = aiter(channel)
        self._orders = PendingOrders()
        self.alive: WorkerAlive | None = None
        """The last heartbeat."""

    @classmethod
    async def start(cls, configuration: Configure, timeout_s: float, program: Sequence[str] = WORKER) -> WorkerProcess:
        """Starts the process and waits until calls may be placed.

        Raises:
            WorkerStartFailed: it said why it cannot start, died, or was not ready in time.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            command = (*program, "--fd", str(theirs.fileno()))
            process = await asyncio.create_subprocess_exec(
                *command, pass_fds=(theirs.fileno(),), stdin=asyncio.subprocess.DEVNULL, env=environment(*CALLS)
            )
        channel: Channel[FromWorker] = await Channel.over(ours, FromWorker)
        worker = cls(configuration, process, channel)
        channel.send(configuration)
        try:
            async with asyncio.timeout(timeout_s):
                await worker._await_ready()
        except (TimeoutError, WireError, WorkerStartFailed) as error:
            await worker.kill()
            reason = str(error) or f"not ready after {timeout_s:g} s"
            raise WorkerStartFailed(f"{configuration.name}: {reason}") from error
        except BaseException:
            await worker.kill()
            raise
        return worker

    @property
    def pid(self) -> int:
        """The operating system's process id."""
        return self._process.pid

    def answer(self, answer: AgentAssigned | NoAgentFree) -> None:
        """Tells a call which agent it gets."""
        self.lines.answered(answer)
        self._channel.send(answer)

    def place(self, call: PlaceCall) -> None:
        """Hands over a call; its `CallEnded` comes through `events`."""
        self.lines.placed(call.attempt_id)
        self._channel.send(call)

    def hang_up(self, attempt_id: str) -> None:
        """Asks for the end of a call."""
        self._channel.send(HangUpCall(attempt_id=attempt_id))

    async def order(self, order: Order) -> None:
        """Has a supervisor's order carried out; returns when it was.

        Raises:
            OrderRefused: it cannot be.
        """
        await self._orders.give(order, self._channel.send)

    def tell(self, message: SupervisorVoice | StopListening | FromBrowser) -> None:
        """Sends what is not answered."""
        self._channel.send(message)

    async def events(self) -> AsyncIterator[FromCalls | CallSound]:
        """What its calls tell and ask, until the worker is dead, stuck, or talks nonsense; `lines.calls` are its orphans then."""
        while (message := await self._next()) is not None:
            match message:
                case DialogNoted():
                    self._noted(message)
                case OrderAnswered():
                    self._orders.answered(message)
                case WorkerAlive():
                    self.alive = message
                case WorkerReady() | WorkerFailed():
                    pass
                case _:
                    self.lines.happened(message)
                    self._legs.happened(message)
                    yield message

    def _noted(self, noted: DialogNoted) -> None:
        if noted.dialog is None:
            self._dialogs.pop(noted.call_id, None)
        else:
            self._dialogs[noted.call_id] = noted.dialog

    async def stop(self) -> None:
        """Lets the worker hang up and exit; kills it if that takes too long."""
        self._channel.send(Shutdown())
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await self._process.wait()
        except TimeoutError:
            log.warning("worker did not stop in time", extra={"action": "worker_kill", "worker": self.name})
        await self.kill()

    async def kill(self) -> None:
        """Ends the process whatever it does, and reaps it."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await self._channel.close()

    def left_recording(self, attempt_id: str) -> str | None:
        """Once it is dead: the file in which a call of its is heard until then; None if it was not recorded."""
        if self._configuration.recordings_dir is None:
            return None
        path = recording_of_call(Path(self._configuration.recordings_dir), attempt_id)
        return str(path) if path.is_file() else None

    def left_leg(self, attempt_id: str, at: float) -> AgentLeft | None:
        """Once it is dead: the end, at this Unix time, of an agent's part in a call of its; None if no agent had to do with it."""
        folder = self._configuration.recordings_dir
        recordings = [str(path) for path in recordings_of_agents(Path(folder), attempt_id)] if folder else []
        return self._legs.ended(attempt_id, at, recordings)

    async def say_goodbye(self) -> None:
        """Once it is dead: ends at their peers the calls that it left behind, in a few seconds at most."""
        if self._dialogs and self._sip_address:
            dialogs, configuration = list(self._dialogs.values()), self._configuration
            self._dialogs.clear()
            await end_calls(dialogs, configuration.stack, configuration.trunk, self._sip_address)

    async def _next(self) -> FromWorker | None:
        try:
            async with asyncio.timeout(SILENT_MAX_S):
                return await anext(self._inbox, None)
        except TimeoutError:
            log.error("worker is stuck", extra={"action": "worker_stuck", "worker": self.name})
        except WireError:
            log.exception("worker sent an unknown message", extra={"action": "worker_garbled", "worker": self.name})
        return None

    async def _await_ready(self) -> None:
        async for message in self._inbox:
            if isinstance(message, WorkerReady):
                self._sip_address = message.sip_address
                return
            if isinstance(message, WorkerFailed):
                raise WorkerStartFailed(message.reason)
        raise WorkerStartFailed("the process died while starting; its messages are on standard error")
