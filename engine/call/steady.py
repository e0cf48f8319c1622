"""How long nothing would happen: the parts of a conversation say so, and a rehearsal skips the frames until then.

`steady_ms(is_speech)` of a part: so many milliseconds of such sound (digital silence, or speech of one level and without a tone)
bring no event. `pass_over` has the effect of feeding them. Real calls never use either.
"""

from __future__ import annotations

from typing import Final

from telephony.audio import FRAME_MS

FOREVER_MS: Final = 10**9
FOREVER_FRAMES: Final = FOREVER_MS // FRAME_MS


def below(limit_ms: int) -> int:
    """The longest time in whole frames that is shorter than a limit."""
    return max(0, (limit_ms - 1) // FRAME_MS * FRAME_MS)
