"""`callwright bench conversation --quick`: one short conversation over real SIP, measured from its recording."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.product import COMMAND, RUN_TIMEOUT_S

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(180)]


def _figure(figures: list[dict[str, Any]], measure: str) -> dict[str, Any]:
    [entry] = [each for each in figures if each["measure"] == measure]
    figure: dict[str, Any] = entry["figure"]
    return figure


def test_the_quick_benchmark_measures_one_conversation(tmp_path: Path) -> None:
    command = [str(COMMAND), "bench", "conversation", "--quick", "--json", "found.json", "--folder", "bench"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=RUN_TIMEOUT_S, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "reply gap" in ended.stdout
    figures = json.loads((tmp_path / "found.json").read_bytes())["figures"]
    assert _figure(figures, "reply gap")["samples"] == 2
    assert 100 < _figure(figures, "reply gap")["p50_ms"] < 3000
    assert _figure(figures, "interruptions missed") == {"samples": 1, "p50_ms": None, "p95_ms": None, "percent": 0.0}
    assert _figure(figures, "calls that broke off")["percent"] == 0.0
    assert len(list((tmp_path / "bench" / "clean-1" / "lab" / "recordings").glob("*.wav"))) == 1
