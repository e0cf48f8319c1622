"""Of the environment a process gets what it goes by, and not what only looks like it."""

from __future__ import annotations

import os

import pytest

from engine.environments import POSTGRESQL, SPEECH, environment, forget_all_but

pytestmark = pytest.mark.unit

SECRETS = ("CALLWRIGHT_DATABASE_URL", "PGPASSWORD", "HF_TOKEN", "HOMEBREW_GITHUB_API_TOKEN", "PATHFINDER_KEY", "TZ_KEY")


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SECRETS, "HOME", "PATH", "LC_TIME", "TZ", "HF_HOME"):
        monkeypatch.setenv(name, "x")


def test_what_every_program_goes_by_is_inherited_and_no_secret() -> None:
    assert {"HOME", "PATH", "LC_TIME", "TZ"} <= environment().keys()
    assert not {*SECRETS, "HF_HOME"} & environment().keys()


@pytest.mark.parametrize(("names", "more"), [(POSTGRESQL, {"PGPASSWORD"}), (SPEECH, {"HF_HOME"})])
def test_what_is_named_is_inherited_too(names: tuple[str, ...], more: set[str]) -> None:
    assert {*SECRETS, "HF_HOME"} & environment(*names).keys() == more


def test_a_process_can_forget_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    forget_all_but(*POSTGRESQL)
    assert {"PATH", "PGPASSWORD"} <= os.environ.keys()
    assert not {"CALLWRIGHT_DATABASE_URL", "HF_TOKEN"} & os.environ.keys()
