"""Every sound a phone book needs, made before the first call so that no phone is slow to speak."""

from __future__ import annotations

from pathlib import Path

from telephony.lab.behaviour import PlayFile, SoundBeep, SoundFax, Speak
from telephony.lab.spec import Phone, PhoneBook
from telephony.lab.steps import Greeting, MmHmm, Say, SayFile, SayPieces, Step
from telephony.lab.tones import FAX_ANSWER, SIT_VACANT_CODE, VOICEMAIL_BEEP, rendered
from telephony.lab.voices import MM_HMM, VoiceBox
from telephony.lab.wav import read_line


class Sounds:
    """8 kHz PCM by what it says; read-only once made."""

    def __init__(self, book: PhoneBook, voices: VoiceBox) -> None:
        """Renders everything in the book.

        Raises:
            EspeakError: a text cannot be spoken.
            WavError: a recording is damaged.
        """
        self._lines: dict[tuple[str, str], bytes] = {}
        self._files: dict[Path, bytes] = {}
        self._beep = rendered(VOICEMAIL_BEEP)
        self._sit = rendered(SIT_VACANT_CODE)
        for phone in book.phones.values():
            for text in spoken_lines(phone):
                self._lines[phone.voice, text] = voices.line(phone.voice, text)
            for step in phone.steps:
                if isinstance(step, SayFile):
                    self._files[step.file] = read_line(step.file)

    def of(self, phone: Phone, deed: Speak | PlayFile | SoundBeep | SoundFax) -> bytes:
        """What the phone plays for this deed."""
        match deed:
            case Speak(text=text):
                return self._lines[phone.voice, text]
            case PlayFile(path=path):
                return self._files[path]
            case SoundBeep():
                return self._beep
            case SoundFax():
                return rendered(FAX_ANSWER)

    def not_in_service(self, phone: Phone) -> bytes:
        """Special information tones, then the phone's announcement if it has one."""
        return self._sit + (self._lines[phone.voice, phone.announcement] if phone.announcement else b"")


def spoken_lines(phone: Phone) -> list[str]:
    """Every text that the phone speaks in its voice."""
    spoken = [text for step in phone.steps for text in _texts(step)]
    return [*spoken, phone.announcement] if phone.announcement else spoken


def _texts(step: Step) -> tuple[str, ...]:
    match step:
        case Say(say=text) | Greeting(greeting=text):
            return (text,)
        case SayPieces(pieces=texts):
            return texts
        case MmHmm():
            return (MM_HMM,)
        case _:
            return ()
