"""The bot has asked something and waits: when the person's time to answer is up. Pure."""

from __future__ import annotations

from engine.dialog.moves import Listen


class AnswerWait:
    """Counts the silence of both sides since the bot began to listen."""

    def __init__(self) -> None:
        self._listen: Listen | None = None
        self._since_ms = 0

    def begin(self, listen: Listen, now_ms: int) -> None:
        """The bot listens from now on."""
        self._listen, self._since_ms = listen, now_ms

    def end(self) -> Listen | None:
        """The bot listens no more; returns what it waited for, if anything."""
        listen, self._listen = self._listen, None
        return listen

    def left_ms(self, now_ms: int, person_quiet_since_ms: int) -> int | None:
        """Silence that is left until the person is asked again, 0 and less if it is up; None if the bot does not wait.

        Args:
            now_ms: the conversation's clock.
            person_quiet_since_ms: when the person's last words ended.
        """
        if self._listen is None:
            return None
        return self._listen.no_input_ms - (now_ms - max(self._since_ms, person_quiet_since_ms))
