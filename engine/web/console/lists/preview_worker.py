"""The process that looks at an uploaded list (`engine.confined`): takes a `Look`, tells a `Looked`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from engine.campaign.lists.problems import LeadsError
from engine.confined.child import Tell, answer
from engine.web.console.lists.preview import Preview, preview


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be looked at, and how it is understood."""

    path: str
    mapping: dict[str, str]
    region: str


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen, or why nothing can be."""

    found: Preview | None = None
    problem: str = ""


def work(look: Look, _tell: Tell) -> Looked:
    """Looks."""
    path = Path(look.path)
    try:
        return Looked(found=preview(path, look.mapping, look.region))
    except LeadsError as error:
        return Looked(problem=str(error).replace(f"{path.parent}/", ""))


if __name__ == "__main__":
    answer(Look, work)
