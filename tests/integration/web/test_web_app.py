"""What every route of the web application shares: the service behind it, and errors in the words of the command line."""

from __future__ import annotations

from typing import Final

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine.store import errors
from engine.web.problems import MEDIA_TYPE

pytestmark = pytest.mark.integration

STATUSES: Final = {
    **dict.fromkeys(("Unknown", "UnknownAttempt", "UnknownDelivery", "UnknownMessage", "UnknownVersion", "UnknownCampaign"), 404),
    **dict.fromkeys(("UnknownList", "UnknownSegment", "UnknownAgent", "UnknownAccount", "UnknownToken", "UnknownCustomer"), 404),
    "UnknownExperiment": 404,
    **dict.fromkeys(("Conflict", "StoreBusy", "MessageConflict", "CampaignConflict", "SegmentConflict", "AgentConflict"), 409),
    **dict.fromkeys(("AccountConflict", "ErasureConflict", "NothingOffered", "NoScores"), 409),
}
"""By the error's name; the others mean that the database is at fault."""


def test_a_service_whose_database_answers_is_well(app: FastAPI) -> None:
    answer = TestClient(app).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_what_is_not_there_is_a_problem_document(app: FastAPI) -> None:
    answer = TestClient(app).get("/api/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (404, MEDIA_TYPE)
    assert answer.json() == {"title": "Not Found", "status": 404, "detail": "Not Found"}


KINDS: Final = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.StoreError)]


@pytest.mark.parametrize("kind", KINDS)
def test_errors_of_the_store_say_what_they_say_on_the_command_line(app: FastAPI, kind: type[errors.StoreError]) -> None:
    """404 for what is not there, 409 for what cannot be as things are, 503 if the database itself is at fault."""

    @app.get("/api/fails")
    def fails() -> None:
        raise kind("this and that")

    answer = TestClient(app).get("/api/fails")

    assert (answer.headers["content-type"], answer.json()["detail"]) == (MEDIA_TYPE, "this and that")
    assert answer.status_code == STATUSES.get(kind.__name__, 503)


def test_every_error_has_its_status() -> None:
    assert STATUSES.keys() | {"StoreError", "StoreAway", "TakenForDead"} == {kind.__name__ for kind in KINDS}


def test_a_refused_value_is_not_repeated(app: FastAPI) -> None:
    @app.get("/api/counts")
    def counts(lines: int) -> int:
        return lines

    answer = TestClient(app).get("/api/counts", params={"lines": "hunter2"})
    assert answer.status_code == 422
    assert "lines" in answer.json()["detail"]
    assert "hunter2" not in answer.text
