"""What conversations went through of a script."""

import pytest

from engine.dialog.testing import script_of
from engine.rehearsal.coverage import Coverage, as_text, coverage, merged
from engine.rehearsal.cues import BotBegins, BotDone
from engine.rehearsal.flow import ANYWHERE, MACHINE, Kind, arrows, never_ends, reachable
from engine.rehearsal.phone import Person, Phone
from engine.rehearsal.rehearsed import Circumstances
from tests.unit.rehearsal.scripts import SCRIPT, small_stage

pytestmark = pytest.mark.unit


def answers(*words: str) -> Person:
    """Says one thing after the other; an empty word is silence."""

    async def person(phone: Phone) -> None:
        await phone.wait(300)
        await phone.say("Hello?")
        for word in words:
            await phone.wait_for(BotDone(400))
            if word in ("1", "9"):
                phone.press(word)
            elif word:
                await phone.say(word)
            else:
                await phone.stay_silent(BotBegins())

    return person


def covered(*people: Person) -> Coverage:
    stage = small_stage()
    return coverage(stage.script, [stage.call(person, Circumstances({"name": "Anna"})) for person in people])


def trodden(found: Coverage) -> set[tuple[str, str, str]]:
    return {(arrow.origin, arrow.label, arrow.target) for arrow, count in found.ways.items() if count}


def test_arrows_are_all_ways_of_the_script() -> None:
    found = {(arrow.origin, arrow.label, arrow.target) for arrow in arrows(script_of(SCRIPT)) if not arrow.built_in}
    assert found >= {
        ("greeting", "", "offer"),
        ("offer", "accept or 1", "accepted"),
        ("offer", "silence 1", "offer"),
        ("offer", "silence 3", "give_up"),
        ("offer", "not understood 3", "give_up"),
        (ANYWHERE, "opt_out or 9", "opt_out"),
        (MACHINE, "", "voicemail"),
    }


def test_chinese_words_are_named_as_they_were_written() -> None:
    script = script_of(SCRIPT.replace("intent: refuse,", "words: [账单], intent: refuse,"))
    assert "refuse or '账单'" in {arrow.label.split(" or 2")[0] for arrow in arrows(script)}


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        (["Yes."], {("greeting", "", "offer"), ("offer", "accept or 1", "accepted")}),
        (["1"], {("greeting", "", "offer"), ("offer", "accept or 1", "accepted")}),
        (["How much is it?", "No, thanks."], {("offer", "price", "price"), ("price", "refuse", "refused")}),
        (
            ["What?", "What?", "What?"],
            {("offer", f"not understood {n}", t) for n, t in ((1, "offer"), (2, "offer"), (3, "give_up"))},
        ),
        (["", "", ""], {("offer", f"silence {n}", t) for n, t in ((1, "offer"), (2, "offer"), (3, "give_up"))}),
        (["9"], {(ANYWHERE, "opt_out or 9", "opt_out")}),
    ],
)
def test_the_ways_of_a_conversation(words: list[str], ways: set[tuple[str, str, str]]) -> None:
    found = trodden(covered(answers(*words)))
    assert ways <= found
    assert len(found) == len(ways | {("greeting", "", "offer")})


def test_nodes_and_intents_are_counted() -> None:
    found = covered(answers("Yes."), answers("How much is it?", "Yes."))
    assert found.nodes == {
        "greeting": 2, "offer": 2, "price": 1, "accepted": 2, "refused": 0, "opt_out": 0, "give_up": 0, "voicemail": 0
    }  # fmt: skip
    assert found.intents == {"accept": 2, "price": 1, "refuse": 0, "opt_out": 0}
    assert found.unvisited == ("refused", "opt_out", "give_up", "voicemail")
    assert found.unheard == ("refuse", "opt_out")


def test_the_sum_over_languages() -> None:
    one, two = covered(answers("Yes.")), covered(answers("How much is it?"))
    both = merged([one, two])
    assert both.nodes["offer"] == 2
    assert trodden(both) == trodden(one) | trodden(two)


def test_a_table_names_what_is_missing() -> None:
    lines = list(as_text(covered(answers("Yes."))))
    assert lines[0] == "coverage of small"
    assert lines[1] == "  nodes    3 of 8: not visited"
    assert "           offer → price  (price)" in lines


def test_what_is_unreachable_and_what_never_ends() -> None:
    script = script_of(SCRIPT)
    assert reachable(script) >= {"greeting", "offer", "price", "accepted", "refused", "opt_out", "give_up", "voicemail"}
    assert never_ends(script) == frozenset()
    assert {arrow.kind for arrow in arrows(script)} >= {Kind.ANSWER, Kind.SILENCE, Kind.NOT_UNDERSTOOD, Kind.SPEAKS_ON}
