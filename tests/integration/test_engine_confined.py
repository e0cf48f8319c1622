"""A process for untrusted work comes to its outcome, or is killed at its bounds with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.confined.child import CPU_S, MEMORY_BYTES
from engine.confined.parent import Bounds, Overstepped, confined
from engine.web import importing
from tests.integration.confined_work import Granted, Wish

pytestmark = pytest.mark.integration

MODULE = "tests.integration.confined_work"
BOUNDS = Bounds(memory_bytes=1 << 30, cpu_s=30, wall_s=60.0)


def test_the_outcome_comes_back_after_how_far_the_work_has_come() -> None:
    told: list[float] = []
    assert confined(MODULE, Wish("echo", "Zoë\n" * 50_000), Granted, BOUNDS, told.append) == Granted("Zoë\n" * 50_000)
    assert told == [0.25, 1.0]


@pytest.mark.parametrize(
    ("what", "bounds", "reason"),
    [
        ("eat", BOUNDS, "took more than 1,024 MB of memory"),
        ("nothing", replace(BOUNDS, memory_bytes=8 << 20), "took more than 8 MB of memory"),
        ("never end", replace(BOUNDS, cpu_s=1), "took more than 1 seconds of processor time"),
        ("wait", replace(BOUNDS, wall_s=2.0), "took more than 2 seconds"),
        ("crash", BOUNDS, "broke the process that read it"),
    ],
)
def test_what_wants_more_than_it_may_is_killed(what: str, bounds: Bounds, reason: str) -> None:
    with pytest.raises(Overstepped, match=reason):
        confined(MODULE, Wish(what), Granted, bounds)


def test_a_fault_is_told_by_its_place_and_not_by_its_text(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Overstepped, match="broke the process"):
        confined(MODULE, Wish("fail", "+442079460958"), Granted, BOUNDS)
    told = capfd.readouterr().err
    assert "ValueError: " in told
    assert "confined_work.py:" in told
    assert "+442079460958" not in told


def test_secrets_of_the_environment_stay_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CALLWRIGHT_SMS__TOKEN", "CRM_WEBHOOK_SECRET", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD", "LC_TIME", "TZ"):
        monkeypatch.setenv(name, "x")

    def seen(bounds: Bounds) -> set[str]:
        return set(confined(MODULE, Wish("look around"), Granted, bounds).text.split())

    inherited = seen(BOUNDS)
    assert {"PATH", "LC_TIME", "TZ", MEMORY_BYTES, CPU_S} <= inherited
    assert not {"CALLWRIGHT_SMS__TOKEN", "CRM_WEBHOOK_SECRET", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD"} & inherited
    assert seen(replace(BOUNDS, variables=("PG*",))) == inherited | {"PGPASSWORD"}
    assert importing.BOUNDS.variables, "an import writes to the database, whose password may stand in the environment"
