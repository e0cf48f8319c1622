"""The command line starts quickly: a subcommand waits for nobody else's imports."""

import os
import subprocess
import sys

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from engine.cli import app

pytestmark = pytest.mark.unit

HEAVY = ("torch", "transformers", "sqlalchemy", "faster_whisper", "pjsua2", "engine.bench", "engine.app")


@pytest.mark.parametrize("arguments", [["--help"], ["script", "--help"], ["script", "check", "--help"]])
def test_help_imports_no_models_no_database_and_no_telephony(arguments: list[str]) -> None:
    program = f"""
import sys
from engine.cli import app
try:
    app({arguments!r})
except SystemExit:
    pass
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_every_command_is_listed_with_what_it_says_of_itself() -> None:
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    context = typer.Context(root)
    names = root.list_commands(context)
    assert {"demo", "run", "script", "models", "doctor", "bench"} <= set(names)
    for name in names:
        listed, (_, command, _) = root.get_command(context, name), root.resolve_command(context, [name])
        assert listed is not None
        assert command is not None
        assert (listed.help, bool(command.help)) == (command.help, True)


def test_an_unknown_command_and_a_missing_file_are_errors_of_the_user() -> None:
    for arguments, message in (
        (["nonsense"], "No such command"),
        (["--config", "nope.yaml", "models"], "nope.yaml: cannot be read"),
    ):
        program = f"import sys; from engine.cli import main; sys.argv[1:] = {arguments!r}; main()"
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        assert ran.returncode == 2
        assert message in ran.stderr


def test_a_password_in_the_environment_is_no_setting() -> None:
    program = "import sys; from engine.cli import main; sys.argv[1:] = ['script', 'check', 'nope.yaml']; main()"
    environment = {**os.environ, "CALLWRIGHT_PASSWORD": "four plain words here"}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert "nope.yaml" in ran.stdout + ran.stderr
