"""OptOuts: opt-outs that come from elsewhere than a call are queued for every receiver that takes version 2 of the payload.

Each is told when it closes a way to reach somebody that was open until then. So the same one is told once, whoever says it again,
and one after they agreed anew is told again. Opt-outs in calls are `engine.writeback.record`'s.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.settings import WritebackSection
from engine.store import deliveries
from engine.store.people.closed import closed_channels
from engine.store.tables import Channel, Customer
from engine.writeback.next_action import Action
from engine.writeback.payload import Occasion
from engine.writeback.payload_v2 import OptOut, OptOutSource, Payload
from engine.writeback.people import customer_v2, iso
from engine.writeback.receivers import Wish, wishes
from engine.writeback.schemas import PayloadVersion


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an opt-out comes from."""

    source: OptOutSource
    told_by: str | None = None
    """See `OptOut.told_by`."""


class OptOuts:
    """Watches writes that may close ways to reach people."""

    def __init__(
        self, wishes: Sequence[Wish], now: Callable[[], float], new_id: Callable[[], str] = lambda: str(uuid.uuid4())
    ) -> None:
        """Args:
        wishes: of all receivers; those of version 1 are told of calls only.
        now: Unix seconds.
        new_id: of a delivery.
        """
        self._receivers = [
            wish.receiver for wish in wishes if wish.version is PayloadVersion.V2 and Occasion.OPTED_OUT in wish.occasions
        ]
        self._now = now
        self._new_id = new_id

    @contextmanager
    def told(self, session: Session, number: str, origin: Origin, at: float) -> Iterator[None]:
        """What the block closes is queued in the same transaction.

        Args:
            session: of a writing transaction.
            number: of the person, E.164.
            origin: of what the block writes.
            at: when they opted out, Unix seconds.
        """
        if not self._receivers:
            yield
            return
        # Held until the transaction ends: of two that say the same at once, the second finds the first one's word.
        of_number = select(Customer.id).where(Customer.number == number)
        customer_id = session.scalar(of_number.with_for_update(key_share=True))
        before = closed_channels(session, number, customer_id)
        yield
        session.flush()
        if closed := closed_channels(session, number, customer_id) - before:
            self._tell(session, number, customer_id, closed, origin, at)

    def _tell(
        self, session: Session, number: str, customer_id: int | None, closed: frozenset[Channel], origin: Origin, at: float
    ) -> None:
        customer = customer_v2(session, number, session.get_one(Customer, customer_id) if customer_id is not None else None)
        opt_out = OptOut(channels=tuple(sorted(closed)), source=origin.source, told_by=origin.told_by)
        for receiver in self._receivers:
            payload = Payload(
                id=self._new_id(),
                type=Occasion.OPTED_OUT,
                at=iso(at),
                customer=customer,
                opt_out=opt_out,
                next_action=Action.LEAVE_ALONE if customer.do_not_call else None,
            )
            body = msgspec.json.encode(payload).decode()
            deliveries.queue(session, payload.id, receiver, None, Occasion.OPTED_OUT, body, self._now(), customer_id=customer_id)


def opt_outs_of(section: WritebackSection, now: Callable[[], float]) -> OptOuts:
    """For the receivers of the settings."""
    return OptOuts(wishes(section), now)
