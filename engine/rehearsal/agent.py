"""A human agent in a rehearsal by text, who takes a warm transfer and gives the person back at once."""

from __future__ import annotations

from engine.call.escort import Escort
from engine.outcome import HandoverOutcome
from telephony.line import Line


class RehearsedAgent:
    """Fulfils `engine.call.leaving.Bringing`."""

    async def run(self, person: Line, escort: Escort, *, returnable: bool) -> HandoverOutcome:
        """See `Bringing`: where the script does not say where to go on, they talk until they hang up."""
        del person, escort
        return HandoverOutcome.GIVEN_BACK if returnable else HandoverOutcome.JOINED

    def person_gone(self) -> None:
        """See `Bringing`: it takes no time, so nobody leaves meanwhile."""
