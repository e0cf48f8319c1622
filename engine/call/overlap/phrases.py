"""What listeners say, per language (ISO 639-1). Data only; the policies beside this file use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BACKCHANNELS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(
        {
            "yeah",
            "yep",
            "yup",
            "yes",
            "right",
            "ok",
            "okay",
            "sure",
            "alright",
            "all right",
            "really",
            "good",
            "great",
            "nice",
            "cool",
            "wow",
            "i see",
            "got it",
            "go on",
            "of course",
        }
    ),
    "zh": frozenset({"嗯", "哦", "噢", "啊", "好", "好的", "对", "是", "是的", "嗯好的"}),
}
"""A listener's responses that ask for nothing (Yngve 1970). As an answer to a finished question they count as words.
Hums are known by their letters: `engine.call.overlap.barge_in`."""
