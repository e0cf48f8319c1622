"""What the dialog machine wants done next, in order, and which parts of it survive an interruption. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from engine.dialog.moves import Action, Await, BookEntry, Errand, HangUp, Listen, Say, Transfer


class Agenda:
    """The actions of the last step that were not carried out yet."""

    def __init__(self) -> None:
        self._actions: deque[Action] = deque()
        self._whispered: deque[Say] = deque()

    def replace(self, actions: Sequence[Action]) -> None:
        """A new step of the machine replaces whatever was left, but for what was whispered."""
        self._actions = deque(actions)

    def next(self) -> Action | None:
        """Takes the next action; None if there is nothing left to do but wait. What was whispered comes before all other speech."""
        if self._whispered and not self._entry_next:
            return self._whispered.popleft()
        return self._actions.popleft() if self._actions else None

    def next_entry(self) -> BookEntry | Errand | None:
        """Takes the next action if it is bookkeeping."""
        action = self._actions[0] if self._actions else None
        if not isinstance(action, BookEntry | Errand):
            return None
        self._actions.popleft()
        return action

    def whisper(self, say: Say) -> None:
        """A supervisor wants this said next; it stays until it was begun."""
        self._whispered.append(say)

    @property
    def whispered(self) -> bool:
        """Something that was whispered waits to be said."""
        return bool(self._whispered)

    @property
    def _entry_next(self) -> bool:
        return bool(self._actions) and isinstance(self._actions[0], BookEntry | Errand)

    @property
    def leads_out(self) -> bool:
        """True if the call ends after what is being said: a farewell is not interrupted by an "okay, bye"."""
        return not any(isinstance(action, Listen) for action in self._actions) and any(
            isinstance(action, HangUp | Transfer) for action in self._actions
        )

    @property
    def listens_next(self) -> bool:
        """True if the person may answer what is being said."""
        return bool(self._actions) and isinstance(self._actions[0], Listen) and not self._whispered

    @property
    def awaits(self) -> bool:
        """True if what is being said bridges the time until a system answers."""
        return any(isinstance(action, Await) for action in self._actions)

    def answered(self, actions: Sequence[Action]) -> None:
        """The system has answered: its step follows what is still to be said."""
        self._actions = deque([action for action in self._actions if not isinstance(action, Await)])
        self._actions.extend(actions)

    def skip_speech(self) -> None:
        """Drops what was to be said: the person took the floor. Bookkeeping and endings stay."""
        self._actions = deque(action for action in self._actions if not isinstance(action, Say))

    def hang_up_instead_of_transfer(self) -> None:
        """The person does not want to be called: no agent is bothered with them."""
        self._actions = deque(HangUp() if isinstance(action, Transfer) else action for action in self._actions)
