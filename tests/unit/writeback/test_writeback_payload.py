from __future__ import annotations

from pathlib import Path

import pytest

from engine.writeback.schemas import PayloadVersion, json_schema

pytestmark = pytest.mark.unit

KEPT = {PayloadVersion.V1: "writeback.schema.json", PayloadVersion.V2: "writeback.v2.schema.json"}


@pytest.mark.parametrize("version", PayloadVersion)
def test_the_schema_that_is_kept_is_that_of_the_payload(version: PayloadVersion) -> None:
    kept = Path(__file__).parents[3] / "docs" / KEPT[version]

    again = f"run: callwright deliveries schema --payload {version} > docs/{kept.name}"
    assert kept.read_text(encoding="utf-8") == json_schema(version), again
