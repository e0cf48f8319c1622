"""What a designer's microphone reaches: talks with drafts and takes of prompts, and who may use them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient, WebSocketDenialResponse

from engine.settings import Settings
from engine.store.access import accounts
from engine.store.database import Database
from engine.web.access import Role
from engine.web.console import takes, talking
from engine.web.live import admitted
from tests.console.sound import write_recording
from tests.integration.web.conftest import START, SignIn

pytestmark = pytest.mark.integration

PROMPT = "prompts/goodbye-1.wav"
SCRIPT = """
schema_version: 1
id: short
language: en
start: goodbye
nodes:
  goodbye: {disclosure: true, say: [This is the automated assistant of Northern Bank. Goodbye.], hangup: true}
"""


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    scripts = tmp_path / "dialogs"
    scripts.mkdir()
    (scripts / "short.yaml").write_text(SCRIPT, encoding="utf-8")
    return settings.model_copy(update={"web": settings.web.model_copy(update={"scripts_dir": scripts})})


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    app.include_router(takes.router)
    app.include_router(talking.router)
    return app


@pytest.fixture
def recording(tmp_path: Path) -> bytes:
    path = tmp_path / "take.wav"
    write_recording(path, seconds=4)
    return path.read_bytes()


def said(client: TestClient, first: object) -> Iterator[dict[str, str]]:
    """What a talk that begins with this message tells until it is over."""
    with client.websocket_connect("/scripts/short/talk") as socket:
        socket.send_json(first)
        told: dict[str, str] = {}
        while told.get("state") != "over":
            told = socket.receive_json()
            yield told


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ({"text": SCRIPT + "\nnodez: {}"}, "The script has errors: mend them first."),
        ({"text": "x" * (1 << 21)}, "a script has at most 1,048,576 characters"),
        ({"words": SCRIPT}, "the first message has to hold the script's text"),
        ([SCRIPT], "the first message has to hold the script's text"),
        ({"text": SCRIPT}, "this process has no speech models"),
    ],
)
def test_a_talk_that_cannot_begin_says_why(signed_in_as: SignIn, first: object, why: str) -> None:
    told = list(said(signed_in_as(Role.DESIGNER), first))
    assert told == [{"kind": "problem", "text": why}, {"state": "over"}]


def test_talks_are_for_those_who_may_read_scripts(signed_in_as: SignIn) -> None:
    with pytest.raises(WebSocketDenialResponse) as refused, signed_in_as(Role.AGENT).websocket_connect("/scripts/short/talk"):
        pass
    assert refused.value.status_code == 403


def test_a_talk_ends_with_who_is_shut_out(signed_in_as: SignIn, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admitted, "LOOK_S", 0.01)
    with signed_in_as(Role.DESIGNER) as client, client.websocket_connect("/scripts/short/talk") as socket:
        database.write(lambda session: accounts.disable(session, "designer", START))
        told = socket.receive()
        while told["type"] != "websocket.close":
            told = socket.receive()
    assert not talking._talks, "there is room for another one"


def test_a_take_is_judged_and_kept(signed_in_as: SignIn, settings: Settings, recording: bytes) -> None:
    client, place = signed_in_as(Role.DESIGNER), settings.web.scripts_dir / PROMPT
    judged = client.post(f"/takes/short?audio={PROMPT}", content=recording)
    assert (judged.status_code, judged.json()["seconds"]) == (200, pytest.approx(4, abs=0.1))
    assert not place.exists()
    assert client.post(f"/takes/short?audio={PROMPT}&keep=true", content=recording).json() == judged.json()
    assert place.read_bytes() == recording


def test_a_take_that_cannot_be_played_is_refused_in_words_about_it(signed_in_as: SignIn, settings: Settings) -> None:
    answer = signed_in_as(Role.DESIGNER).post(f"/takes/short?audio={PROMPT}&keep=true", content=b"no sound")
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The recording cannot be read as sound")
    assert not (settings.web.scripts_dir / PROMPT).exists()


@pytest.mark.parametrize("audio", ["../short.yaml", "short.yaml", "/etc/passwd"])
def test_a_take_goes_to_no_other_place(signed_in_as: SignIn, recording: bytes, audio: str) -> None:
    assert signed_in_as(Role.DESIGNER).post(f"/takes/short?audio={audio}&keep=true", content=recording).status_code == 404


def test_takes_are_for_those_who_may_edit_scripts_from_our_pages(signed_in_as: SignIn, recording: bytes) -> None:
    address = f"/takes/short?audio={PROMPT}&keep=true"
    assert signed_in_as(Role.OPERATOR).post(address, content=recording).status_code == 403
    client = signed_in_as(Role.DESIGNER)
    del client.headers["X-CSRF-Token"]
    assert client.post(address, content=recording).status_code == 403
