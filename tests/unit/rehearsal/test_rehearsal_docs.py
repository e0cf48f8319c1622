"""The page about rehearsals says what is so."""

import re
from pathlib import Path

import pytest

from engine.dialog.bundle import read_bundle
from engine.dialog.loader import load_bundle
from engine.rehearsal.cases.checking import check_cases
from engine.rehearsal.cases.format import AbsentDoc, BotDoc, EndDoc
from engine.rehearsal.cases.reading import parse_cases
from engine.rehearsal.personas.characters import CHARACTERS
from engine.shipped import shipped

pytestmark = pytest.mark.unit

PAGE = (Path(__file__).parents[3] / "docs" / "rehearsal.md").read_text(encoding="utf-8")


def test_the_example_is_a_file_of_tests_for_the_shipped_script() -> None:
    script = shipped("dialogs") / "membership.yaml"
    example = next(block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "schema_version" in block)
    file = parse_cases(example, script.with_name("membership.test.yaml"))
    assert [case.name for case in file.doc.tests] == ["asks the price, then accepts", "interrupts the offer", "stays silent"]
    assert check_cases(file, load_bundle(read_bundle(script))) == []


@pytest.mark.parametrize("model", [BotDoc, EndDoc, AbsentDoc])
def test_every_field_is_explained(model: type[BotDoc | EndDoc | AbsentDoc]) -> None:
    for field in model.model_fields:
        assert f"`{field}" in PAGE, field


def test_the_characters_are_named() -> None:
    for character in CHARACTERS:
        assert character.name.replace("_", " ") in PAGE
