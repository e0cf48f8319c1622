"""What holds for every test."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import settings

# As in the speech server, which is a process of its own there: two threads of an encoder that wait for each other on a busy machine
# take ten times as long as one. Libraries read this when they are loaded.
os.environ["OMP_NUM_THREADS"] = "1"

# The same cases in every run: what passed here passes there. `pytest --hypothesis-profile=explore` looks for new ones.
# No case fails for its time: the machine may be busy.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None, max_examples=1000)
settings.load_profile("repeatable")

_SET_BY_COMMANDS: Final = ("", "engine.call")
"""Loggers, by name; the root has none."""


@pytest.fixture(autouse=True)
def _logs_go_where_they_went() -> Iterator[None]:
    """Commands send logs to the standard error of their test, and want less of some; the next test must not meet either."""
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in _SET_BY_COMMANDS}
    before = tuple(root.handlers)
    yield
    for handler in set(root.handlers).difference(before):
        root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
