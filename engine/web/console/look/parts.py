"""Parts that pages are made of, as markup: titles, tables, figures, badges, bars, notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.outcome import Disposition, Grade
from engine.store.tables import CampaignState
from engine.web.console.look.icons import icon
from engine.web.console.look.markup import Content, Markup, joined, tag
from engine.web.console.viewer import Viewer

_TONES: Final[Mapping[str, str]] = {
    CampaignState.RUNNING: "good live",
    CampaignState.PAUSED: "warn",
    CampaignState.DRAINING: "warn",
    CampaignState.STOPPED: "",
    Disposition.COMPLETED: "good",
    Disposition.TRANSFERRED: "good",
    Disposition.OPTED_OUT: "bad",
    Disposition.FAILED: "bad",
    Disposition.ABANDONED: "bad",
    Disposition.PERSON_HUNG_UP: "accent",
    Disposition.DO_NOT_CALL: "warn",
    Disposition.NOT_CONTACTABLE: "warn",
    "outgoing_delivered": "good",
    "outgoing_unreported": "warn",
    "outgoing_withheld": "warn",
    "outgoing_undeliverable": "bad",
    "outgoing_failed": "bad",
    "outgoing_dead": "bad",
    "account_active": "good",
    "account_disabled": "bad",
    "account_locked": "warn",
    "account_program": "accent",
    "token_active": "good",
    "token_expiring": "warn",
    "finished": "accent",
    "live": "good live",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a table's column."""

    text: str
    number: bool = False
    """Right-aligned digits."""
    optional: bool = False
    """Left out on a phone."""

    @property
    def classes(self) -> str | None:
        return " ".join(name for name, so in (("n", self.number), ("optional", self.optional)) if so) or None


def table(headings: Sequence[Heading], rows: Iterable[Sequence[Content]], label: str) -> Markup:
    """A table; every row has a cell per heading. `label` says to those who listen what it holds."""
    head = tag("tr", [tag("th", one.text, class_=one.classes, scope="col") for one in headings])
    body = [
        tag("tr", [tag("td", cell, class_=heading.classes) for heading, cell in zip(headings, row, strict=True)]) for row in rows
    ]
    return tag("div", tag("table", tag("thead", head), tag("tbody", body), aria_label=label), class_="table", tabindex=0)


def title(name: str, told: Content = None, back: tuple[str, str] | None = None) -> Markup:
    """The page's heading. `back`: where one came from, its address and name."""
    return tag(
        "div",
        tag("a", f"← {back[1]}", href=back[0], class_="back") if back else None,
        tag("h1", name),
        tag("p", told) if told else None,
        class_="titles",
    )


def card(heading: str, *content: Content, told: str = "", flush: bool = False) -> Markup:
    """A framed part of a page; `flush`: what is in it reaches the frame, as tables do."""
    head = tag("div", tag("h2", heading), tag("p", told) if told else None, class_="card-head")
    return tag("section", head, *content, class_="card flush" if flush else "card")


def badge(viewer: Viewer, value: str | None) -> Markup:
    """A state or an outcome."""
    return tag("span", viewer.word(value), class_=f"badge {_TONES.get(value or '', '')}".strip())


def grade(viewer: Viewer, value: Grade | None) -> Markup:
    """A grade, explained to whoever rests on it."""
    return tag(
        "span", value.value if value else "–", class_=f"grade {value or ''}".strip(), title=viewer.word(value and f"grade_{value}")
    )


def figures(items: Iterable[tuple[str, Content, Content] | tuple[str, Content, Content, str]]) -> Markup:
    """Numbers that matter: name, number, a word after it, and maybe a class."""
    boxes = [
        tag(
            "div",
            tag("dt", one[0]),
            tag("dd", one[1], " " if one[2] else None, tag("small", one[2]) if one[2] else None),
            class_=one[3] if len(one) > 3 else None,
        )
        for one in items
    ]
    return tag("dl", boxes, class_="figures")


def facts(items: Iterable[tuple[str, Content]]) -> Markup:
    """Names and values, those without a value left out."""
    return tag(
        "dl", [joined(tag("dt", name), tag("dd", value)) for name, value in items if value not in (None, "")], class_="facts"
    )


def meter(part: float, whole: float, classes: str = "") -> Markup:
    """A bar that is filled so far."""
    share = 100 * part / whole if whole else 0
    return tag("span", tag("i", style=f"width:{min(100.0, share):.1f}%"), class_=f"meter {classes}".strip(), aria_hidden="true")


def bars(viewer: Viewer, counts: Mapping[str, int], whole: int | None = None) -> Markup:
    """Counts by name; the bar's whole is the largest unless said."""
    most = whole or max(counts.values(), default=0)
    total = whole or sum(counts.values())
    cells = [
        joined(
            tag("span", name),
            meter(count, most, "big"),
            tag("span", f"{count:,} ", tag("small", viewer.texts.percent(count, total)), class_="n"),
        )
        for name, count in counts.items()
    ]
    return tag("div", cells, class_="bars")


def notice(kind: str, heading: str, *content: Content | Iterable[Content]) -> Markup:
    """Something to know (`good`, `warn`, `bad` or empty) and, where something is wrong, what to do."""
    role = "alert" if kind == "bad" else "status"
    return tag("div", tag("div", tag("b", heading), *content), class_=f"notice {kind}".strip(), role=role)


def empty(drawing: str, heading: str, *told: Content) -> Markup:
    """What is said where nothing is yet: what would be here, and how it comes here."""
    return tag("div", icon(drawing), tag("h2", heading), *told, class_="empty")


def tags(names: Iterable[str]) -> Markup:
    """Tags, one beside the other."""
    return tag("span", [tag("span", name, class_="badge") for name in names], class_="tags")


def link_button(text: str, address: str, *, primary: bool = False, download: bool = False) -> Markup:
    """A link that looks like what it is: something to do."""
    return tag("a", text, href=address, class_="link-button primary" if primary else "link-button", download=download)
