"""Write-backs on their way to their receivers. Each is queued in the transaction of what it tells, and settled once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from engine.store.errors import UnknownDelivery
from engine.store.queued import any_waits, claim, put_back, queue_again, queue_all_again
from engine.store.tables import Delivery, DeliveryState


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """To be sent now."""

    id: str
    body: str
    """The payload as JSON."""
    tries: int
    """Made so far."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How a delivery stands. Times are Unix seconds."""

    id: str
    receiver: str
    about: str
    attempt_id: str | None
    """The call it tells of; None: it tells of a person."""
    customer_id: int | None
    """Who that is, without a call; None: nobody whom we know, or there is a call."""
    state: DeliveryState
    created_at: float
    tries: int
    next_try_at: float
    problem: str | None


def told(session: Session, attempt_id: str, receiver: str, about: str) -> bool:
    """Whether this is or was on its way to the receiver."""
    key = (Delivery.attempt_id == attempt_id, Delivery.receiver == receiver, Delivery.about == about)
    return bool(session.scalar(select(exists().where(*key))))


def queue(
    session: Session,
    delivery_id: str,
    receiver: str,
    attempt_id: str | None,
    about: str,
    body: str,
    at: float,
    *,
    customer_id: int | None = None,
) -> None:
    """Of a call, or without one of a person, whose number is at least in the body."""
    session.add(
        Delivery(
            id=delivery_id,
            receiver=receiver,
            attempt_id=attempt_id,
            customer_id=customer_id,
            about=about,
            body=body,
            state=DeliveryState.QUEUED,
            created_at=at,
            tries=0,
            next_try_at=at,
        )
    )


def any_due(session: Session, receiver: str, at: float) -> bool:
    """Whether one waits to be sent to the receiver."""
    return any_waits(session, Delivery, at, *_waiting(receiver))


def next_due(session: Session, receiver: str, at: float) -> DueDelivery | None:
    """The receiver's delivery that has waited longest, claimed."""
    delivery = claim(session, Delivery, at, *_waiting(receiver))
    return DueDelivery(delivery.id, delivery.body, delivery.tries) if delivery else None


def _waiting(receiver: str) -> tuple[ColumnElement[bool], ...]:
    return Delivery.receiver == receiver, Delivery.state == DeliveryState.QUEUED


def delivered(session: Session, delivery_id: str, at: float) -> None:
    delivery = session.get_one(Delivery, delivery_id)
    delivery.state, delivery.delivered_at, delivery.problem = DeliveryState.DELIVERED, at, None
    delivery.tries += 1


def not_delivered(session: Session, delivery_id: str, problem: str, again_at: float | None) -> None:
    """The receiver did not take it; None: it is not tried again by itself."""
    delivery = session.get_one(Delivery, delivery_id)
    if not put_back(delivery, problem, again_at):
        delivery.state = DeliveryState.DEAD


def replay(session: Session, delivery_id: str, at: float) -> None:
    """Queues a delivery once more, whatever became of it: see `queue_again`.

    Raises:
        UnknownDelivery: there is none of this id.
    """
    delivery = session.get(Delivery, delivery_id)
    if delivery is None:
        raise UnknownDelivery(f"there is no delivery {delivery_id}: `callwright deliveries list` names them")
    queue_again(delivery, at)


def replay_dead(session: Session, at: float, receiver: str | None = None) -> int:
    """Queues all that were given up, or all of one receiver. Returns how many."""
    of_receiver = [Delivery.receiver == receiver] if receiver else []
    return queue_all_again(session, Delivery, at, Delivery.state == DeliveryState.DEAD, *of_receiver)


def unsettled(session: Session, created_before: float) -> int:
    """How many that were queued by then wait for another try."""
    waiting = (Delivery.state == DeliveryState.QUEUED, Delivery.created_at <= created_before)
    return session.scalar(select(func.count()).select_from(Delivery).where(*waiting)) or 0


def given_up(session: Session) -> int:
    """How many are not tried any more by themselves."""
    return session.scalar(select(func.count()).select_from(Delivery).where(Delivery.state == DeliveryState.DEAD)) or 0


def deliveries(session: Session, state: DeliveryState | None, limit: int) -> Sequence[DeliveryReport]:
    """The latest ones, newest first."""
    wanted = select(Delivery).order_by(Delivery.created_at.desc(), Delivery.id).limit(limit)
    if state:
        wanted = wanted.where(Delivery.state == state)
    return [
        DeliveryReport(
            id=row.id,
            receiver=row.receiver,
            about=row.about,
            attempt_id=row.attempt_id,
            customer_id=row.customer_id,
            state=row.state,
            created_at=row.created_at,
            tries=row.tries,
            next_try_at=row.next_try_at,
            problem=row.problem,
        )
        for row in session.scalars(wanted)
    ]
