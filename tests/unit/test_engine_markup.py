"""Marks for the voice in a prompt's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.markup import LONGEST_PAUSE_MS, Run, Stretch, balanced, faults, plain, runs, stretches

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is free.", (Run("It is free.", False),)),
        ("It is *free*.", (Run("It is ", False), Run("free", True), Run(".", False))),
        ("*Today only*, half price", (Run("Today only", True), Run(", half price", False))),
        ("我们*今天*有优惠。", (Run("我们", False), Run("今天", True), Run("有优惠。", False))),
        ("*a* *b*", (Run("a", True), Run(" ", False), Run("b", True))),
        ("a * b", (Run("a  b", False),)),
        ("*Half. The rest", (Run("Half. The rest", False),)),
        ("", ()),
        ("**", ()),
    ],
)
def test_stressed_stretches(text: str, expected: tuple[Run, ...]) -> None:
    assert runs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No pause.", (Stretch("No pause.", 0),)),
        ("Your code is <pause 300ms> 4 7 1 9.", (Stretch("Your code is", 300), Stretch("4 7 1 9.", 0))),
        ("<pause 400ms>Well", (Stretch("", 400), Stretch("Well", 0))),
        ("Well.< pause  250 ms >", (Stretch("Well.", 250),)),
        ("验证码是<pause 300ms>四七", (Stretch("验证码是", 300), Stretch("四七", 0))),
        ("a<pause 99999ms>b", (Stretch("a", LONGEST_PAUSE_MS), Stretch("b", 0))),
    ],
)
def test_pauses(text: str, expected: tuple[Stretch, ...]) -> None:
    assert stretches(text) == expected


def test_what_people_read_has_no_marks() -> None:
    assert plain("It is *really* free.<pause 300ms> *Today*.") == "It is really free. Today."
    assert plain("<pause 300ms>好的") == "好的"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("*half", "asterisk"),
        ("a * b", "asterisk"),
        ("a <pause 9000ms> b", "longest is 5000"),
        ("a <pause 300> b", "<pause 300>"),
        ("a <break/> b", "<break/>"),
    ],
)
def test_faults_are_named(text: str, words: str) -> None:
    [fault] = faults(text)
    assert words in fault


@pytest.mark.parametrize("text", ["It is *free*. <pause 300ms> *Really* {{ name }}.", "{{ a < b }} 3 < 4", "*{{ name }}*"])
def test_sound_marks_have_no_faults(text: str) -> None:
    assert not list(faults(text))


def test_stress_goes_on_over_a_cut() -> None:
    assert balanced(["*One.", "Two.", "Three* four."]) == ["*One.*", "*Two.*", "*Three* four."]
    assert balanced(["One *two*.", "Three."]) == ["One *two*.", "Three."]


@given(st.text(alphabet="ab *<>pause3 0ms.好", max_size=60))
def test_no_text_breaks_the_marks_and_no_mark_is_left_over(text: str) -> None:
    assert "*" not in plain(text)
    assert not any(stretch.text.startswith("<pause 3") for stretch in stretches(text) if stretch.pause_ms)
    said = "".join(run.text for run in runs(text))
    assert said == text.replace("*", "")
    assert plain(plain(text)) == plain(text)
