"""Pages that are not there or fail: people are told on a page, in their language, and programs as programs are."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from engine.web.console.failures import explain_failures
from engine.web.problems import MEDIA_TYPE

pytestmark = pytest.mark.unit


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    explain_failures(app)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("a secret of the inside")

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("path", "language", "status", "heading"),
    [
        ("/nowhere", "en", 404, "There is no such page"),
        ("/nowhere", "zh-CN", 404, "没有这个页面"),
        ("/broken", "en", 500, "This page could not be made"),
    ],
)
def test_people_are_told_on_a_page(client: TestClient, path: str, language: str, status: int, heading: str) -> None:
    answer = client.get(path, headers={"accept": "text/html", "accept-language": language})
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/broken", 500)])
def test_programs_are_told_as_programs_are(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE)
    assert "secret" not in answer.text
