from __future__ import annotations

from pathlib import Path

import pytest

from telephony.lab.book import PhoneBookError, load_book
from telephony.lab.spec import WhenCalled
from telephony.lab.steps import AfterBot, HangUp, Press, Say, SayFile, Wait
from telephony.lab.wav import write_line

pytestmark = pytest.mark.unit

GOOD = """\
phones:
  "+12025550101":
    name: Alice
    voice: nina
    ring_s: 2
    steps:
      - wait_s: 0.5
      - say: Hello?
      - after_bot: {quiet_ms: 700}
      - after_bot
      - press: "1"
      - file: hello.wav
      - hang_up
    expect: {disposition: completed, grade: A, tags: [accepted]}
  "+12025550102":
    name: Bob
    when_called: busy
"""


def _load(tmp_path: Path, text: str) -> None:
    (tmp_path / "phones.yaml").write_text(text, encoding="utf-8")
    load_book(tmp_path / "phones.yaml")


def test_a_whole_book(tmp_path: Path) -> None:
    write_line(tmp_path / "hello.wav", b"\1\2" * 800)
    (tmp_path / "phones.yaml").write_text(GOOD, encoding="utf-8")
    phones = load_book(tmp_path / "phones.yaml").phones
    alice = phones["+12025550101"]
    assert alice.steps == (
        Wait(0.5),
        Say("Hello?"),
        AfterBot(quiet_ms=700),
        AfterBot(),
        Press("1"),
        SayFile(tmp_path / "hello.wav"),
        HangUp(),
    )
    assert alice.expect is not None
    assert alice.expect.tags == ("accepted",)
    assert phones["+12025550102"].when_called is WhenCalled.BUSY


@pytest.mark.parametrize(
    ("change", "line", "field", "words"),
    [
        (("ring_s: 2", "rings_s: 2"), 5, "phones.+12025550101.rings_s", "Unexpected"),
        (("ring_s: 2", "ring_s: soon"), 5, "ring_s", "valid number"),
        (("ring_s: 2", "ring_s: -1"), 5, "ring_s", "greater than or equal to 0"),
        (("voice: nina", "voice: joe"), 4, "voice", "alma"),
        (("wait_s: 0.5", "wait_s: 0"), 7, "steps.0.wait_s", "greater than 0"),
        (("say: Hello?", "sey: Hello?"), 8, "steps.1", "sey"),
        (("quiet_ms: 700", "quite_ms: 700"), 9, "steps.2.after_bot.quite_ms", "Unexpected"),
        (('press: "1"', "press: 1"), 11, "steps.4.press", "valid string"),
        (('press: "1"', 'press: "x"'), 11, "steps.4.press", "pattern"),
        (("file: hello.wav", "file: nothing.wav"), 12, "steps.5.file", "no file"),
        (("hang_up", "hang_up: 3"), 13, "steps.6.hang_up", "Unexpected"),
        (("hang_up", "{say: a, press: b}"), 13, "steps.6", "2 keys in one step"),
        (('"+12025550102"', "bob"), 15, "phones.bob", "pattern"),
        (('"+12025550102"', "12025550102"), 15, "12025550102", "valid string"),
        (("when_called: busy", "when_called: engaged"), 17, "when_called", "'busy'"),
        (('"+12025550102"', '"+12025550101"'), 15, "", "duplicate key"),
        (("name: Bob", "name: [Bob"), 17, "", "not valid YAML"),
    ],
)
def test_errors_name_file_line_and_field(tmp_path: Path, change: tuple[str, str], line: int, field: str, words: str) -> None:
    write_line(tmp_path / "hello.wav", b"\1\2" * 800)
    assert change[0] in GOOD
    with pytest.raises(PhoneBookError) as caught:
        _load(tmp_path, GOOD.replace(*change))
    assert str(caught.value).startswith(f"{tmp_path}/phones.yaml:{line}: ")
    assert field in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "- 1", "phones: []", "phones: {}", "people: {}"])
def test_a_file_without_phones_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PhoneBookError, match="phones"):
        _load(tmp_path, text)


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PhoneBookError, match=r"none\.yaml: cannot be read"):
        load_book(tmp_path / "none.yaml")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "phones.yaml").write_bytes(b"phones: {'+1202': {name: \xff}}")
    with pytest.raises(PhoneBookError, match="UTF-8"):
        load_book(tmp_path / "phones.yaml")
