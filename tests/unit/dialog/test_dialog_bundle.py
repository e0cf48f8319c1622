"""Scripts of several files and several languages."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from engine.dialog.bundle import Bundle, below, read_bundle
from engine.dialog.loader import Checked, check_bundle, check_script, load_bundle
from engine.dialog.localised import UnknownLanguage
from engine.dialog.moves import Heard
from engine.dialog.testing import machine_of, said, walk

pytestmark = pytest.mark.unit

MAIN = """\
schema_version: 1
id: two_languages
languages: [en, zh-CN]
voice: {en: joe, zh-CN: mei}
include: [common/closing.yaml]
variables: {fee: {example: 12}}
intents:
  accept: {en: [yes please, sure, sounds good, I do], zh-CN: [好的, 可以, 没问题, 行]}
start: greet
nodes:
  greet:
    disclosure: true
    say:
      - {en: I am an automated assistant., zh-CN: 我是智能语音助手。}
      - {audio: hello.wav, text: {en: Hello., zh: 您好。}}
    goto: ask
  ask:
    say: {en: "It is {{ fee }}. Fine?", zh: "费用{{ fee }}。可以吗？"}
    on: [{intent: accept, goto: done}]
"""
CLOSING = """\
schema_version: 1
nodes:
  done: {say: {en: Goodbye., zh: 再见。, fr: Au revoir.}, hangup: true}
"""


def bundle(main: str = MAIN, **files: str) -> Bundle:
    return Bundle("main.yaml", {"main.yaml": main, "common/closing.yaml": CLOSING, **files}, {"hello.wav": "abc"})


def problems(checked: Checked) -> list[str]:
    return [str(problem) for problem in checked.problems]


def test_one_flow_speaks_every_language() -> None:
    file = load_bundle(bundle())
    english, chinese = file.languages.values()
    assert (english.language, english.locale, english.voice) == ("en", "en", "joe")
    assert (chinese.language, chinese.locale, chinese.voice) == ("zh", "zh-CN", "mei")
    step = walk(machine_of(chinese, {"fee": "12"}), [Heard("好的", "accept")])
    assert said(step[0].actions) == "我是智能语音助手。 您好。 费用12。 可以吗？"
    assert said(step[1].actions) == "再见。"


@pytest.mark.parametrize(
    ("language", "locale"),
    [(" ", "en"), ("", "en"), ("EN", "en"), ("en-US", "en"), ("zh", "zh-CN"), ("zh_CN", "zh-CN")],
)
def test_a_leads_language_chooses(language: str, locale: str) -> None:
    assert load_bundle(bundle()).script_of_lead({"language": language}).locale == locale


def test_a_lead_without_a_language_gets_the_first_and_one_with_another_is_refused() -> None:
    assert load_bundle(bundle()).script_of_lead({}).locale == "en"
    assert load_bundle(bundle()).script_for("fr") is None


def test_a_language_of_the_script_can_lead() -> None:
    file = load_bundle(bundle())
    *_, last = file.languages
    assert file.led_by(last).fallback is file.languages[last]
    assert set(file.led_by(last).languages) == set(file.languages)
    assert file.led_by("fr") is file
    with pytest.raises(UnknownLanguage, match=r"'fr' is none of the script's languages: en, zh-CN"):
        load_bundle(bundle()).script_of_lead({"language": "fr"})


def test_what_is_read_from_files_is_the_same_bundle_wherever_it_lies(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder / "common").mkdir(parents=True)
        (tmp_path / folder / "main.yaml").write_text(MAIN, encoding="utf-8")
        (tmp_path / folder / "common" / "closing.yaml").write_text(CLOSING, encoding="utf-8")
        (tmp_path / folder / "hello.wav").write_bytes(b"RIFF")
    first, second = (read_bundle(tmp_path / folder / "main.yaml") for folder in ("a", "b"))
    assert set(first.texts) == {"main.yaml", "common/closing.yaml"}
    assert set(first.recordings) == {"hello.wav"}
    assert first.content_hash == second.content_hash
    (tmp_path / "b" / "hello.wav").write_bytes(b"RIFX")
    assert read_bundle(tmp_path / "b" / "main.yaml").content_hash != first.content_hash
    assert check_script(tmp_path / "a" / "main.yaml").problems == ()


def test_a_bundle_can_be_sent() -> None:
    sent = bundle()
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(sent), type=Bundle) == sent


def test_the_scripts_own_definitions_win_over_included_ones() -> None:
    own = MAIN + "  done: {say: {en: So long., zh: 再会。}, hangup: true}\n"
    script = load_bundle(bundle(own)).fallback
    assert said(walk(machine_of(script, {"fee": "1"}), [Heard("sure", "accept")])[1].actions) == "So long."


def test_problems_name_the_file_and_the_text_that_they_are_in() -> None:
    broken = CLOSING.replace("再见。", "'再见{{ x }}。'") + "title: x\n"
    found = problems(check_bundle(bundle(**{"common/closing.yaml": broken})))
    assert "common/closing.yaml:3:30: nodes.done.say: 'x' is neither a variable nor a slot" in found
    assert "common/closing.yaml:4:1: title: does not belong in an included file" in found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (", zh-CN: [好的, 可以, 没问题, 行]", "", "main.yaml:8:3: intents.accept: has no text in zh-CN"),
        ("zh: 您好。", "fr: Salut.", "main.yaml:15:28: nodes.greet.say[1].text: has no text in zh-CN"),
        ("languages: [en, zh-CN]", "languages: [en, EN]", "main.yaml:3:17: languages[1]: 'EN' is not a language"),
        ("languages: [en, zh-CN]", "languages: [en, en-GB]", "main.yaml:3:1: languages: names a language twice"),
        ("languages: [en, zh-CN]\n", "", "main.yaml:1:1: needs a language: write `language: en`, or `languages: [en, zh-CN]`"),
        ("languages:", "language: en\nlanguages:", "main.yaml:4:1: languages: stands beside `language`: keep one of the two"),
        (
            "[common/closing.yaml]",
            "[common/closing.yaml, ../x.yaml]",
            "main.yaml:5:32: include[1]: lies outside of the script's folder",
        ),
        (
            "[common/closing.yaml]",
            "[common/closing.yaml, b.yaml]",
            "main.yaml:5:32: include[1]: 'b.yaml' cannot be read: no such file",
        ),
        (
            "[common/closing.yaml]",
            "[common/closing.yaml, main.yaml]",
            "main.yaml:5:32: include[1]: includes in a circle: main.yaml → main",
        ),
        (
            "hello.wav",
            "nowhere.wav",
            "main.yaml:15:10: nodes.greet.say[1].audio: warning: recording 'nowhere.wav' is not there: its text will be spoken",
        ),
    ],
)
def test_what_is_wrong_with_files_and_languages_is_said(old: str, new: str, expected: str) -> None:
    assert old in MAIN
    assert any(line.startswith(expected) for line in problems(check_bundle(bundle(MAIN.replace(old, new, 1)))))


def test_two_files_with_the_same_name_for_a_thing_are_no_conflict_the_first_counts() -> None:
    second = CLOSING.replace("Goodbye", "Never")
    main = MAIN.replace("[common/closing.yaml]", "[common/closing.yaml, second.yaml]")
    script = load_bundle(bundle(main, **{"second.yaml": second})).fallback
    assert script.fixed_sentences().count("Goodbye.") == 1
    assert "Never." not in script.fixed_sentences()


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a/../b.yaml", "b.yaml"), ("./a.yaml", "a.yaml"), ("../a", None), ("/etc/passwd", None), ("a/../../b", None)],
)
def test_paths_stay_below_the_folder(path: str, expected: str | None) -> None:
    assert below(path) == expected


def test_built_in_answers_are_no_untranslated_texts_of_a_script_without_intents() -> None:
    main = MAIN.replace("intents:\n  accept: {en: [yes please, sure, sounds good, I do], zh-CN: [好的, 可以, 没问题, 行]}\n", "")
    assert problems(check_bundle(bundle(main.replace("{intent: accept,", "{digit: 1,")))) == []
