"""Keys of an agent's phone; the buttons of an agent's page press them, too."""

from __future__ import annotations

from typing import Final

JOIN_KEY: Final = "1"
"""Before they are joined any key joins them; this is the one that the page presses."""
GIVE_BACK_KEY: Final = "*"
"""Once they are joined: the bot goes on with the person, if the script says where."""
