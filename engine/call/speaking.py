"""A call's sentences as audio: prepared while the phone rings, synthesized on the spot if one is missing."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from engine.dialog.moves import Sentence
from engine.speech.api import Priority, SpeechUnavailable
from engine.speech.prompts import CallPrompts

log = logging.getLogger(__name__)


class CallSpeech:
    """What one call can say."""

    def __init__(self, prompts: CallPrompts) -> None:
        self._prompts = prompts

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        """Synthesizes the sentences with the lead's data, in the order given. Trouble is left for `fetch` to meet."""
        try:
            await self._prompts.prepare_private(sentence.text for sentence in sentences if not sentence.fixed)
        except SpeechUnavailable as error:
            log.warning("sentences not prepared", extra={"action": "prepare_failed", "reason": str(error)})

    async def fetch(self, sentence: Sentence) -> bytes:
        """The sentence's audio, 8 kHz mono s16le.

        Raises:
            SpeechUnavailable: it is not at hand and cannot be synthesized.
        """
        audio = self._prompts.get(sentence.text)
        if audio is None:
            await self._prompts.prepare_private([sentence.text], Priority.LIVE)
            audio = self._prompts.get(sentence.text)
        if audio is None:
            raise SpeechUnavailable("the voice gave no audio for a sentence")
        return audio
