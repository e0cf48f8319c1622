"""Contact lists, and the files that were read into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.store.errors import UnknownList
from engine.store.tables import Campaign, ContactList, ListImport, ListMember
from engine.store.upserting import insert_into


@dataclass(frozen=True, slots=True)
class ListSummary:
    """A list as operators see it."""

    name: str
    members: int
    headings: dict[str, str]
    """Variable name to heading, in the file's order."""
    last_file: str | None
    last_import_at: float | None
    last_counts: dict[str, int]
    last_finished: bool


def take_headings(session: Session, campaign_id: int, list_names: Sequence[str]) -> None:
    """Gives a campaign the headings of these lists; of a variable that has several, those that count first.

    Args:
        session: of a writing transaction.
        campaign_id: the campaign, which must exist; its own headings count before those of lists.
        list_names: in the order in which they count.

    Raises:
        UnknownList: there is no list of this name; nothing was changed.
    """
    lists = [find_list(session, name) for name in list_names]
    campaign = session.get_one(Campaign, campaign_id)
    for contact_list in lists:
        campaign.headings = {**contact_list.headings, **campaign.headings}


def find_list(session: Session, name: str) -> ContactList:
    """The list of this name.

    Raises:
        UnknownList: there is none.
    """
    found = session.scalar(select(ContactList).where(ContactList.name == name))
    if found is None:
        raise UnknownList(f"list {name!r} was never imported: callwright import FILE --list {name!r}")
    return found


def summaries(session: Session) -> list[ListSummary]:
    """All lists by name."""
    counted = session.execute(select(ListMember.list_id, func.count()).group_by(ListMember.list_id))
    counts = {list_id: members for list_id, members in counted}  # noqa: C416 - rows are no pairs to the type checker
    newest = select(func.max(ListImport.id)).group_by(ListImport.list_id)
    imports = {row.list_id: row for row in session.scalars(select(ListImport).where(ListImport.id.in_(newest)))}
    return [
        _summary(contact_list, counts.get(contact_list.id, 0), imports.get(contact_list.id))
        for contact_list in session.scalars(select(ContactList).order_by(ContactList.name))
    ]


def _summary(contact_list: ContactList, members: int, last: ListImport | None) -> ListSummary:
    return ListSummary(
        name=contact_list.name,
        members=members,
        headings=dict(contact_list.headings),
        last_file=last.file if last else None,
        last_import_at=last.at if last else None,
        last_counts=dict(last.counts) if last else {},
        last_finished=last is not None and last.finished_at is not None,
    )


@dataclass(frozen=True, slots=True)
class BegunImport:
    """A file on its way into a list."""

    list_id: int
    import_id: int
    seen_before: bool
    """The list was brought up to date with a file of this very content before."""


def begin_import(session: Session, name: str, headings: dict[str, str], file: str, sha256: str, at: float) -> BegunImport:
    """Notes that a file is being read into the list of this name, which is made if there is none."""
    session.execute(
        insert_into(session, ContactList).on_conflict_do_nothing(index_elements=["name"]),
        [{"name": name, "headings": {}, "created_at": at, "updated_at": at}],
    )
    contact_list = session.scalars(select(ContactList).where(ContactList.name == name)).one()
    contact_list.headings = {**contact_list.headings, **headings}
    contact_list.updated_at = at
    same = (ListImport.list_id == contact_list.id) & (ListImport.sha256 == sha256) & ListImport.finished_at.is_not(None)
    seen_before = session.scalar(select(ListImport.id).where(same).limit(1)) is not None
    begun = ListImport(list_id=contact_list.id, file=file, sha256=sha256, at=at, counts={})
    session.add(begun)
    session.flush()
    return BegunImport(contact_list.id, begun.id, seen_before)


def finish_import(session: Session, begun: BegunImport, counts: dict[str, int], at: float) -> int:
    """Notes what came of it. Returns how many members the list has that the file did not name; they stay on it."""
    row = session.get_one(ListImport, begun.import_id)
    row.counts, row.finished_at = counts, at
    others = (ListMember.list_id == begun.list_id) & (ListMember.import_id != begun.import_id)
    return session.scalar(select(func.count()).select_from(ListMember).where(others)) or 0
