"""A link's place in a message, and where links may lead: pure."""

from __future__ import annotations

import re
from typing import Final

LINK: Final = "link"
"""The placeholder's name."""
LINK_PLACE: Final = "{{ link }}"
"""What stands in a message for its link until it is sent."""
_TARGET: Final = re.compile(r"https?://[^\s/?#{}@\\]+(?:[/?#](?:[^\s{}]|\{\{[^{}]*\}\})*)?", re.IGNORECASE)


def with_link(text: str, url: str) -> str:
    """The message as the person gets it."""
    return text.replace(LINK_PLACE, url)


def fault_of_target(template: str) -> str | None:
    """Why people may not be led to this URL, whose placeholders are not filled in yet; None: they may.

    Scheme and host must be written out: no lead's data decides where a link of our own domain leads.
    """
    if _TARGET.fullmatch(template):
        return None
    return "must be a whole URL, http or https, with placeholders only behind the host: https://shop.example/offer?plan={{ plan }}"
