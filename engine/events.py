"""CallEvent: the one vocabulary in which a call tells its story to the store, the console, the logs and the tests.

Every event names its attempt and the Unix time it was seen. Times inside the conversation (`*_ms`) count from the moment the
audio path came up (`ConversationStarted`), in audio received, so they line up with the recording.
"""

from __future__ import annotations

import msgspec

from engine.outcome import Disposition, Grade, HandoverOutcome


class _CallEvent(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    attempt_id: str
    at: float
    """Unix seconds."""


class PhoneRinging(_CallEvent, frozen=True):
    """The far end is being alerted."""

    sip_status: int


class EarlyMediaStarted(_CallEvent, frozen=True):
    """The network plays audio before answer."""


class PhoneAnswered(_CallEvent, frozen=True):
    """200 OK. The conversation's clock starts later, at `ConversationStarted`."""


class ConversationStarted(_CallEvent, frozen=True):
    """The audio path is up in both directions."""

    codec: str


class AnswererKnown(_CallEvent, frozen=True):
    """Answer supervision made up (or revised) its mind about who is on the line."""

    answerer: str
    """`human`, `voicemail`, `screening`, `menu`, `announcement`, `fax` or `silence`."""
    reason: str


class NodeEntered(_CallEvent, frozen=True):
    """The dialog moved to a node of the script."""

    node: str


class PersonSpoke(_CallEvent, frozen=True):
    """One turn of the person, transcribed and understood."""

    node: str
    text: str
    started_ms: int
    ended_ms: int
    """End of the last speech frame, before the silence that closed the turn."""
    intent: str | None
    confidence: float
    asr_ms: int
    """From the transcription request to its answer."""


class TurnUnread(_CallEvent, frozen=True):
    """One turn of the person of which no words were made out, though they spoke: as if the bot had not understood them."""

    node: str
    started_ms: int
    ended_ms: int
    why: str
    """`clear_speech`: nothing was read of what was plainly speech; `recognition`: the recognizer failed, or took too long."""
    detail: str
    """How it failed; empty for `clear_speech`."""
    asr_ms: int
    """From the transcription request to its answer, or to giving up."""


class AnswerMissed(_CallEvent, frozen=True):
    """What the person said or pressed just now was taken for an answer, and the bot did not understand it."""

    node: str
    turn_ended_ms: int | None
    """`ended_ms` of the `PersonSpoke` or `TurnUnread` that it is about; None: they pressed a key."""


class PersonPressed(_CallEvent, frozen=True):
    """A telephone key."""

    node: str
    digit: str


class BotSpoke(_CallEvent, frozen=True):
    """One utterance of the bot, after its last frame was played or dropped."""

    node: str
    text: str
    started_ms: int
    played_ms: int
    interrupted: bool
    reply_gap_ms: int | None
    """Silence between the end of the person's turn and this utterance's first frame; None if it answers no turn."""


class OverlapJudged(_CallEvent, frozen=True):
    """The person made sound while the bot spoke, and barge-in policy decided what that was."""

    verdict: str
    """By its sound: `doubt` (the bot holds its breath), `interruption`, `response` (it goes on) or `noise`; by its words:
    `interruption` or `backchannel`."""
    reason: str
    onset_ms: int
    decided_ms: int


class TagAdded(_CallEvent, frozen=True):
    tag: str


class Graded(_CallEvent, frozen=True):
    grade: Grade


class SlotFilled(_CallEvent, frozen=True):
    """The script has a value for a slot, maybe another than before."""

    slot: str
    value: str
    turn_ended_ms: int | None = None
    """`ended_ms` of the `PersonSpoke` from which it followed; None: from a key, another system's answer, or the script alone."""


class OptedOut(_CallEvent, frozen=True):
    """The person asked not to be called again. Reaches the do-not-call list before the call ends."""

    reason: str
    """What they said or pressed."""


class SmsRequested(_CallEvent, frozen=True):
    """The script promised a text message."""

    text: str
    """With `engine.links.placing.LINK_PLACE` where a link belongs."""
    link: str | None = None
    """Where it leads; None: there is none in the text."""


class CallbackAsked(_CallEvent, frozen=True):
    """The person wants to be called again."""

    when: str | None
    """Local time, ISO 8601: a date, a time of a date, or an interval of one; None: said, but not understood."""
    said: str
    """The person's words."""


class LookedUp(_CallEvent, frozen=True):
    """Another system was asked during the call."""

    host: str
    failure: str | None
    """None: it answered."""
    took_ms: int


class TransferStarted(_CallEvent, frozen=True):
    target: str


class TransferRefused(_CallEvent, frozen=True):
    target: str
    reason: str


class AgentRinging(_CallEvent, frozen=True):
    """An agent's phone is being rung for this call. An `AgentLeft` of the same agent follows, whatever happens."""

    agent: str
    summary: str
    """What they are told about the person when they pick up."""


class AgentJoined(_CallEvent, frozen=True):
    """The agent and the person hear each other; the bot is silent and listens no more."""

    agent: str


class AgentLeft(_CallEvent, frozen=True):
    """The agent's part in this call is over."""

    agent: str
    outcome: HandoverOutcome
    recording: str | None = None
    """Path of a stereo WAV: left the agent, right what they heard."""


class Whispered(_CallEvent, frozen=True):
    """A supervisor gave the bot words to say next; `BotSpoke` tells when they were said."""

    by: str
    text: str


class NodeForced(_CallEvent, frozen=True):
    """A supervisor had the dialog go on at a node."""

    by: str
    node: str


class ListenedTo(_CallEvent, frozen=True):
    """A supervisor began to listen to the call."""

    by: str


class TakenOver(_CallEvent, frozen=True):
    """A supervisor talks with the person in the bot's place; what the person says is still written down."""

    by: str


class HandedBack(_CallEvent, frozen=True):
    """The bot talks again."""

    by: str
    node: str | None
    """Where it went on; None: with its open question."""


class HangUpOrdered(_CallEvent, frozen=True):
    """A supervisor ended the call."""

    by: str


class MarkedForReview(_CallEvent, frozen=True):
    """Somebody wants this call looked at later."""

    by: str
    note: str


class RecordingStopped(_CallEvent, frozen=True):
    """A leg that was to be recorded is not, or not to its end: told when the leg is over."""

    agent: str | None
    """Whose leg; None: the person's."""
    reason: str


class CallEnded(_CallEvent, frozen=True):
    """The last event of an attempt, exactly once, whoever is left to send it."""

    disposition: Disposition
    cause: str
    """`telephony.causes.HangupCause` value, or what broke."""
    sip_status: int | None = None
    q850: int | None = None
    retry_after_s: int | None = None
    duration_ms: int = 0
    """Length of the conversation, from `ConversationStarted`."""
    recording: str | None = None
    """Path of the stereo WAV; after a `RecordingStopped` it has what was said before."""
    elsewhere: bool = False
    """The trunk refused it before any ringing, and another may carry it: the lead is dialled again at once. Said by whoever
    chooses trunks, never by a worker."""


CallEvent = (
    PhoneRinging
    | EarlyMediaStarted
    | PhoneAnswered
    | ConversationStarted
    | AnswererKnown
    | NodeEntered
    | PersonSpoke
    | TurnUnread
    | AnswerMissed
    | PersonPressed
    | BotSpoke
    | OverlapJudged
    | TagAdded
    | Graded
    | SlotFilled
    | OptedOut
    | SmsRequested
    | CallbackAsked
    | LookedUp
    | TransferStarted
    | TransferRefused
    | AgentRinging
    | AgentJoined
    | AgentLeft
    | Whispered
    | NodeForced
    | ListenedTo
    | TakenOver
    | HandedBack
    | HangUpOrdered
    | MarkedForReview
    | RecordingStopped
    | CallEnded
)
