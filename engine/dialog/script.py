"""A dialog script as the machine walks it, in one language: frozen, complete (every default filled in), checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from engine.dialog.conditions import Condition
from engine.dialog.edges import Edge, said_on
from engine.dialog.moves import TransferMode
from engine.dialog.nodes import Node
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.utterance import Utterance, conditions_of, lines_of
from engine.dialog.ways import HandOver, Listening, branches_of
from engine.dialog.wording import Wording

OPT_OUT: Final = "opt_out"
"""Name of the intent that is live everywhere, and of the node that it leads to."""
OPT_OUT_DIGIT: Final = "9"
GIVE_UP: Final = "give_up"
"""Node where a ladder ends that the script does not end itself."""
VOICEMAIL: Final = "voicemail"
SCREENING: Final = "screening"
_ANY_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""For sentences that are the same on every day."""


NUMBER: Final = "number"
"""The variable that every call has, whatever its list is: the number that is dialled, E.164."""
_ANY_NUMBER: Final = "+12025550143"


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
        """Columns that every lead must have, beside that of the number."""
        return tuple(name for name, variable in self.variables.items() if variable.default is None and name != NUMBER)

    @property
    def example_variables(self) -> dict[str, str]:
        """Values for trying the script without a lead."""
        stand_ins = {NUMBER: _ANY_NUMBER}
        return {
            name: variable.example or variable.default or stand_ins.get(name, name) for name, variable in self.variables.items()
        }

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
            yield from node.utterances()
        yield from said_on(self.global_edges)
        yield self.here
        yield self.transfer_failed
        if any(isinstance(node.way, HandOver) and node.way.mode is TransferMode.WARM for node in self.nodes.values()):
            yield self.still_trying

    def conditions(self) -> Iterator[Condition]:
        """Everything on which the course of a call depends beside the person's words."""
        edges = [edge for node in self.nodes.values() if isinstance(node.way, Listening) for edge in node.way.edges]
        branches = [branch for node in self.nodes.values() for branch in branches_of(node.way)]
        whens = [*(edge.when for edge in (*self.global_edges, *edges)), *(branch.when for branch in branches)]
        yield from (when for when in whens if when is not None)
        yield from conditions_of(self.utterances())
