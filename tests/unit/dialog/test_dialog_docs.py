"""The guide for script designers is true: its script passes the check, and it leaves no field out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from engine.dialog import schema
from engine.dialog.loader import check_text

pytestmark = pytest.mark.unit

GUIDE = (Path(__file__).parents[3] / "docs" / "scripts.md").read_text(encoding="utf-8")
MODELS = [model for model in vars(schema).values() if isinstance(model, type) and issubclass(model, schema.Doc)]
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.DOTALL)


def test_the_guides_script_passes_the_check_without_a_warning() -> None:
    assert check_text(BLOCKS[0], "guide").problems == ()


def test_the_guides_script_takes_its_optional_sections() -> None:
    sections = [block for block in BLOCKS[1:] if not block.startswith((" ", "intents", "slots", "languages"))]
    assert sections
    for section in sections:
        assert check_text(BLOCKS[0] + section, "guide").problems == ()


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_explained(model: type[BaseModel]) -> None:
    names = [field.alias or name for name, field in model.model_fields.items()]
    assert [name for name in names if not re.search(rf"\b{name}\b[:`]", GUIDE)] == []
