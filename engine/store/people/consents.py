"""What people allowed and took back. The latest word counts.

When somebody agreed of whom a list does not say it, is not known: the day of the import is but the latest that it can have been. So
such a yes outvotes nothing that has a date, and stands before it. A no without a date is taken to be of the import's day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.store.tables import Channel, Consent
from engine.store.upserting import among, insert_into, insert_rows


@dataclass(frozen=True, slots=True)
class Said:
    """What a list says about a person's consent to be called."""

    customer_id: int
    granted: bool
    at: float | None
    """When they gave it or took it back; None: the list does not say."""


@dataclass(frozen=True, slots=True)
class Before:
    """What counted so far."""

    id: int
    granted: bool
    at: float
    dated: bool

    @property
    def is_guessed(self) -> bool:
        """A yes of nobody knows when."""
        return self.granted and not self.dated


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of what a list says."""

    undated: int
    """Claims of consent that count, and do not say when it was given."""
    stays_withdrawn: int
    """Claims of consent that do not count because it was taken back since."""


def take_in(session: Session, said: Sequence[Said], source: str, at: float) -> TakenIn:
    """Writes down what is news.

    Args:
        session: of a writing transaction.
        said: once per person.
        source: where it is written.
        at: time of what has none of its own.
    """
    latest = _latest(session, [one.customer_id for one in said])
    news = [one for one in said if _is_news(one, latest.get(one.customer_id))]
    for one in news:
        if one.at is not None and (before := latest.get(one.customer_id)) and before.is_guessed and before.at > one.at:
            session.execute(update(Consent).where(Consent.id == before.id).values(at=one.at))
    call = Channel.CALL.value
    rows = [(one.customer_id, call, one.granted, at if one.at is None else one.at, one.at is not None, source) for one in news]
    insert_rows(session, insert_into(session, Consent), ("customer_id", "channel", "granted", "at", "dated", "source"), rows)
    written = {one.customer_id for one in news}
    return TakenIn(
        undated=sum(1 for one in news if one.granted and one.at is None),
        stays_withdrawn=sum(
            1 for one in said if one.granted and one.customer_id not in written and not latest[one.customer_id].granted
        ),
    )


def _is_news(one: Said, before: Before | None) -> bool:
    """Whether it was said later than all before; the same said again is: what lies between may be read from another file yet."""
    if before is None:
        return True
    if one.at is None:
        return before.granted and not one.granted
    return before.is_guessed or one.at > before.at


def record(session: Session, customer_id: int, channel: Channel, *, granted: bool, source: str, at: float) -> None:
    """Writes down what a person said themselves."""
    session.add(Consent(customer_id=customer_id, channel=channel, granted=granted, at=at, source=source))


def withdrawn(session: Session, customer_id: int, channel: Channel) -> bool:
    """Whether the last that a person said of this channel is no."""
    said = select(Consent.granted).where(Consent.customer_id == customer_id, Consent.channel == channel)
    return session.scalar(said.order_by(Consent.at.desc(), Consent.id.desc()).limit(1)) is False


def history(session: Session, customer_id: int) -> list[Consent]:
    """Everything a person said, oldest first."""
    return list(session.scalars(select(Consent).where(Consent.customer_id == customer_id).order_by(Consent.at, Consent.id)))


def _latest(session: Session, customer_ids: Sequence[int]) -> dict[int, Before]:
    query = select(Consent.customer_id, Consent.id, Consent.granted, Consent.at, Consent.dated).order_by(Consent.at, Consent.id)
    of_them = among(session, Consent.customer_id, customer_ids)
    return {
        row.customer_id: Before(row.id, row.granted, row.at, row.dated)
        for row in session.execute(query.where(of_them, Consent.channel == Channel.CALL))
    }
