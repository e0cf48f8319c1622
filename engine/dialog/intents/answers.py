"""Other ways to say a plain yes or no, for the intents of a script that have one among their examples.

Whoever writes `accept: [yes, yes please, sign me up]` means "certainly" and "go ahead" too, and need not write them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.dialog.words import fold

_LEAST_PLAIN: Final = 2
"""An intent is a yes (or a no) if it has so many of the plain words. One may be there by chance."""


@dataclass(frozen=True, slots=True)
class _Answer:
    plain: tuple[str, ...]
    """What tells such an intent."""
    further: tuple[str, ...]


def further_answers(intents: Mapping[str, Sequence[str]], language: str) -> Iterator[tuple[str, str]]:
    """Intents of a script with what they mean beside their examples. No wording is given to two of them.

    Args:
        intents: by name, their examples.
        language: ISO 639-1; nothing is known of others than English and Chinese.
    """
    folded = {intent: {fold(text) for text in texts} for intent, texts in intents.items()}
    for answer in _ANSWERS.get(language, ()):
        plain = {fold(text) for text in answer.plain}
        counts = {intent: len(plain & texts) for intent, texts in folded.items()}
        most = max(counts, key=lambda intent: counts[intent], default=None)
        if most is not None and counts[most] >= _LEAST_PLAIN:
            yield from ((most, text) for text in (*answer.plain, *answer.further))


def _texts(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", "))


_ENGLISH_YES: Final = _Answer(
    plain=_texts("yes, yes please, okay, sure, of course, alright, that's right"),
    further=_texts(
        "certainly, absolutely, definitely, gladly, with pleasure, yes absolutely, yes definitely, please do, do that, go ahead, "
        "yes go ahead, go for it, sounds good, that sounds good, sounds great, that's fine, that works for me, that would be nice, "
        "that'd be great, I'd like that, I'd love that, I would, I do, yes I do, why not, I suppose so, I guess so, I think so, "
        "correct, exactly, that's correct, yes that's right, true, indeed, it is, yes it is, I agree, no problem, no objection, "
        "you can, yes you can, perfect, great, wonderful, good, very good, fine, okay fine, uh-huh, mm-hmm, yes okay, "
        "sure why not, if you like, you bet, I'm happy with that"
    ),
)
_ENGLISH_NO: Final = _Answer(
    plain=_texts("no, no thanks, no thank you, nope, leave it, not now, never mind"),
    further=_texts(
        "not really, not at all, not today, I'd rather not, I don't think so, I don't want that, no I don't, no I won't, "
        "please don't, don't do that, forget it, certainly not, definitely not, of course not, no way, absolutely not, "
        "thanks but no, no need, I'm afraid not, unfortunately not, maybe not, better not, not for me, I'll pass, "
        "that won't be needed, it isn't, I don't, no I'm fine, not this time"
    ),
)
_CHINESE_YES: Final = _Answer(
    plain=_texts("好, 好的, 可以, 行, 对, 是的, 没问题, 嗯"),
    further=_texts(
        "好啊, 好吧, 行啊, 行吧, 可以啊, 是啊, 没错, 对对对, 嗯好, 嗯嗯, 当然, 当然好, 愿意, 我愿意, 同意, 我同意, 要的, 就这样, "
        "那好, 那行, 也行, 也好, 必须的, 太好了, 挺好, 不错, 听起来不错, 那麻烦你, 来吧, 没意见, 就按你说的办, 那可以, 好的好的, "
        "嗯可以, 嗯行, 可以可以, 行没问题, 好没问题"
    ),
)
_CHINESE_NO: Final = _Answer(
    plain=_texts("不用, 不用了, 不要, 算了, 不, 不需要, 不行"),
    further=_texts(
        "不可以, 不是, 不对, 没有, 算了吧, 不必, 不想, 不愿意, 不同意, 不了谢谢, 我不要, 先不用, 暂时不用, 没必要, 不考虑, 不太想, "
        "不方便, 不用谢谢, 不好意思不用"
    ),
)
_ANSWERS: Final[Mapping[str, tuple[_Answer, ...]]] = {"en": (_ENGLISH_YES, _ENGLISH_NO), "zh": (_CHINESE_YES, _CHINESE_NO)}
