from __future__ import annotations

from pathlib import Path

import pytest

from engine.writeback.payload import json_schema

pytestmark = pytest.mark.unit

KEPT = Path(__file__).parents[3] / "docs" / "writeback.schema.json"


def test_the_schema_that_is_kept_is_that_of_the_payload() -> None:
    assert KEPT.read_text(encoding="utf-8") == json_schema(), "run: callwright deliveries schema > docs/writeback.schema.json"
