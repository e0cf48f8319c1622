"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# The same cases in every run: what passed here passes there. `pytest --hypothesis-profile=explore` looks for new ones.
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("explore", derandomize=False, max_examples=1000)
settings.load_profile("repeatable")
