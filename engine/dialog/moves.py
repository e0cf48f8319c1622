"""What goes into the dialog machine and what comes out of it: frozen data, no behaviour.

Inputs are facts about the conversation; actions are things for the call session (or the text simulator) to do, in order.
Bookkeeping (`BookEntry`) and errands (`Errand`) always come before the speech they go with and are carried out even if that speech
is interrupted. `Listen`, `Await`, `Transfer` and `HangUp` come last and happen after the speech was played.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    confidence: float = 1.0
    """Of the intent, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person pressed a telephone key."""

    digit: str


@dataclass(frozen=True, slots=True)
class NoInput:
    """The person said nothing for the node's `no_input_ms` after the bot stopped speaking."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The person finished a turn, and no words of it were made out."""


@dataclass(frozen=True, slots=True)
class MachineAnswered:
    """Answer supervision found a voicemail; with a `voicemail` node in the script the machine leaves its message, else hangs up."""


@dataclass(frozen=True, slots=True)
class WebhookReplied:
    """The answer to the open `CallWebhook`. It may come while the bot still speaks: that speech is to be finished first."""

    values: Mapping[str, str]
    """By slot, those that `CallWebhook.save` names."""


@dataclass(frozen=True, slots=True)
class WebhookFailed:
    """There will be no answer: out of time, refused, unusable."""

    reason: str
    """For the log; holds nothing of the person's."""


@dataclass(frozen=True, slots=True)
class TransferFailed:
    """Nobody took the call that `Transfer` handed over; the person is still on the line."""

    reason: str


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The agent who took the call has talked with the person, and the bot is to go on with them."""


@dataclass(frozen=True, slots=True)
class Forced:
    """A supervisor wants the dialog to go on."""

    node: str | None
    """There; None: with its open question, which is asked again."""


Input = Heard | Unread | Pressed | NoInput | MachineAnswered | WebhookReplied | WebhookFailed | TransferFailed | GivenBack | Forced

# ── actions ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of speech that is synthesized as one unit."""

    text: str
    fixed: bool
    """True if it is the same in every call: synthesized once and cached. False if it holds a lead's data."""
    audio: str | None = None
    """A recording to play instead of the voice, by its path in the script's bundle; `text` is its transcript and its fallback."""
    pause_after_ms: int = 0
    """Silence before whatever is said next. Beside it, `text` may hold `*emphasis*` and `<pause 300ms>` marks for the voice."""


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
        """The whole utterance as it was written, marks for the voice included."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for the person; `no_input_ms` of silence after the bot's last frame is a `NoInput`."""

    no_input_ms: int


class WebhookMethod(StrEnum):
    GET = "GET"
    POST = "POST"


@dataclass(frozen=True, slots=True)
class CallWebhook:
    """Ask somebody's system; the answer is given to the machine as `WebhookReplied` or `WebhookFailed`, exactly once."""

    url: str
    method: WebhookMethod
    send: Mapping[str, str]
    """Query parameters of a GET, fields of a JSON body of a POST."""
    save: Mapping[str, str]
    """Slot to the place of its value in the JSON answer, e.g. `customer.orders.0.status`."""
    timeout_ms: int


@dataclass(frozen=True, slots=True)
class Await:
    """Say no more until the webhook answers; of what the person says or presses, only opting out counts."""


@dataclass(frozen=True, slots=True)
class SendSms:
    """Send the person a text message."""

    text: str
    """With `engine.links.placing.LINK_PLACE` where a link belongs."""
    link: str | None = None
    """Where it leads; None: there is none in the text."""


@dataclass(frozen=True, slots=True)
class AskCallback:
    """The person wants to be called again."""

    at: str | None
    """Local time as a date_time slot writes it (`engine.dialog.slots.spec.SlotType`), maybe an interval; None: not understood."""
    said: str
    """The person's words."""


class TransferMode(StrEnum):
    COLD = "cold"
    """The agent gets the call at once."""
    WARM = "warm"
    """The agent is called first, and told whom they get."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the call over. If nobody takes it, the machine gets `TransferFailed`."""

    target: str
    mode: TransferMode = TransferMode.COLD
    returnable: bool = False
    """Whoever takes it may give the person back: the machine gets `GivenBack`."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """The script is over."""


BookEntry = Enter | AddTag | SetGrade | FillSlot | OptOut
"""What is written down; it takes no time on the line."""
Errand = SendSms | AskCallback | CallWebhook
"""What others are asked to do; it is handed over at once, like a book entry, and nothing on the line waits for it."""
Action = BookEntry | Errand | Say | Listen | Await | Transfer | HangUp


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
    only_intents: bool = False
    """Words that are none of the intents are not understood here: no slot takes them, and no keyword of the script."""
    value_hint: str = ""
    """A short list of likely values of the question's slot, for a recognizer that reads again what gave none; may be empty."""
    spelled: bool = False
    """The question's slot takes a string of digits, or a telephone number."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer to a question with a slot, about which the bot would ask back, or after which it would ask again."""

    value: str | None
    """What it unsurely gives, canonical; None: nothing that the slot takes."""
