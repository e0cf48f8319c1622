"""Whom the rows of other tables tell of, as queries for the ids of customers."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from engine.segments.expressions import Age, Measured
from engine.store.tables import Channel, Consent, ContactList, Customer, CustomerEvent, CustomerTag, DoNotCall, ListMember

FIGURES: Final[dict[Measured, ColumnElement[Any]]] = {
    Measured.COUNT: func.count(CustomerEvent.id),
    Measured.SUM: func.coalesce(func.sum(CustomerEvent.value), 0.0),
    Measured.LAST: func.max(CustomerEvent.at),
}
"""Over the events of one customer."""


class OtherRows:
    """As they stand at one moment."""

    def __init__(self, at: float) -> None:
        """`at`: Unix seconds."""
        self._at = at

    def tagged(self, tag: str, within: Age | None) -> Select[int]:
        """Who has earned a tag, so lately."""
        return select(CustomerTag.customer_id).where(CustomerTag.tag == tag, *self._recent(CustomerTag.at, within))

    def members(self, name: str) -> Select[int]:
        """Who is on a list."""
        members = select(ListMember.customer_id).join(ContactList, ListMember.list_id == ContactList.id)
        return members.where(ContactList.name == name)

    def events(self, kind: str, within: Age | None) -> Select[int]:
        """Who has events of a kind, so lately; once for each."""
        return select(CustomerEvent.customer_id).where(CustomerEvent.kind == kind, *self._recent(CustomerEvent.at, within))

    @staticmethod
    def consenting(channel: Channel) -> Select[int]:
        """Who agreed, but for whom a refusal was the last: of most people there is none, so that few are looked at twice."""
        later = aliased(Consent)
        agreed_later = exists().where(
            later.customer_id == Consent.customer_id,
            later.channel == channel,
            later.granted.is_(True),
            or_(later.at > Consent.at, and_(later.at == Consent.at, later.id > Consent.id)),
        )
        refused = select(Consent.customer_id).where(Consent.channel == channel, Consent.granted.is_(False), ~agreed_later)
        agreed = select(Consent.customer_id).where(Consent.channel == channel, Consent.granted.is_(True))
        return agreed.where(Consent.customer_id.not_in(refused)).distinct()

    @staticmethod
    def latest_consent(channel: Channel) -> ColumnElement[bool]:
        """The customer's own latest word on a channel, looked up for each."""
        said = select(Consent.granted).where(Consent.customer_id == Customer.id, Consent.channel == channel)
        return said.order_by(Consent.at.desc(), Consent.id.desc()).limit(1).correlate(Customer).scalar_subquery().is_(True)

    @staticmethod
    def forbidden() -> Select[int]:
        """Who is on the do-not-call list."""
        return select(Customer.id).join(DoNotCall, DoNotCall.number == Customer.number)

    @staticmethod
    def is_forbidden() -> ColumnElement[bool]:
        """The customer's own number is on the do-not-call list."""
        return exists().where(DoNotCall.number == Customer.number).correlate(Customer)

    def _recent(self, moment: InstrumentedAttribute[float], within: Age | None) -> tuple[ColumnElement[bool], ...]:
        return (moment >= self._at - within.seconds,) if within else ()
