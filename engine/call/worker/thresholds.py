"""The settings of a conversation, as the thresholds of its parts. Pure."""

from __future__ import annotations

from engine.call.endpointing import Patience
from engine.call.overlap.sound_course import OverlapLimits
from engine.call.turns import TurnLimits
from engine.settings import ConversationSection


def turn_limits(settings: ConversationSection, release_ms: int) -> TurnLimits:
    """The turn detector's thresholds; a pause lasts until its words are known, see `patience`."""
    return TurnLimits(
        min_speech_ms=settings.min_speech_ms,
        speculate_ms=settings.speculate_ms,
        patience_ms=patience(settings).unknown_ms,
        max_turn_ms=settings.max_turn_ms,
        release_ms=release_ms,
    )


def patience(settings: ConversationSection) -> Patience:
    """How much silence ends what kind of turn."""
    return Patience(
        answer_ms=settings.answered_ms,
        likely_answer_ms=settings.likely_answer_ms,
        sentence_ms=settings.end_of_turn_ms,
        digits_ms=settings.digits_ms,
        comma_ms=settings.comma_ms,
        unfinished_ms=settings.unfinished_ms,
        unknown_ms=settings.unfinished_ms,
        long_turn_ms=settings.long_turn_ms,
    )


def overlap_limits(settings: ConversationSection) -> OverlapLimits:
    """Barge-in's thresholds."""
    return OverlapLimits(
        doubt=settings.barge_in_doubt_percent / 100,
        sure=settings.barge_in_sure_percent / 100,
        longest_response_ms=settings.barge_in_ms,
        min_speech_ms=settings.min_speech_ms,
        gap_ms=settings.barge_in_gap_ms,
    )
