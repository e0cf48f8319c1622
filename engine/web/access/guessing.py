"""Whole telephone numbers, looked for by who may not see them. That is how a caller's record is found; but few digits are hidden,
and who tried the thousand numbers that a masked one may be would know it.
"""

from __future__ import annotations

import math
from typing import Final

from starlette.requests import HTTPConnection

from engine.store.access import lookups
from engine.store.access.lookups import Allowance
from engine.web.access.access import access_of
from engine.web.access.actor import Actor
from engine.web.access.permissions import Permission

LOOKUPS: Final = Allowance(at_once=30, every_s=120.0)
"""A thousand numbers take a day and a half."""


class TooManyNumbers(Exception):
    """Whoever looks for so many numbers has to wait."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = math.ceil(wait_s)
        super().__init__(f"you looked for many telephone numbers: wait {self.wait_s} seconds, or ask somebody who may see them")


def count_lookup(connection: HTTPConnection, actor: Actor, number: str) -> None:
    """To be called before people are looked for by a number. It waits for the database.

    Args:
        connection: of the page or request.
        actor: who looks.
        number: in E.164; what is none does not count.

    Raises:
        TooManyNumbers: it must not be looked for yet.
    """
    if not number.startswith("+") or actor.may(Permission.NUMBERS_REVEAL):
        return
    service = access_of(connection).service
    if wait_s := service.database.write(lambda session: lookups.count(session, actor.account_id, LOOKUPS, service.clock.now())):
        raise TooManyNumbers(wait_s)
