"""What is on a designer's bench: the draft as it was opened or saved, and the text as it stands in the editor."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.dialog.loader import Checked
from engine.web.console.designing.drafts import Draft


@dataclass(slots=True)
class Bench:
    """Shared by the parts of the page."""

    draft: Draft
    text: str = field(init=False)
    tests: str | None = field(init=False)
    checked: Checked | None = None
    """What the checker said to the text last."""

    def __post_init__(self) -> None:
        self.text, self.tests = self.draft.text, self.draft.tests

    @property
    def unsaved(self) -> bool:
        return self.text != self.draft.text or self.tests != self.draft.tests
