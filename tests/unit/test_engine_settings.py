"""Settings from file and environment."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from engine.settings import ConversationSection, Settings, SettingsError, load_settings
from engine.shipped import shipped

pytestmark = pytest.mark.unit


def write(folder: Path, text: str) -> Path:
    path = folder / "callwright.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_environment_wins_over_file_and_file_over_defaults(tmp_path: Path) -> None:
    path = write(tmp_path, "conversation:\n  end_of_turn_ms: 700\n  barge_in_ms: 300\n")
    settings = load_settings(path, {"CALLWRIGHT_CONVERSATION__BARGE_IN_MS": "360", "HOME": "/root"})
    assert settings.conversation.end_of_turn_ms == 700
    assert settings.conversation.barge_in_ms == 360
    assert settings.conversation.speculate_ms == ConversationSection().speculate_ms


def test_the_password_comes_from_the_environment_and_is_never_shown(tmp_path: Path) -> None:
    settings = load_settings(None, {"CALLWRIGHT_TRUNK__PASSWORD": "tr0ub4dor"})
    assert settings.trunk.password is not None
    assert settings.trunk.password.get_secret_value() == "tr0ub4dor"
    assert "tr0ub4dor" not in repr(settings) + settings.model_dump_json()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("trunk:\n  password: x\n", "trunk.password: secrets come from the environment"),
        ("conversation:\n  end_of_turn_ms: 50\n", "conversation.end_of_turn_ms: Input should be greater than or equal to 200"),
        ("conversatoin: {}\n", "conversatoin: Extra inputs are not permitted"),
        ("worker:\n  jitter_buffer: {cap_ms: 30}\n", r"worker.jitter_buffer: .*wait_max_ms <= cap_ms"),
        ("worker:\n  jitter_buffer: {cap_ms: 155}\n", "worker.jitter_buffer: .*whole 10 ms"),
        ("worker:\n  jitter_buffer: {max_ms: 160}\n", "worker.jitter_buffer.max_ms: Unexpected keyword argument"),
        ("- a\n", "expected sections"),
        ("a: [\n", "is not YAML"),
    ],
)
def test_errors_name_file_and_field(tmp_path: Path, text: str, problem: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SettingsError, match=problem) as caught:
        load_settings(path, {})
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yaml: cannot be read"):
        load_settings(tmp_path / "nowhere.yaml", {})


def test_the_shipped_defaults_name_every_setting_with_its_value() -> None:
    path = shipped("configs") / "default.yaml"
    assert load_settings(path, {}) == load_settings(None, {})
    text = path.read_text(encoding="utf-8")
    settings = Settings()
    sections = [getattr(settings, name) for name in Settings.model_fields]
    fields = [name for section in sections if isinstance(section, BaseModel) for name in type(section).model_fields]
    missing = [name for name in (*Settings.model_fields, *fields) if f"{name}:" not in text and name != "password"]
    assert missing == []


def test_the_production_example_is_sound() -> None:
    assert load_settings(shipped("configs") / "production.example.yaml", {}).trunk.register_account
