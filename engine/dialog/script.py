"""A dialog script as the machine walks it: frozen, complete (every default filled in), checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.dialog.moves import Pace
from engine.dialog.template import fill, placeholders, split_sentences
from engine.outcome import Grade

OPT_OUT: Final = "opt_out"
"""Name of the intent that is live everywhere, and of the node that it leads to."""
OPT_OUT_DIGIT: Final = "9"
GIVE_UP: Final = "give_up"
"""Node where a ladder ends that the script does not end itself."""
VOICEMAIL: Final = "voicemail"


@dataclass(frozen=True, slots=True)
class Edge:
    """An expected answer (an intent, a telephone key, or either) and what follows."""

    intent: str | None
    digit: str | None
    goto: str | None
    """None: say the node again."""
    slot: str | None
    """Takes the answer's text."""
    tags: tuple[str, ...]
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class Rung:
    """What the bot does about one more silence, or one more answer it did not understand."""

    say: tuple[str, ...]
    repeat: bool
    """Ask the node's question again after `say`."""
    goto: str | None


@dataclass(frozen=True, slots=True)
class Capture:
    """Any answer that is no expected intent fills this slot."""

    slot: str
    goto: str


@dataclass(frozen=True, slots=True)
class Listening:
    """The node waits for the person."""

    edges: tuple[Edge, ...]
    capture: Capture | None
    no_input: tuple[Rung, ...]
    """After the last rung comes `GIVE_UP`; so also for `no_match`."""
    no_match: tuple[Rung, ...]
    no_input_ms: int
    asr_hint: str
    pace: Pace


@dataclass(frozen=True, slots=True)
class GoOn:
    """The node's speech runs on into another node's."""

    goto: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Back to the last node that listened, whose question is still open."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The call goes to a human agent."""

    target: str
    """SIP address or number; may hold placeholders."""


@dataclass(frozen=True, slots=True)
class End:
    """The call is over."""


Way = Listening | GoOn | Resume | HandOver | End


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the conversation."""

    name: str
    say: tuple[str, ...]
    again: tuple[str, ...]
    """What is said instead of `say` when the conversation comes back to this question."""
    barge_in: bool
    barge_in_after_ms: int
    """Of the node's speech that is never interrupted; 0 unless the script says so."""
    tags: tuple[str, ...]
    grade: Grade | None
    way: Way


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    default: str | None
    """None: every lead must bring it."""
    example: str | None


@dataclass(frozen=True, slots=True)
class Script:
    """One script. Obtained from `engine.dialog.loader`, which refuses broken ones."""

    id: str
    language: str
    """ISO 639-1."""
    voice: str | None
    """Name in the voice catalogue; None: the language's default voice."""
    variables: Mapping[str, Variable]
    intents: Mapping[str, tuple[str, ...]]
    """Examples by intent; `OPT_OUT` is always among them."""
    global_edges: tuple[Edge, ...]
    start: str
    nodes: Mapping[str, Node]
    """Includes the nodes `OPT_OUT` and `GIVE_UP`, which end the call."""
    voicemail: Node | None
    here: tuple[str, ...]
    """Said to somebody who asks whether anybody is there, before the question is asked again."""
    content_hash: str
    """SHA-256 of the meaning: comments and layout do not change it."""

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
        """Values of the variables that a lead may leave out."""
        return {name: variable.default for name, variable in self.variables.items() if variable.default is not None}

    def fixed_sentences(self) -> tuple[str, ...]:
        """Every sentence that is the same in all calls unless a lead overrides a default, each once: to be synthesized before."""
        pieces = (
            piece for text in self.texts() for piece in split_sentences(text) if self.defaults.keys() >= set(placeholders(piece))
        )
        return tuple(dict.fromkeys(fill(piece, self.defaults) for piece in pieces))

    def texts(self) -> Iterator[str]:
        """Everything that the script can say, placeholders unfilled, the start node first."""
        start = self.nodes[self.start]
        others = [node for node in self.nodes.values() if node is not start]
        for node in [start, *others, *([self.voicemail] if self.voicemail else [])]:
            yield from node.say
            yield from node.again
            if isinstance(node.way, Listening):
                for rung in (*node.way.no_match, *node.way.no_input):
                    yield from rung.say
        yield from self.here
