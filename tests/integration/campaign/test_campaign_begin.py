"""From a plan to a campaign in the store: lists that are files and lists that were imported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.campaign.lists.importing import ImportOrder, import_list
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import PlanError, parse_plan
from engine.launch.preparing import prepare, script_reference
from engine.launch.writing import fill, write_down
from engine.publishing.choice import choose_script
from engine.publishing.finding import named
from engine.settings import Settings
from engine.store import filling
from engine.store.campaigns import OpenedCampaign
from engine.store.database import Database
from engine.store.errors import StoreError
from engine.store.tables import Campaign, Customer, Lead, LeadState

pytestmark = pytest.mark.integration

SCRIPT = """
schema_version: 1
id: hello
language: en
builtin_global: []
variables:
  name:
start: hello
nodes:
  hello:
    disclosure: true
    say: This is a machine for {{ name }}.
    hangup: true
"""
PLAN = """\
name: spring
script: hello.yaml
lists: [{lists}]
trunks: [{{address: "sip:127.0.0.1:5070"}}]
"""


class _NoWatch:
    def progressed(self, share: float, rows: int, rejected: int) -> None:
        pass


@pytest.fixture
def database(database_file: Path) -> Iterator[Database]:
    with Database(f"sqlite:///{database_file}") as database:
        yield database


def _write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def _import(database: Database, path: Path, name: str) -> None:
    import_list(database, ImportOrder(path, name, "US", path.with_suffix(".rejected.csv")), lambda: 1.0, _NoWatch())


def _begin(database: Database, folder: Path, lists: str) -> OpenedCampaign:
    _write(folder, "hello.yaml", SCRIPT)
    order = CampaignOrder(parse_plan(PLAN.format(lists=lists), folder / "plan.yaml"))
    reference = script_reference(order)
    assert reference is not None
    choice = database.read(lambda session: choose_script(session, named(reference), "spring"))
    prepared = prepare(Settings(cache_dir=folder / "cache"), order, choice)
    return fill(database, prepared, database.write(lambda session: write_down(session, prepared, 5.0)), 5.0)


def _called_by(database: Database) -> dict[str, str]:
    query = select(Customer.number, Lead.variables).join(Lead, Lead.customer_id == Customer.id)
    return {number: variables["name"] for number, variables in database.read(lambda session: session.execute(query).all())}


def test_files_beside_the_plan_and_imported_lists_make_one_campaign(database: Database, tmp_path: Path) -> None:
    _import(database, _write(tmp_path, "a.csv", "number,name", "+12025550101,Ann", "+12025550102,Bob"), "regulars")
    _write(tmp_path, "more.csv", "number,name", "+12025550102,Bobby", "+12025550103,Cid")

    begun = _begin(database, tmp_path, "more.csv, regulars")

    assert (begun.added, begun.pending, begun.resumed) == (3, 3, False)
    assert _called_by(database) == {"+12025550101": "Ann", "+12025550102": "Bobby", "+12025550103": "Cid"}
    again = _begin(database, tmp_path, "more.csv, regulars")
    assert (again.added, again.pending, again.resumed) == (0, 3, True)


def test_a_file_fills_its_campaign_in_pieces_and_whoever_breaks_that_off_begins_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "PIECE", 2)
    numbers = [f"+1202555010{digit}" for digit in range(5)]
    _write(tmp_path, "more.csv", "number,name", *(f"{number},Ann" for number in numbers))
    writes = iter((database.write, database.write, _broken))

    with monkeypatch.context() as broken:
        broken.setattr(database, "write", lambda work: next(writes)(work))
        with pytest.raises(OSError, match="power cut"):
            _begin(database, tmp_path, "more.csv")
    assert sorted(_called_by(database)) == numbers[:4], "the campaign with its first two, then two more"

    begun = _begin(database, tmp_path, "more.csv")
    assert (begun.added, begun.pending, begun.resumed) == (1, 5, True)
    assert _called_by(database) == dict.fromkeys(numbers, "Ann")


def test_a_finished_campaign_goes_on_with_leads_beyond_the_first_piece(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "PIECE", 1)
    _write(tmp_path, "more.csv", "number,name", "+12025550101,Ann")
    _begin(database, tmp_path, "more.csv")
    database.write(_all_done)
    _write(tmp_path, "more.csv", "number,name", "+12025550101,Ann", "+12025550102,Bob")

    assert (_begin(database, tmp_path, "more.csv").pending, database.read(_finished_at)) == (1, None)


def _broken(_work: object) -> NoReturn:
    raise OSError("power cut")


def _all_done(session: Session) -> None:
    session.scalars(select(Lead)).one().state = LeadState.DONE
    session.scalars(select(Campaign)).one().finished_at = 9.0


def _finished_at(session: Session) -> float | None:
    return session.scalars(select(Campaign)).one().finished_at


def test_a_list_that_nobody_imported_is_named(database: Database, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="regulars"):
        _begin(database, tmp_path, "regulars")


def test_an_imported_list_that_lacks_what_the_script_needs_is_refused_and_nothing_begun(database: Database, tmp_path: Path) -> None:
    _import(database, _write(tmp_path, "a.csv", "number,city", "+12025550101,Leeds"), "regulars")

    with pytest.raises(PlanError, match=r"plan\.yaml:3:1: lists: the list 'regulars' has no column `name`, which the script needs"):
        _begin(database, tmp_path, "regulars")
    assert database.read(lambda session: session.scalars(select(Lead.id)).all()) == []
