"""Whole telephone numbers, looked for by who may not see them. That is how a caller's record is found; but few digits are hidden,
and who tried the thousand numbers that a masked one may be would know it.
"""

from __future__ import annotations

import math

from starlette.requests import HTTPConnection

from engine.web.access.access import access_of
from engine.web.access.actor import Actor
from engine.web.access.permissions import Permission


class TooManyNumbers(Exception):
    """Whoever looks for so many numbers has to wait."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = math.ceil(wait_s)
        super().__init__(f"you looked for many telephone numbers: wait {self.wait_s} seconds, or ask somebody who may see them")


def count_lookup(connection: HTTPConnection, actor: Actor, number: str) -> None:
    """To be called before people are looked for by a number.

    Args:
        connection: of the page or request.
        actor: who looks.
        number: in E.164; what is none does not count.

    Raises:
        TooManyNumbers: it must not be looked for yet.
    """
    if not number.startswith("+") or actor.may(Permission.NUMBERS_REVEAL):
        return
    access = access_of(connection)
    if wait_s := access.lookups.take(str(actor.account_id), access.service.clock.now()):
        raise TooManyNumbers(wait_s)
