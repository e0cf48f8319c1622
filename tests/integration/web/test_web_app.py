"""What every route of the web application shares: the service behind it, and errors in the words of the command line."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine.store.errors import CampaignConflict, StoreError, UnknownCampaign
from engine.web.problems import MEDIA_TYPE

pytestmark = pytest.mark.integration


def test_a_service_whose_database_answers_is_well(app: FastAPI) -> None:
    answer = TestClient(app).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_what_is_not_there_is_a_problem_document(app: FastAPI) -> None:
    answer = TestClient(app).get("/api/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (404, MEDIA_TYPE)
    assert answer.json() == {"title": "Not Found", "status": 404, "detail": "Not Found"}


@pytest.mark.parametrize(
    ("error", "status"),
    [(UnknownCampaign("no campaign 'x'"), 404), (CampaignConflict("another script"), 409), (StoreError("the disk is full"), 503)],
)
def test_errors_of_the_store_say_what_they_say_on_the_command_line(app: FastAPI, error: StoreError, status: int) -> None:
    @app.get("/api/fails")
    def fails() -> None:
        raise error

    answer = TestClient(app).get("/api/fails")
    assert (answer.status_code, answer.json()["detail"]) == (status, str(error))


def test_a_refused_value_is_not_repeated(app: FastAPI) -> None:
    @app.get("/api/counts")
    def counts(lines: int) -> int:
        return lines

    answer = TestClient(app).get("/api/counts", params={"lines": "hunter2"})
    assert answer.status_code == 422
    assert "lines" in answer.json()["detail"]
    assert "hunter2" not in answer.text
