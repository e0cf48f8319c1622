"""Files that the console's pages offer: for whom, what stands in them, and what does not."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from fastapi import FastAPI

from engine.store.database import Database
from engine.web.access import Permission, Role
from engine.web.console import downloads
from tests.integration.web.conftest import SignIn, Token, browser
from tests.integration.web.seeding import ANN, EVIL, FORMULA, seed

pytestmark = pytest.mark.integration

RESULTS = "/downloads/campaigns/1/results.csv"


@pytest.fixture
def app(app: FastAPI, database: Database, tmp_path: Path) -> FastAPI:
    seed(database, tmp_path)
    app.include_router(downloads.router)
    return app


def test_results_for_spreadsheets_run_no_formula(signed_in_as: SignIn) -> None:
    answer = signed_in_as(Role.OPERATOR).get(RESULTS)
    first = next(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer.headers["content-disposition"] == 'attachment; filename="campaign-1.csv"'
    assert (first["Plan"], first["number"]) == (f"'{FORMULA}", ANN)


def test_a_token_without_numbers_gets_none(app: FastAPI, token_of: Token) -> None:
    answer = browser(app).get(RESULTS, headers=token_of(Permission.CUSTOMERS_EXPORT))

    assert answer.status_code in {200, 401}
    assert ANN not in answer.text


@pytest.mark.parametrize("path", [RESULTS, "/downloads/campaigns/1/report.csv", "/downloads/campaigns/1/report.html"])
def test_an_agent_gets_nothing(signed_in_as: SignIn, path: str) -> None:
    assert signed_in_as(Role.AGENT).get(path).status_code == 403


def test_a_report_to_print_is_text_wherever_names_come_from(signed_in_as: SignIn) -> None:
    answer = signed_in_as(Role.SUPERVISOR).get("/downloads/campaigns/1/report.html")

    assert answer.status_code == 200
    assert EVIL not in answer.text


@pytest.mark.parametrize(
    "path", ["/downloads/campaigns/9/results.csv", "/downloads/campaigns/9/report.csv", "/downloads/rejected/..%2Fx.csv"]
)
def test_what_is_not_there_is_not_found(signed_in_as: SignIn, path: str) -> None:
    assert signed_in_as(Role.OPERATOR).get(path).status_code == 404
