"""The JSON Schema for editors is the format that the loader takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from engine.dialog.published import json_schema
from engine.shipped import shipped
from tests.unit.dialog.test_dialog_bundle import MAIN
from tests.unit.dialog.test_dialog_constructs import SCRIPT

pytestmark = pytest.mark.unit

KEPT = Path(__file__).parents[3] / "docs" / "script.schema.json"
SCRIPTS = {
    "membership": (shipped("dialogs") / "membership.yaml").read_text(encoding="utf-8"),
    "constructs": SCRIPT,
    "languages": MAIN,
}
VALIDATOR = Draft202012Validator(json.loads(KEPT.read_text(encoding="utf-8")))


def findings(text: str) -> list[str]:
    document: Any = YAML(typ="safe", pure=True).load(text)
    return [error.json_path for error in VALIDATOR.iter_errors(document)]


def test_the_kept_schema_is_current() -> None:
    assert KEPT.read_text(encoding="utf-8") == json_schema(), "run: callwright script schema > docs/script.schema.json"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(json_schema()))


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_that_pass_the_check_fit_it(name: str) -> None:
    assert findings(SCRIPTS[name]) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("start: greet", "begin: greet", "$"),
        ("mode: warm", "mode: hot", "$.nodes.hand_over.transfer"),
        ("type: yes_no", "type: maybe", "$.nodes.chosen.ask"),
        ("schema_version: 1", "schema_version: 2", "$.schema_version"),
        ("webhook:", "webhok:", "$.nodes.look"),
    ],
)
def test_what_does_not_fit_is_found(old: str, new: str, place: str) -> None:
    assert old in SCRIPT
    assert place in findings(SCRIPT.replace(old, new, 1))
