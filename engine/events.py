"""CallEvent: the one vocabulary in which a call tells its story to the store, the console, the logs and the tests.

Every event names its attempt and the Unix time it was seen. Times inside the conversation (`*_ms`) count from the moment the
audio path came up (`ConversationStarted`), in audio received, so they line up with the recording.
"""

from __future__ import annotations

import msgspec

from engine.outcome import Disposition, Grade


class _CallEvent(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    attempt_id: str
    at: float
    """Unix seconds."""


class PhoneRinging(_CallEvent):
    """The far end is being alerted."""

    sip_status: int


class EarlyMediaStarted(_CallEvent):
    """The network plays audio before answer."""


class PhoneAnswered(_CallEvent):
    """200 OK. The conversation's clock starts later, at `ConversationStarted`."""


class ConversationStarted(_CallEvent):
    """The audio path is up in both directions."""

    codec: str


class AnswererKnown(_CallEvent):
    """Answer supervision made up (or revised) its mind about who is on the line."""

    answerer: str
    """`human`, `voicemail` or `silence`."""
    reason: str


class NodeEntered(_CallEvent):
    """The dialog moved to a node of the script."""

    node: str


class PersonSpoke(_CallEvent):
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


class PersonPressed(_CallEvent):
    """A telephone key."""

    node: str
    digit: str


class BotSpoke(_CallEvent):
    """One utterance of the bot, after its last frame was played or dropped."""

    node: str
    text: str
    started_ms: int
    played_ms: int
    interrupted: bool
    reply_gap_ms: int | None
    """Silence between the end of the person's turn and this utterance's first frame; None if it answers no turn."""


class OverlapJudged(_CallEvent):
    """The person made sound while the bot spoke, and barge-in policy decided what that was."""

    verdict: str
    """`interruption`, `backchannel` or `noise`."""
    reason: str
    onset_ms: int
    decided_ms: int


class TagAdded(_CallEvent):
    tag: str


class Graded(_CallEvent):
    grade: Grade


class SlotFilled(_CallEvent):
    slot: str
    value: str


class OptedOut(_CallEvent):
    """The person asked not to be called again. Reaches the do-not-call list before the call ends."""

    reason: str
    """What they said or pressed."""


class TransferStarted(_CallEvent):
    target: str


class TransferRefused(_CallEvent):
    target: str
    reason: str


class CallEnded(_CallEvent):
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
    """Path of the stereo WAV."""


CallEvent = (
    PhoneRinging
    | EarlyMediaStarted
    | PhoneAnswered
    | ConversationStarted
    | AnswererKnown
    | NodeEntered
    | PersonSpoke
    | PersonPressed
    | BotSpoke
    | OverlapJudged
    | TagAdded
    | Graded
    | SlotFilled
    | OptedOut
    | TransferStarted
    | TransferRefused
    | CallEnded
)
