"""What goes into the dialog machine and what comes out of it: frozen data, no behaviour.

Inputs are facts about the conversation; actions are things for the call session (or the text simulator) to do, in order.
Bookkeeping actions (`Enter`, `AddTag`, `SetGrade`, `FillSlot`, `OptOut`) always come before the speech they go with and are carried
out even if that speech is interrupted; `Transfer` and `HangUp` come last and happen after the speech was played.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.outcome import Grade

# ── inputs ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Heard:
    """The person finished a turn."""

    text: str
    intent: str | None
    """The classifier's choice among the expected intents, or None if none fits well enough."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person pressed a telephone key."""

    digit: str


@dataclass(frozen=True, slots=True)
class NoInput:
    """The person said nothing for the node's `no_input_ms` after the bot stopped speaking."""


@dataclass(frozen=True, slots=True)
class MachineAnswered:
    """Answer supervision found a voicemail; with a `voicemail` node in the script the machine leaves its message, else hangs up."""


Input = Heard | Pressed | NoInput | MachineAnswered

# ── actions ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of speech that is synthesized as one unit."""

    text: str
    fixed: bool
    """True if it is the same in every call: synthesized once and cached. False if it holds a lead's data."""


@dataclass(frozen=True, slots=True)
class Enter:
    """The dialog is now at this node."""

    node: str


@dataclass(frozen=True, slots=True)
class AddTag:
    tag: str


@dataclass(frozen=True, slots=True)
class SetGrade:
    grade: Grade


@dataclass(frozen=True, slots=True)
class FillSlot:
    slot: str
    value: str


@dataclass(frozen=True, slots=True)
class OptOut:
    """Write the do-not-call list now."""

    reason: str


@dataclass(frozen=True, slots=True)
class Say:
    """Speak these sentences."""

    node: str
    sentences: tuple[Sentence, ...]
    barge_in: bool
    """False: play to the end whatever the person does (disclosures)."""
    barge_in_after_ms: int = 0
    """Played to this point whatever the person does."""

    @property
    def text(self) -> str:
        """The whole utterance."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for the person; `no_input_ms` of silence after the bot's last frame is a `NoInput`."""

    no_input_ms: int


@dataclass(frozen=True, slots=True)
class Transfer:
    target: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """The script is over."""


BookEntry = Enter | AddTag | SetGrade | FillSlot | OptOut
"""What is written down; it takes no time on the line."""
Action = BookEntry | Say | Listen | Transfer | HangUp


class Pace(StrEnum):
    """How long people think and pause in their answer at a node; the script's hint for the end of the turn."""

    SHORT = "short"
    NORMAL = "normal"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What may come next at a node: for the classifier, the recognizer and the session."""

    intents: tuple[str, ...]
    """The node's own intents first, then the global ones."""
    digits: tuple[str, ...]
    asr_hint: str
    """A short list of likely answers in the script's language, for the recognizer's prompt; may be empty."""
    open: bool = False
    """Any words are an answer here: a slot takes them."""
    pace: Pace = Pace.NORMAL
