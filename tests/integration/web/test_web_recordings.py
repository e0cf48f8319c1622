"""What the player of the console hears: recordings by links that expire."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI

from engine.store.database import Database
from engine.web.access import Role
from engine.web.console import downloads
from tests.integration.web.conftest import SetClock, SignIn, browser
from tests.integration.web.seeding import deeds, seed

pytestmark = pytest.mark.integration

PLAYED = "/calls/call-1/recording"


@pytest.fixture
def app(app: FastAPI, database: Database, tmp_path: Path) -> FastAPI:
    seed(database, tmp_path)
    app.include_router(downloads.router)
    return app


def test_a_page_is_sent_to_a_link_that_expires_and_gets_another_one_later(
    app: FastAPI, clock: SetClock, signed_in_as: SignIn, database: Database
) -> None:
    page, anybody = signed_in_as(Role.OPERATOR), browser(app)
    sent = page.get(PLAYED)
    assert (sent.status_code, sent.headers["cache-control"]) == (303, "no-store")
    link = sent.headers["location"]
    assert anybody.get(link).content[:4] == b"RIFF"
    assert deeds(database)[0] == ("recording.heard", "call call-1")
    clock.forward(299)
    assert anybody.get(link).status_code == 200
    clock.forward(1)
    assert anybody.get(link).status_code == 403
    assert anybody.get(page.get(PLAYED).headers["location"]).status_code == 200


def test_a_link_that_was_changed_opens_nothing(app: FastAPI, signed_in_as: SignIn) -> None:
    link, anybody = signed_in_as(Role.OPERATOR).get(PLAYED).headers["location"], browser(app)
    for part, other in (("call-1", "call-2"), ("expires=1", "expires=2"), ("signature=", "signature=0")):
        assert part in link
        assert anybody.get(link.replace(part, other)).status_code == 403


def test_only_who_may_hear_recordings_is_sent_there(app: FastAPI, signed_in_as: SignIn) -> None:
    assert browser(app).get(PLAYED).status_code == 401
    assert signed_in_as(Role.DESIGNER).get(PLAYED).status_code == 403
    assert signed_in_as(Role.OPERATOR).get("/calls/nobody/recording").status_code == 404
