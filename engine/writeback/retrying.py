"""When a write-back that a receiver did not take is tried again: pure.

The delays are those that the Standard Webhooks specification recommends, spread so that receivers that come back are not met by
everything at once.
"""

from __future__ import annotations

from typing import Final

_DELAYS_S: Final = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
SPREAD: Final = 0.2
"""Of a delay, either way."""


def retry_after_s(tries: int, chance: float, wanted_s: float | None = None) -> float | None:
    """Seconds until the next try.

    Args:
        tries: made so far, at least 1.
        chance: 0 to 1, anew for each try.
        wanted_s: what the receiver asked for (Retry-After); it is not tried sooner.

    Returns:
        None: given up, about three days after the first try.
    """
    if tries > len(_DELAYS_S):
        return None
    delay_s = _DELAYS_S[tries - 1] * (1 + SPREAD * (2 * chance - 1))
    return max(delay_s, min(wanted_s or 0.0, _DELAYS_S[-1]))
