"""How the bot talks: turn taking, and what it does about whoever answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.settings.section import Section


class ConversationSection(Section):
    """Turn taking. Milliseconds of audio."""

    end_of_turn_ms: int = Field(default=780, ge=200, le=3000, description="silence that ends a person's turn")
    answered_ms: int = Field(
        default=460, ge=200, le=3000, description="silence that ends an answer that is one of the script's, word for word"
    )
    likely_answer_ms: int = Field(
        default=660, ge=200, le=3000, description="silence that ends an answer in other words, or a slot's value"
    )
    digits_ms: int = Field(default=1100, ge=200, le=5000, description="silence that ends a digit string which may go on")
    comma_ms: int = Field(
        default=1100, ge=200, le=5000, description="silence that ends words with a comma after them, or a stray one"
    )
    unfinished_ms: int = Field(default=1500, ge=200, le=5000, description="silence that ends a turn after 'and…', 'um', 'my'")
    speculate_ms: int = Field(default=100, ge=100, le=1000, description="silence at which transcription starts on speculation")
    min_speech_ms: int = Field(default=120, ge=20, le=1000, description="shorter sounds are no speech")
    clear_speech_ms: int = Field(
        default=600, ge=100, le=15000, description="plain speech in a turn without words after which the person is asked to repeat"
    )
    barge_in_ms: int = Field(
        default=900, ge=100, le=2000, description="speech over the bot that interrupts it, whatever it sounds like"
    )
    barge_in_doubt_percent: int = Field(
        default=20, ge=0, le=101, description="likeness to a sentence from which the bot lowers its voice; 101: never"
    )
    barge_in_soften_db: int = Field(default=15, ge=0, le=40, description="how much it lowers its voice in doubt")
    barge_in_sure_percent: int = Field(
        default=95, ge=0, le=101, description="likeness to a sentence from which it falls silent at once; 101: never"
    )
    barge_in_gap_ms: int = Field(default=160, ge=40, le=1000, description="silence that ends a sound over the bot")
    hello_wait_ms: int = Field(default=1500, ge=0, le=10000, description="silence after answer before the bot greets first")
    long_turn_ms: int = Field(default=9000, ge=2000, le=30000, description="a longer turn ends at its next short pause")
    max_turn_ms: int = Field(default=15000, ge=3000, le=30000, description="a longer turn is taken as it is")
    max_call_s: int = Field(default=600, ge=10, description="hard cap of any call")


class AnsweringSection(Section):
    """What the bot does about whoever, or whatever, answers."""

    voicemail: Literal["leave_message", "hang_up", "retry_later", "talk"] = Field(
        default="leave_message", description="leave_message says the script's voicemail message after the beep, if it has one"
    )
    screening: Literal["introduce", "hang_up", "retry_later", "talk"] = Field(
        default="introduce", description="introduce says the script's opening, then waits for the person"
    )
    menu: Literal["hang_up", "retry_later", "talk"] = "hang_up"
    silence: Literal["talk", "hang_up", "retry_later"] = Field(default="talk", description="talk greets whoever does not speak")
    retry_after_s: int = Field(default=4 * 3600, ge=60, description="what retry_later notes with the call")
    screening_wait_s: int = Field(default=40, ge=5, le=300, description="longest wait for the person after the introduction")
