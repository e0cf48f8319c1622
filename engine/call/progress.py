"""What the events of a line tell about the call. Pure."""

from __future__ import annotations

from engine.call.report import Stamp
from engine.events import CallEvent, ConversationStarted, EarlyMediaStarted, PhoneAnswered, PhoneRinging
from telephony.line import Answered, EarlyMedia, LineEvent, MediaActive, Ringing


def progress(event: LineEvent, stamp: Stamp) -> CallEvent | None:
    """The call event of a line's event; None if it has none of its own, as keys, which the conversation reports."""
    match event:
        case Ringing(sip_status):
            return PhoneRinging(**stamp, sip_status=sip_status)
        case EarlyMedia():
            return EarlyMediaStarted(**stamp)
        case Answered():
            return PhoneAnswered(**stamp)
        case MediaActive(codec):
            return ConversationStarted(**stamp, codec=codec)
        case _:
            return None
