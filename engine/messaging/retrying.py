"""When a message that the gateway could not take is tried again: pure."""

from __future__ import annotations

from typing import Final

_DELAYS_S: Final = (5, 30, 120, 600, 1800, 7200)


def retry_after_s(tries: int) -> int | None:
    """Seconds until the next try.

    Args:
        tries: made so far, at least 1.

    Returns:
        None: the message is given up, about three hours after it was promised.
    """
    return _DELAYS_S[tries - 1] if tries <= len(_DELAYS_S) else None
