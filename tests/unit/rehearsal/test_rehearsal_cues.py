"""What a person waits for."""

import pytest

from engine.rehearsal.cues import NEVER, At, BotBegins, BotDone, BotHeard, Cue, IntoBot

pytestmark = pytest.mark.unit


def heard(*course: tuple[str, int]) -> BotHeard:
    """A bot that spoke and was silent in turn; a name is a node that the conversation came to."""
    bot = BotHeard()
    for what, ms in course:
        if what in ("spoke", "quiet"):
            bot.hear(sounding=what == "spoke", ms=ms)
        else:
            bot.entered(what)
    return bot


@pytest.mark.parametrize(
    ("cue", "bot", "left_ms"),
    [
        (At(500), heard(("quiet", 200)), 300),
        (At(500), heard(("quiet", 700)), 0),
        (BotDone(400), heard(("quiet", 5000)), NEVER),
        (BotDone(400), heard(("spoke", 900)), NEVER),
        (BotDone(400), heard(("spoke", 900), ("quiet", 100)), 300),
        (BotDone(400), heard(("spoke", 900), ("quiet", 400)), 0),
        (BotDone(400), heard(("spoke", 900), ("quiet", 300), ("spoke", 20)), NEVER),
        (BotBegins(), heard(("quiet", 100)), NEVER),
        (BotBegins(), heard(("quiet", 100), ("spoke", 20)), 0),
        (IntoBot(800), heard(("spoke", 300)), 500),
        (IntoBot(800), heard(("spoke", 800)), 0),
        (IntoBot(800), heard(("spoke", 900), ("quiet", 20)), NEVER),
        (IntoBot(800, "offer"), heard(("greeting", 0), ("spoke", 900)), NEVER),
        (IntoBot(800, "offer"), heard(("greeting", 0), ("spoke", 900), ("offer", 0), ("spoke", 200)), 600),
    ],
)
def test_how_much_longer(cue: Cue, bot: BotHeard, left_ms: int) -> None:
    assert cue.left_ms(bot) == left_ms


def test_what_was_heard_before_the_persons_own_word_does_not_count() -> None:
    bot = heard(("spoke", 900), ("quiet", 600))
    bot.acted()
    assert BotDone(400).left_ms(bot) == NEVER
    assert IntoBot(100).left_ms(bot) == NEVER
