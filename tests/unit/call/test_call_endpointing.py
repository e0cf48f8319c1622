"""How long a silence ends a turn: the judgement of words by table, the patience by properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.call.endpointing import Ending, judge, silence_to_end_ms
from engine.call.unfinished import ends_in_open_digits, ends_open
from engine.call.worker.thresholds import patience
from engine.dialog.moves import Expectation, Pace
from engine.dialog.slots.fullness import Fullness
from engine.settings import ConversationSection

pytestmark = pytest.mark.unit

EXPECTED = Expectation(intents=("accept", "refuse", "opt_out"), digits=(), asr_hint="")
PATIENCE = patience(ConversationSection())


@pytest.mark.parametrize(
    ("text", "language", "open_ended"),
    [
        ("Yes, but", "en", True),
        ("I would like to, um", "en", True),
        ("It's about my", "en", True),
        ("It's about my.", "en", True),
        ("Because.", "en", True),
        ("Oh", "en", True),
        ("Hmm.", "en", True),
        ("Oh, yes.", "en", False),
        ("That's what I thought, oh", "en", False),
        ("Well...", "en", True),
        ("Okay, so.", "en", True),
        ("I think so.", "en", False),
        ("As well.", "en", False),
        ("How much would.", "en", True),
        ("I don't think.", "en", True),
        ("That sounds.", "en", True),
        ("Can you tell me?", "en", True),
        ("I don't think so.", "en", False),
        ("What is?", "en", True),
        ("I know what it is.", "en", False),
        ("How much is it?", "en", False),
        ("Next Monday,", "en", False),
        ("Next Monday, and,", "en", True),
        ("I would,", "en", True),
        ("I would", "en", True),
        ("Yes, I would.", "en", False),
        ("What company are you from?", "en", False),
        ("Yes, I do.", "en", False),
        ("Tuesday afternoon", "en", False),
        ("I'm driving", "en", False),
        ("", "en", False),
        ("可以，但是", "zh", True),
        ("我想问一下那个", "zh", True),
        ("好的。", "zh", False),
        ("Ja, und", "de", False),
        ("Ja, und...", "de", True),
    ],
)
def test_open_endings(text: str, language: str, open_ended: bool) -> None:
    assert ends_open(text, language) is open_ended


@pytest.mark.parametrize(
    ("text", "may_go_on"),
    [
        ("My number is 415", True),
        ("4, 1, 5, 5.", True),
        ("four one five", True),
        ("oh double seven", True),
        ("415-555-0192", False),
        ("It's 617-225-8104.", False),
        ("At 5.", False),
        ("20 dollars", False),
        ("幺三八", True),
    ],
)
def test_open_digits(text: str, may_go_on: bool) -> None:
    assert ends_in_open_digits(text) is may_go_on


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "ending"),
    [
        pytest.param("Yes.", "accept", 1.0, Ending.ANSWER, id="an example word for word"),
        pytest.param("I would like that very much.", "accept", 0.9, Ending.LIKELY_ANSWER, id="a sure intent in other words"),
        pytest.param("How much would.", "accept", 0.99, Ending.UNFINISHED, id="a sure intent, and half a sentence by its words"),
        pytest.param("I don't think.", "refuse", 1.0, Ending.LIKELY_ANSWER, id="taken for an example, and half a sentence"),
        pytest.param("Where?", "accept", 0.9, Ending.SENTENCE, id="a sure intent in one other word"),
        pytest.param("Where?", None, 0.3, Ending.COMMA, id="one word that means nothing"),
        pytest.param("Hello?", None, 0.0, Ending.SENTENCE, id="one word to the conversation itself"),
        pytest.param("Yes,", "accept", 1.0, Ending.LIKELY_ANSWER, id="an example word for word, and a comma"),
        pytest.param("Next Monday,", "accept", 0.9, Ending.COMMA, id="a sure intent with a comma"),
        pytest.param("Yes, but", "accept", 0.9, Ending.UNFINISHED, id="a sure intent that goes on"),
        pytest.param("It could be.", "accept", 0.45, Ending.SENTENCE, id="an unsure intent"),
        pytest.param("How much?", "price", 1.0, Ending.SENTENCE, id="an intent of another node"),
        pytest.param("The zip code is 303", None, 0.0, Ending.DIGITS, id="digits"),
        pytest.param("The weather is nice.", None, 0.0, Ending.SENTENCE, id="anything else"),
        pytest.param("", None, 0.0, Ending.SENTENCE, id="nothing recognized"),
    ],
)
def test_judgement(text: str, intent: str | None, confidence: float, ending: Ending) -> None:
    assert judge(text, intent, confidence, EXPECTED, "en", turn_ms=2000) is ending


@pytest.mark.parametrize(
    ("text", "value", "ending"),
    [
        pytest.param("Four.", Fullness.WHOLE, Ending.LIKELY_ANSWER, id="the value"),
        pytest.param("10", Fullness.WHOLE, Ending.LIKELY_ANSWER, id="a value of two digits"),
        pytest.param("Four or", Fullness.WHOLE, Ending.UNFINISHED, id="the value and an open word"),
        pytest.param("Yeah,", Fullness.WHOLE, Ending.COMMA, id="the value and a comma"),
        pytest.param("Four, one, seven,", Fullness.WHOLE, Ending.LIKELY_ANSWER, id="all digits and a comma"),
        pytest.param("Four, one, seven,", Fullness.ENOUGH, Ending.VALUE, id="enough digits"),
        pytest.param("Four, one, seven.", Fullness.PART, Ending.DIGITS, id="too few digits"),
        pytest.param("1 3 8 1 2 3 4 5 6 7", Fullness.PART, Ending.DIGITS, id="ten digits, and still too few"),
        pytest.param("417 and", Fullness.PART, Ending.UNFINISHED, id="too few digits and an open word"),
        pytest.param("417 is my number.", Fullness.ENOUGH, Ending.VALUE, id="enough digits, then words"),
    ],
)
def test_a_value_that_was_asked_for(text: str, value: Fullness, ending: Ending) -> None:
    assert judge(text, None, 0.0, EXPECTED, "en", turn_ms=2000, value=value) is ending


def test_one_word_may_be_all_that_an_open_question_gets() -> None:
    name = Expectation((), (), "", open=True)
    assert judge("Smith.", None, 0.0, name, "en", turn_ms=600) is Ending.SENTENCE


def test_a_mandarin_answer_is_not_one_word() -> None:
    assert judge("好的谢谢。", "accept", 0.9, EXPECTED, "zh", turn_ms=2000) is Ending.LIKELY_ANSWER


def test_words_that_nobody_can_say_so_fast_are_no_answer_yet() -> None:
    assert judge("I'm sorry.", None, 0.0, EXPECTED, "en", turn_ms=150) is Ending.UNFINISHED
    assert judge("Yes.", "accept", 1.0, EXPECTED, "en", turn_ms=150) is Ending.ANSWER
    assert judge("谢谢观看", None, 0.0, EXPECTED, "zh", turn_ms=200) is Ending.UNFINISHED
    assert judge("好的谢谢", None, 0.0, EXPECTED, "zh", turn_ms=500) is Ending.SENTENCE


def test_the_node_stretches_patience_but_never_for_a_known_answer() -> None:
    def at(pace: Pace, ending: Ending, *, open_question: bool = False) -> int:
        expectation = Expectation((), (), "", open=open_question, pace=pace)
        return silence_to_end_ms(ending, PATIENCE, expectation, turn_ms=1000)

    assert at(Pace.SHORT, Ending.SENTENCE) < at(Pace.NORMAL, Ending.SENTENCE) < at(Pace.LONG, Ending.SENTENCE)
    assert at(Pace.NORMAL, Ending.SENTENCE) < at(Pace.NORMAL, Ending.SENTENCE, open_question=True)
    assert {at(pace, Ending.ANSWER) for pace in Pace} == {PATIENCE.answer_ms}
    assert {at(pace, Ending.LIKELY_ANSWER) for pace in Pace} == {PATIENCE.likely_answer_ms}


@given(st.sampled_from(Ending), st.sampled_from(Pace), st.booleans(), st.integers(0, 30_000))
def test_patience_is_bounded_and_long_turns_end_at_short_pauses(ending: Ending, pace: Pace, is_open: bool, turn_ms: int) -> None:
    expectation = Expectation((), (), "", open=is_open, pace=pace)
    silence_ms = silence_to_end_ms(ending, PATIENCE, expectation, turn_ms=turn_ms)
    assert PATIENCE.answer_ms <= silence_ms <= 2 * PATIENCE.unfinished_ms
    if turn_ms >= PATIENCE.long_turn_ms:
        assert silence_ms == PATIENCE.answer_ms


@given(st.text(max_size=60), st.sampled_from(["en", "zh", "fr"]), st.integers(0, 30_000))
def test_any_text_is_judged(text: str, language: str, turn_ms: int) -> None:
    assert judge(text, None, 0.0, EXPECTED, language, turn_ms=turn_ms) in Ending
