"""What the first words say about who answered. Pure; the phrases stand in `engine.call.answering.phrases`.

Kinds are tried from the surest to the vaguest: whoever asks for a caller's name and reason is a screening service, even if it
speaks of recording; a menu is one even if it offers to leave a message. A person's own words ("how can I help", "can I take a
message") outweigh vague phrases such as "you've reached", which people in offices say as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.call.answering.network import NetworkMessage
from engine.call.answering.phrases import PHRASES, Kind
from engine.call.answering.verdict import Answerer

_ANSWERERS = {
    Kind.PERSON_ASKS: Answerer.HUMAN,
    Kind.SCREENING: Answerer.SCREENING,
    Kind.NO_SUCH_NUMBER: Answerer.ANNOUNCEMENT,
    Kind.CONGESTION: Answerer.ANNOUNCEMENT,
    Kind.VOICEMAIL: Answerer.VOICEMAIL,
    Kind.MENU: Answerer.MENU,
    Kind.ABSENT: Answerer.ANNOUNCEMENT,
    Kind.PERSON: Answerer.HUMAN,
    Kind.VAGUE_VOICEMAIL: Answerer.VOICEMAIL,
}
_MESSAGES = {
    Kind.NO_SUCH_NUMBER: NetworkMessage.NO_SUCH_NUMBER,
    Kind.CONGESTION: NetworkMessage.CONGESTION,
    Kind.ABSENT: NetworkMessage.ABSENT,
}


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """A phrase that gives somebody or something away."""

    answerer: Answerer
    phrase: str
    vague: bool
    """People say it as well, only hardly ever when they answer a call."""
    message: NetworkMessage | None


def evidence(text: str, language: str) -> WordEvidence | None:
    """The strongest evidence in a text; None if nobody and nothing in particular speaks like that."""
    patterns = PHRASES.get(language, {})
    lowered = text.lower().replace("’", "'")
    for kind, answerer in _ANSWERERS.items():
        match = patterns[kind].search(lowered) if kind in patterns else None
        if match:
            return WordEvidence(answerer, match.group(0), kind is Kind.VAGUE_VOICEMAIL, _MESSAGES.get(kind))
    return None
