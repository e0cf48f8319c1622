from __future__ import annotations

import pytest

from engine.web.console.refresh import pause_s

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("took_s", "paused_s"), [(0.0, 2.0), (0.1, 2.0), (0.5, 10.0), (3.0, 60.0)])
def test_what_takes_long_is_looked_at_less_often(took_s: float, paused_s: float) -> None:
    assert pause_s(2.0, took_s) == pytest.approx(paused_s)
