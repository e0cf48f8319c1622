from __future__ import annotations

from pathlib import Path

import pytest

from engine.publishing.references import DraftFile, Hashed, Live, Numbered, ScriptReference, parse_reference

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("membership", Live("membership")),
        ("win-back_2", Live("win-back_2")),
        ("会员", Live("会员")),
        ("membership@3", Numbered("membership", 3)),
        ("membership@v12", Numbered("membership", 12)),
        ("membership@5f0c2a91bd07", Hashed("membership", "5f0c2a91bd07")),
        ("membership@123456789012", Hashed("membership", "123456789012")),
        ("membership@" + "0f" * 32, Hashed("membership", "0f" * 32)),
        ("membership.yaml", DraftFile(Path("membership.yaml"))),
        ("./membership", DraftFile(Path("membership"))),
        ("dialogs/membership@3", DraftFile(Path("dialogs/membership@3"))),
        ("membership@0", DraftFile(Path("membership@0"))),
        ("membership@5f0c", DraftFile(Path("membership@5f0c"))),
        ("3", DraftFile(Path("3"))),
    ],
)
def test_what_names_a_script(text: str, reference: ScriptReference) -> None:
    assert parse_reference(text) == reference
