"""Talking with a draft by text: the rehearsed call runs in a thread of its own and waits there for what is typed."""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import dataclass, replace
from typing import Final

from engine.dialog.script import Script
from engine.dialog.wording import MissingVariable, UnfitVariable
from engine.rehearsal.chat import Chat, ExplainingClassifier, record_lines
from engine.rehearsal.rehearsed import Circumstances
from engine.rehearsal.staging import stages
from engine.settings import Settings
from engine.speech.api import SpeechUnavailable

log = logging.getLogger(__name__)

PATIENCE_S: Final = 900.0
"""Nothing typed for so long: the person hangs up."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said or happened."""

    kind: str
    """`bot`, `person`, `note` or `problem`."""
    text: str


class Talk:
    """One rehearsed call. Lines are taken from any thread."""

    def __init__(self, settings: Settings, script: Script) -> None:
        self._settings = settings
        self._script = script
        self._typed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lines: queue.SimpleQueue[Line] = queue.SimpleQueue()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="talk", daemon=True)

    @property
    def over(self) -> bool:
        return self._over.is_set()

    def begin(self) -> None:
        """Lets the phone ring."""
        self._thread.start()

    def type(self, text: str) -> None:
        """What the person says or does; see `engine.rehearsal.chat.HELP`."""
        self._lines.put(Line("person", text))
        self._typed.put(text)

    def hang_up(self) -> None:
        """Ends it, whatever is going on."""
        self._typed.put(None)

    def news(self) -> list[Line]:
        """The lines since the last time, oldest first."""
        found: list[Line] = []
        while True:
            try:
                found.append(self._lines.get_nowait())
            except queue.Empty:
                return found

    def _run(self) -> None:
        try:
            stage = stages(self._settings)(self._script)
            classifier = ExplainingClassifier(stage.classifier)
            person = Chat(self._next, self._show, lambda text: classifier.reasons.get(text, ""))
            circumstances = Circumstances(self._script.example_variables)
            call = replace(stage, classifier=classifier).call(person, circumstances, person)
            self._show("\n".join(record_lines(call)), "note")
        except (SpeechUnavailable, MissingVariable, UnfitVariable) as error:
            self._show(str(error), "problem")
        except Exception:
            log.exception("a talk with a draft broke off", extra={"action": "talk_failed"})
            self._show("The talk broke off by a fault of ours: the service's log says more.", "problem")
        finally:
            self._over.set()

    def _next(self) -> str | None:
        try:
            return self._typed.get(timeout=PATIENCE_S)
        except queue.Empty:
            return None

    def _show(self, text: str, kind: str) -> None:
        self._lines.put(Line(kind, text))
