"""A dialog script as the machine walks it, in one language: frozen, complete (every default filled in), checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from engine.dialog.conditions import Condition
from engine.dialog.moves import Pace, TransferMode, WebhookMethod
from engine.dialog.schema_values import Confirm
from engine.dialog.slots.spec import Fault, SlotSpec, SlotType
from engine.dialog.utterance import Utterance, lines_of
from engine.dialog.wording import Wording
from engine.outcome import Grade

OPT_OUT: Final = "opt_out"
"""Name of the intent that is live everywhere, and of the node that it leads to."""
OPT_OUT_DIGIT: Final = "9"
GIVE_UP: Final = "give_up"
"""Node where a ladder ends that the script does not end itself."""
VOICEMAIL: Final = "voicemail"
SCREENING: Final = "screening"
_ANY_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""For sentences that are the same on every day."""


@dataclass(frozen=True, slots=True)
class Goto:
    """On to another node."""

    node: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Say something and listen on."""

    say: Utterance
    asks_again: bool
    """Ask the open question again after it."""


@dataclass(frozen=True, slots=True)
class Call:
    """Into a subdialog, whose `Return` leads back to this question."""

    node: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """Say the node again."""


Reaction = Goto | Reply | Call | Repeat


@dataclass(frozen=True, slots=True)
class Edge:
    """An expected answer (an intent, a telephone key, keywords, any of them) and what follows."""

    intent: str | None
    digit: str | None
    words: tuple[str, ...]
    """Folded keywords, see `engine.dialog.words.fold`."""
    when: Condition | None
    then: Reaction
    slot: str | None
    """Takes the answer's text."""
    set: Mapping[str, str]
    """Slots to templates of their new values."""
    tags: tuple[str, ...]
    grade: Grade | None


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
    goto: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A way on; the first whose condition holds is taken, and the last has none."""

    when: Condition | None
    goto: str


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


@dataclass(frozen=True, slots=True)
class Sms:
    """Templates of a text message."""

    text: str
    link: str | None
    """Where `{{ link }}` in the text leads; None: it is a variable like others."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the conversation."""

    name: str
    say: Utterance
    again: Utterance
    """What is said instead of `say` when the conversation comes back to this question."""
    barge_in: bool
    barge_in_after_ms: int
    """Of the node's speech that is never interrupted; 0 unless the script says so."""
    tags: tuple[str, ...]
    grade: Grade | None
    set: Mapping[str, str]
    """Slots to templates of the values that they get here."""
    sms: Sms | None
    callback: str | None
    """The slot that says when the person wants to be called."""
    way: Way


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    spec: SlotSpec
    default: str | None
    """None: every lead must bring it. Canonical, like all values."""
    example: str | None


@dataclass(frozen=True, slots=True)
class Script:
    """One script in one language. Obtained from `engine.dialog.loader`, which refuses broken ones."""

    id: str
    locale: str
    """BCP 47, as the file says it."""
    voice: str | None
    """Name in the voice catalogue; None: the language's default voice."""
    persona: Mapping[str, str]
    """Placeholders that are the same in every call: `bot_name`, `company`; empty values are left out."""
    variables: Mapping[str, Variable]
    slots: Mapping[str, SlotSpec]
    """Every slot that the script fills."""
    intents: Mapping[str, tuple[str, ...]]
    """Examples by intent; `OPT_OUT` is always among them."""
    global_edges: tuple[Edge, ...]
    start: str
    nodes: Mapping[str, Node]
    """Includes the nodes `OPT_OUT` and `GIVE_UP`, which end the call."""
    voicemail: Node | None
    screening: Node | None
    """What a call-screening service is told; None: the opening's first utterance."""
    here: Utterance
    """Said to somebody who asks whether anybody is there, before the question is asked again."""
    corrected: Utterance
    """Said when an earlier answer was put right; `{{ value }}` is the new one."""
    transfer_failed: Utterance
    still_trying: Utterance
    """Said now and then to a person who waits for an agent, unless the transfer has words of its own."""
    content_hash: str
    """SHA-256 of the meaning: comments and layout do not change it."""

    @property
    def language(self) -> str:
        """ISO 639 code, for recognition and the language's own knowledge."""
        return self.locale.split("-", 1)[0].lower()

    @property
    def required_variables(self) -> tuple[str, ...]:
        """Columns that every lead must have."""
        return tuple(name for name, variable in self.variables.items() if variable.default is None)

    @property
    def example_variables(self) -> dict[str, str]:
        """Values for trying the script without a lead."""
        return {name: variable.example or variable.default or name for name, variable in self.variables.items()}

    @property
    def defaults(self) -> dict[str, str]:
        """Values that a lead may leave out, and those of the persona."""
        given = {name: variable.default for name, variable in self.variables.items() if variable.default is not None}
        return {**given, **self.persona}

    @property
    def types(self) -> dict[str, SlotSpec]:
        """The type of everything that conditions and placeholders may name."""
        variables = {name: variable.spec for name, variable in self.variables.items()}
        return {**dict.fromkeys(self.persona, SlotSpec(SlotType.TEXT)), **variables, **self.slots}

    def fixed_sentences(self) -> tuple[str, ...]:
        """Every synthesized sentence that is the same in all calls unless a lead overrides a default, each once."""
        usual = self.defaults
        wording = Wording(self.language, self.types, usual, usual, _ANY_DAY)
        sentences = wording.prepared(self.utterances())
        return tuple(dict.fromkeys(sentence.text for sentence in sentences if sentence.fixed and not sentence.audio))

    @property
    def recordings(self) -> tuple[str, ...]:
        """Paths of the recordings that the script plays, each once."""
        return tuple(dict.fromkeys(line.audio for line in lines_of(self.utterances()) if line.audio))

    def utterances(self) -> Iterator[Utterance]:
        """Everything that the script can say, the start node first."""
        start = self.nodes[self.start]
        others = [node for node in self.nodes.values() if node is not start]
        messages = [node for node in (self.voicemail, self.screening) if node]
        for node in [start, *others, *messages]:
            yield node.say
            yield node.again
            if isinstance(node.way, Listening):
                yield from (edge.then.say for edge in node.way.edges if isinstance(edge.then, Reply))
                yield from (rung.say for rung in (*node.way.no_match, *node.way.no_input))
                if node.way.ask:
                    yield node.way.ask.confirm_say
                    yield from node.way.ask.invalid_say.values()
            if isinstance(node.way, HandOver):
                yield node.way.meanwhile
        yield from (edge.then.say for edge in self.global_edges if isinstance(edge.then, Reply))
        yield self.here
        yield self.transfer_failed
        if any(isinstance(node.way, HandOver) and node.way.mode is TransferMode.WARM for node in self.nodes.values()):
            yield self.still_trying
