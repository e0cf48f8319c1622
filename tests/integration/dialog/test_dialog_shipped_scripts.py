"""Every shipped script passes its own conversations, understood by the real encoders."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.shipped import shipped

pytestmark = [pytest.mark.integration, pytest.mark.models]

SCRIPTS = sorted(path for path in shipped("dialogs").glob("*.yaml") if not path.name.endswith(".test.yaml"))


def test_there_is_a_library_and_every_script_has_tests_in_its_languages() -> None:
    assert len(SCRIPTS) >= 8
    for script in SCRIPTS:
        cases = script.with_suffix(".test.yaml")
        assert cases.is_file(), f"{script.name} has no tests"
        assert cases.read_text(encoding="utf-8").count("  - name: ") >= 12


@pytest.mark.timeout(400)
def test_the_shipped_scripts_pass_their_conversations() -> None:
    folder: Path = shipped("dialogs")
    command = [sys.executable, "-c", "from engine.cli import main; main()", "script", "test", str(folder)]

    run = subprocess.run(command, capture_output=True, text=True, timeout=380, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
