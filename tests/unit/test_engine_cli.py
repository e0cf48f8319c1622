"""The command line starts quickly: a subcommand waits for nobody else's imports."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.unit

HEAVY = ("torch", "transformers", "sqlalchemy", "faster_whisper", "pjsua2", "engine.bench", "engine.app")


def test_checking_a_script_imports_no_models_no_database_and_no_telephony() -> None:
    program = f"""
import sys
from engine.cli import app
try:
    app(["script", "check", "--help"])
except SystemExit:
    pass
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_every_command_can_be_loaded_and_says_what_it_does() -> None:
    ran = subprocess.run([sys.executable, "-c", "from engine.cli import app; app(['--help'])"], capture_output=True, text=True)
    assert ran.returncode == 0
    for command in ("demo", "run", "script", "models", "doctor", "bench"):
        assert f"│ {command} " in ran.stdout


def test_an_unknown_command_and_a_missing_file_are_errors_of_the_user() -> None:
    for arguments, message in (
        (["nonsense"], "No such command"),
        (["--config", "nope.yaml", "models"], "nope.yaml: cannot be read"),
    ):
        program = f"import sys; from engine.cli import main; sys.argv[1:] = {arguments!r}; main()"
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        assert ran.returncode == 2
        assert message in ran.stderr
