"""Scripts that were sent, checked: long ones by a process of their own (`engine.confined`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.confined.parent import Bounds, Overstepped, confined
from engine.dialog.check_worker import Found, Texts, work
from engine.dialog.problems import Problem, Severity
from engine.publishing.voices import known_voices

BOUNDS: Final = Bounds(memory_bytes=2 << 30, cpu_s=60, wall_s=120.0)
AT_ONCE: Final = 100_000
"""Characters: five times the longest of our scripts, a second or two. The format has no aliases that could multiply them."""


def is_long(files: Mapping[str, str]) -> bool:
    """Whether checking these texts is work for a process of its own."""
    return sum(len(text) for text in files.values()) > AT_ONCE


def checked_script(main: str, files: Mapping[str, str], now: float) -> Found:
    """What the checks say to a script; that it is more than they can take, too.

    Args:
        main: the script's own file.
        files: by path, `main` among them.
        now: Unix seconds.
    """
    texts = Texts(main=main, files=dict(files), voices=known_voices(), now=now)
    if not is_long(files):
        return work(texts)
    try:
        return confined("engine.dialog.check_worker", texts, Found, BOUNDS)
    except Overstepped as error:
        told = f"reading it {error}: is it a script? Cut it into files that it includes"
        return Found(script_id=None, problems=(Problem(Severity.ERROR, main, 1, 1, "", told),))
