"""Settings from file and environment."""

from pathlib import Path

import pytest

from engine.settings import SettingsError, load_settings

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
    assert settings.conversation.speculate_ms == 200


def test_the_password_comes_from_the_environment_and_is_never_shown(tmp_path: Path) -> None:
    settings = load_settings(None, {"CALLWRIGHT_TRUNK__PASSWORD": "secret"})
    assert settings.trunk.password is not None
    assert settings.trunk.password.get_secret_value() == "secret"
    assert "secret" not in repr(settings) + settings.model_dump_json()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("trunk:\n  password: x\n", "trunk.password: secrets come from the environment"),
        ("conversation:\n  end_of_turn_ms: 50\n", "conversation.end_of_turn_ms: Input should be greater than or equal to 200"),
        ("conversatoin: {}\n", "conversatoin: Extra inputs are not permitted"),
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
