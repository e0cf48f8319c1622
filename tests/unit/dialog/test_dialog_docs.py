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
WHOLE = [block for block in BLOCKS if block.startswith("schema_version") and "\nnodes:" in block]


@pytest.mark.parametrize("script", WHOLE)
def test_the_guides_scripts_pass_the_check_without_a_warning(script: str) -> None:
    assert check_text(script, "guide").problems == ()


def test_the_references_script_takes_its_optional_sections() -> None:
    sections = [block for block in BLOCKS if not block.startswith((" ", "schema_version", "intents", "slots", "languages"))]
    assert sections
    for section in sections:
        assert check_text(WHOLE[-1] + section, "guide").problems == ()


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_explained(model: type[BaseModel]) -> None:
    names = [field.alias or name for name, field in model.model_fields.items()]
    assert [name for name in names if not re.search(rf"\b{name}\b[:`]", GUIDE)] == []
