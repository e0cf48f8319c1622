"""Short links: made with the message that holds them, and looked up when somebody follows one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from engine.links.codes import new_code, new_token
from engine.store import customer_events
from engine.store.customer_events import CLICK, Happening
from engine.store.tables import ShortLink, TextMessage


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


_LINK: Final = select(
    ShortLink.id, ShortLink.customer_id, ShortLink.attempt_id, ShortLink.target, ShortLink.token, TextMessage.sent_at
).join(TextMessage, ShortLink.message_id == TextMessage.id)
_BY_CODE: Final = _LINK.where(ShortLink.code == bindparam("key"))
_BY_TOKEN: Final = _LINK.where(ShortLink.token == bindparam("key"))


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


def by_code(session: Session, code: str) -> Followed | None:
    """The link that stands in somebody's message."""
    return _found(session, _BY_CODE, code)


def by_token(session: Session, token: str) -> Followed | None:
    """The link that somebody came by."""
    return _found(session, _BY_TOKEN, token)


def count_click(session: Session, link: Followed, at: float) -> bool:
    """Writes down that the person followed the link; once, however often they do. False: they had before."""
    click = Happening(
        link.customer_id, CLICK, at, source="link", key=f"click {link.id}", attempt_id=link.attempt_id, link_id=link.id
    )
    return customer_events.record(session, click)


def _found(session: Session, query: Select[int, int, str, str, str, float | None], key: str) -> Followed | None:
    row = session.execute(query, {"key": key}).first()
    return None if row is None else Followed(*row)
