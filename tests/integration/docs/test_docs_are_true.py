"""The pages name only what there is: links, files, modules, commands with their options; and the README leaves no folder out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from engine.cli import app

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]  # the commands load the whole product

ROOT: Final = Path(__file__).parents[3]
README: Final = ROOT / "README.md"
PAGES: Final = (README, *sorted((ROOT / "docs").glob("*.md")))
CODE: Final = ("engine", "telephony", "tests")

LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
HEADING: Final = re.compile(r"^#+ (.*)$", re.MULTILINE)
FILE: Final = re.compile(r"(?<![\w/.-])(?:engine|telephony|tests|configs|docs)/[\w./-]*\w")
MODULE_RUN: Final = re.compile(r"python -m ((?:engine|telephony|tests)[\w.]+)")
NAME_IN_CODE: Final = re.compile(r"`((?:engine|telephony)(?:\.\w+)+)`")
PLACE_IN_PICTURE: Final = re.compile(r"(?<![\w*/])(?:[a-z]+/)+[a-z_]+")
COMMAND_LINE: Final = re.compile(r"callwright((?: +[^\s`|;&)>]+)+)")


@pytest.fixture(params=PAGES, ids=lambda page: page.name)
def page(request: pytest.FixtureRequest) -> Path:
    found = request.param
    assert isinstance(found, Path)
    return found


def test_links_lead_to_a_file_and_a_heading_of_it(page: Path) -> None:
    assert [link for link in _own_links(page) if not _leads_somewhere(page, link)] == []


def test_files_and_modules_that_are_named_exist(page: Path) -> None:
    text = _text(page)
    lacking = [path for path in FILE.findall(text) if not ((ROOT / path).exists() or (ROOT / f"{path}.py").is_file())]
    assert lacking == []
    assert [module for module in MODULE_RUN.findall(text) if not _is_module(module)] == []


def test_commands_that_are_named_exist_with_their_options(page: Path) -> None:
    assert list(_unknown_commands(_text(page))) == []


def test_commands_and_options_that_do_not_exist_are_found() -> None:
    text = """`callwright script chek a.yaml`, then
    callwright --config a.yaml run leads.csv \\
        --lnes 4; callwright script check --format json"""
    assert list(_unknown_commands(text)) == ["script chek", "run --lnes"]


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [README]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        linked = {(page.parent / link.partition("#")[0]).resolve() for link in _own_links(page)}
        waiting += [found for found in linked & set(PAGES) if found not in reached]
    assert set(PAGES) - reached == set()


def test_the_readmes_map_names_every_folder_of_the_product() -> None:
    table = _text(README).partition("## Where things are")[2].partition("## Guides")[0]
    packages = [f"engine/{init.parent.name}/" for init in sorted(ROOT.glob("engine/*/__init__.py"))]
    assert [package for package in packages if f"`{package}`" not in table] == []


def test_the_readmes_picture_names_places_of_the_code() -> None:
    picture = _text(README).partition("## The path of one call")[2].split("```")[1]
    places = PLACE_IN_PICTURE.findall(picture)
    assert len(places) > 10
    assert [place for place in places if not (_is_place(ROOT / place) or _is_place(ROOT / "engine" / place))] == []


def test_what_docstrings_and_comments_refer_to_exists() -> None:
    lacking = [
        f"{file.relative_to(ROOT)}: {name}"
        for folder in CODE
        for file in sorted((ROOT / folder).rglob("*.py"))
        for name in NAME_IN_CODE.findall(_text(file))
        if not _is_named(name)
    ]
    assert lacking == []


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _own_links(page: Path) -> list[str]:
    """Links that do not leave the project."""
    return [link for link in LINK.findall(_text(page)) if not re.match(r"\w+:", link)]


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not heading or heading in map(_anchor, HEADING.findall(_text(target))))


def _anchor(heading: str) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _is_place(path: Path) -> bool:
    return path.exists() or path.with_suffix(".py").is_file()


def _is_module(dotted: str) -> bool:
    path = ROOT / dotted.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


def _is_named(dotted: str) -> bool:
    """Whether it is a module, or a name that its module mentions."""
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:count])
        source = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
        if source.is_file():
            return count == len(parts) or re.search(rf"\b{parts[count]}\b", _text(source)) is not None
    return False


def _unknown_commands(text: str) -> Iterator[str]:
    root = get_command(app)
    for line in COMMAND_LINE.findall(text.replace("\\\n", " ")):
        yield from _unknown_words(root, [word.strip(".,:;…[]") for word in line.split()])


def _unknown_words(command: Any, words: Iterable[str]) -> Iterator[str]:
    """The first word of a command line that is neither a command nor an option, with the commands before it."""
    known, path = _options(command), list[str]()
    for word in words:
        if word.startswith("--"):
            known |= _options(command)
            if word.partition("=")[0] not in known:
                yield " ".join([*path, word])
                return
        elif isinstance(command, TyperGroup) and re.fullmatch(r"[a-z][a-z-]*", word):
            path.append(word)
            if word not in command.list_commands(typer.Context(command)):
                yield " ".join(path)
                return
            _, command, _ = command.resolve_command(typer.Context(command), [word])


def _options(command: Any) -> set[str]:
    return {"--help", *(name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts))}
