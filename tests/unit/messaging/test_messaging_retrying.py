from __future__ import annotations

from engine.messaging.retrying import retry_after_s


def test_tries_get_rarer_and_end() -> None:
    delays = [retry_after_s(tries) for tries in range(1, 8)]

    assert delays[:-1] == sorted(delay for delay in delays if delay is not None)
    assert delays[-1] is None
