"""How a node goes on once it has said its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.dialog.edges import Branch, Edge, said_on
from engine.dialog.moves import Pace, TransferMode, WebhookMethod
from engine.dialog.schema_values import Confirm
from engine.dialog.slots.spec import Fault, SlotSpec
from engine.dialog.utterance import Utterance


@dataclass(frozen=True, slots=True)
class Rung:
    """What the bot does about one more silence, or one more answer it did not understand."""

    say: Utterance
    repeat: bool
    """Ask the node's question again after `say`."""
    goto: str | None


@dataclass(frozen=True, slots=True)
class Ask:
    """An answer that fills a slot."""

    slot: str
    spec: SlotSpec
    confirm: Confirm
    confirm_say: Utterance
    """Asks whether the slot's value is right, which stands in it as the slot's placeholder."""
    invalid_say: Mapping[Fault, Utterance]
    """Says why a value cannot be taken."""
    likely: str
    """Some of its values as people say them; empty: nothing is known of them."""
    likely_verdicts: str
    """What people say to `confirm_say`; empty: nothing is known of it."""
    goto: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Listening:
    """The node waits for the person."""

    edges: tuple[Edge, ...]
    ask: Ask | None
    no_input: tuple[Rung, ...]
    """After the last rung comes `GIVE_UP`; so also for `no_match`."""
    no_match: tuple[Rung, ...]
    no_input_ms: int
    asr_hint: str
    pace: Pace

    def utterances(self) -> Iterator[Utterance]:
        """Everything that may be said about an answer."""
        yield from said_on(self.edges)
        yield from (rung.say for rung in (*self.no_match, *self.no_input))
        if self.ask:
            yield self.ask.confirm_say
            yield from self.ask.invalid_say.values()


@dataclass(frozen=True, slots=True)
class GoOn:
    """The node's speech runs on into another node's."""

    goto: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Resume:
    """Back to the last node that listened, whose question is still open."""


@dataclass(frozen=True, slots=True)
class Return:
    """The end of a subdialog: back to the question from which it was called."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """The bot goes on when somebody's system has answered, or has not."""

    url: str
    """May hold placeholders, as the values of `send` may."""
    method: WebhookMethod
    send: Mapping[str, str]
    save: Mapping[str, str]
    """Slot to place in the JSON answer."""
    timeout_ms: int
    goto: tuple[Branch, ...]
    on_failed: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """The call goes to a human agent."""

    target: str
    """SIP address or number; may hold placeholders."""
    mode: TransferMode
    on_failed: str | None
    """None: the bot apologizes and ends the call."""
    back_to: str | None = None
    """Where the bot goes on with a person whom the agent gives back; None: no agent can."""
    meanwhile: Utterance = ()
    """Said now and then while the person waits; empty: `Script.still_trying`."""


@dataclass(frozen=True, slots=True)
class End:
    """The call is over."""


Way = Listening | GoOn | Resume | Return | LookUp | HandOver | End


def branches_of(way: Way) -> tuple[Branch, ...]:
    """Where a node leads by conditions alone."""
    match way:
        case GoOn() | LookUp():
            return way.goto
        case Listening(ask=Ask(goto=goto)):
            return goto
        case _:
            return ()
