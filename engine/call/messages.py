"""Messages between the engine and its call workers."""

from __future__ import annotations

from typing import Final

import msgspec

from engine.call.handover.browser_calls import FromBrowser, ToBrowser
from engine.call.orders import CallSound, Order, OrderAnswered, StopListening, SupervisorVoice
from engine.dialog.bundle import Bundle
from engine.events import CallEvent
from telephony.settings import StackSettings, TrunkSettings
from telephony.sip.dialog import SipDialog

HEARTBEAT_S: Final = 1.0


class VariantScript(msgspec.Struct, frozen=True, kw_only=True):
    """A script that some calls run instead of the campaign's own, or that one with other voices."""

    key: str
    """By which `PlaceCall` names it."""
    script: Bundle
    voices: dict[str, str]
    """As in `Configure`; so the encoders."""
    encoders: dict[str, str]


class Configure(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The first message to a worker: everything it needs to know. The script is pinned by its content."""

    name: str
    stack: StackSettings
    trunk: TrunkSettings
    ring_timeout_s: float
    conversation: dict[str, int]
    """Fields of `engine.settings.ConversationSection`."""
    answering: dict[str, str | int]
    """Fields of `engine.settings.AnsweringSection`."""
    script: Bundle
    voices: dict[str, str]
    """Names in the voice catalogue, by the script's languages."""
    encoders: dict[str, str]
    """Identities of the sentence encoders, by the script's languages: what was trained with them is found by these."""
    variants: tuple[VariantScript, ...] = ()
    """What else calls may run."""
    speech_socket: str
    cache_dir: str
    webhook_hosts: dict[str, str | None]
    """Hosts that scripts may ask, each with its bearer token."""
    recordings_dir: str | None
    """None: calls are not recorded."""
    handover: HandoverTerms | None = None
    """None: the campaign has no agents."""
    agent_lines: int = 0
    """Lines of the worker on which no person is dialled: agents are called on them."""


class HandoverTerms(msgspec.Struct, frozen=True, kw_only=True):
    """How the calls of a campaign with agents are handed over."""

    ring_s: float
    """An agent who does not pick up within this is passed over."""
    accept: str
    """Of `engine.call.handover.agent_leg.Accept`."""
    auto_answer: bool
    """The agents' phones are asked to answer by themselves."""
    within_s: float
    """At most so long does a person wait for an agent."""
    company_s: float
    """After so much silence the bot says that it is still trying; 0: never."""
    talk_s: float
    """The longest talk with an agent."""
    safe_harbour: str | None = None
    """Said to a person for whom no agent was free in time, before the call ends as abandoned. None: the script decides."""


class PlaceCall(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Dial this lead now; the worker has a free line, the attempt is in the store."""

    attempt_id: str
    number: str
    """E.164, with `+`."""
    caller_id: str | None
    variables: dict[str, str]
    """The lead's columns, for the script's placeholders; `language` chooses among the script's languages."""
    variant: str | None = None
    """Key of the script that it runs; None: the campaign's own."""
    at: float | None = None
    """Time of day, Unix seconds, from which the script counts "tomorrow"; None: the machine's."""


class HangUpCall(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """End this call; its `CallEnded` follows."""

    attempt_id: str


class AgentAssigned(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer to `AgentWanted`: call this agent. An `AgentLeft` event follows."""

    attempt_id: str
    agent: str
    """Their name."""
    sip_uri: str | None
    """None: they take calls in their browser, which needs no line of the worker."""


class NoAgentFree(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer to `AgentWanted`: nobody came free in time."""

    attempt_id: str


class Shutdown(msgspec.Struct, frozen=True, tag=True):
    """Hang up what is left and exit."""


ToWorker = (
    Configure
    | PlaceCall
    | HangUpCall
    | AgentAssigned
    | NoAgentFree
    | FromBrowser
    | Order
    | StopListening
    | SupervisorVoice
    | Shutdown
)


class WorkerReady(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """SIP is up (registered, if the trunk wants it), prompts are at hand: calls may be placed."""

    pid: int
    sip_address: str


class WorkerAlive(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Sent every `HEARTBEAT_S` while the worker's loop turns."""

    loop_lag_ms: float
    """How late the heartbeat was: the delay that every frame saw at that moment."""
    media_ticks: int
    """20 ms ticks of all calls since the worker started."""
    late_ticks: int
    """Those that came more than 40 ms after the one before."""


class WorkerFailed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The worker cannot start and exits: a port in use, a wrong password, no route to the trunk."""

    reason: str


class AgentWanted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A person waits for an agent. `AgentAssigned` or `NoAgentFree` follows, unless the call ends before."""

    attempt_id: str
    within_s: float
    """So long they can wait."""


class DialogNoted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the peer of a call knows it by: with it the engine ends the call if the worker dies. Agents' calls too."""

    call_id: str
    """Of SIP."""
    dialog: SipDialog | None
    """None: the call is over."""


FromCalls = CallEvent | AgentWanted | ToBrowser
"""What calls tell and ask by themselves."""

FromWorker = WorkerReady | WorkerAlive | WorkerFailed | DialogNoted | OrderAnswered | CallSound | FromCalls
