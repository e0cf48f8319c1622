"""Short links: made with the message that holds them, and looked up when somebody follows one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Float, String, bindparam, literal, select
from sqlalchemy.orm import Session

from engine.links.codes import new_code, new_token
from engine.store.database import Database
from engine.store.people.customer_events import CLICK
from engine.store.tables import CustomerEvent, ShortLink, TextMessage
from engine.store.upserting import insert_into


@dataclass(frozen=True, slots=True)
class Followed:
    """A link that somebody follows, or comes back from."""

    id: int
    customer_id: int
    attempt_id: str
    target: str
    token: str
    sent_at: float | None
    """When the gateway took its message, Unix seconds; None: it has not yet."""


@dataclass(frozen=True, slots=True)
class Click:
    """A person followed a link."""

    link_id: int
    at: float
    """Unix seconds."""


_LINK: Final = select(
    ShortLink.id, ShortLink.customer_id, ShortLink.attempt_id, ShortLink.target, ShortLink.token, TextMessage.sent_at
).join(TextMessage, ShortLink.message_id == TextMessage.id)
_BY_CODE: Final = _LINK.where(ShortLink.code == bindparam("key"))
_BY_TOKEN: Final = _LINK.where(ShortLink.token == bindparam("key"))
_CLICKED: Final = select(
    ShortLink.customer_id,
    ShortLink.attempt_id,
    ShortLink.id,
    literal(CLICK),
    literal("link"),
    literal({}, CustomerEvent.detail.type),
    bindparam("click", type_=String),
    bindparam("moment", type_=Float),
).where(ShortLink.id == bindparam("link"))


def issue(session: Session, message: TextMessage, customer_id: int, target: str) -> None:
    """Gives a message its link, in the transaction that queues it."""
    session.flush()
    link = ShortLink(
        code=new_code(),
        token=new_token(),
        message_id=message.id,
        attempt_id=message.attempt_id,
        customer_id=customer_id,
        target=target,
        created_at=message.asked_at,
    )
    session.add(link)


def code_of(session: Session, message_id: str) -> str | None:
    """The code of the link that a message holds; None: it holds none."""
    return session.scalar(select(ShortLink.code).where(ShortLink.message_id == message_id))


def by_code(database: Database, code: str) -> Followed | None:
    """The link that stands in somebody's message; raises as `Database.look_up`."""
    row = database.look_up(_BY_CODE, {"key": code})
    return None if row is None else Followed(*row)


def by_token(session: Session, token: str) -> Followed | None:
    """The link that somebody came by."""
    row = session.execute(_BY_TOKEN, {"key": token}).first()
    return None if row is None else Followed(*row)


def count_clicks(session: Session, clicks: Sequence[Click]) -> None:
    """Writes down that people followed links; of each link the first click alone. A link that was erased meanwhile has none."""
    names = ("customer_id", "attempt_id", "link_id", "kind", "source", "detail", "key", "at")
    insert = insert_into(session, CustomerEvent).from_select(names, _CLICKED).on_conflict_do_nothing(index_elements=["key"])
    session.execute(insert, [{"link": click.link_id, "click": f"click {click.link_id}", "moment": click.at} for click in clicks])
