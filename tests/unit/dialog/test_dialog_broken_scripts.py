"""The corpus of broken scripts: each says in its first lines what the check finds in it, at which place, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.dialog.checks import document
from engine.dialog.loader import check_script
from engine.dialog.problems import Finding
from engine.dialog.schema import ScriptDoc
from engine.shipped import shipped

pytestmark = pytest.mark.unit

CORPUS = Path(__file__).parents[2] / "fixtures" / "broken_scripts"
BROKEN = sorted(CORPUS.glob("*.yaml"))
SHIPPED = sorted(file for file in shipped("dialogs").glob("*.yaml") if not file.name.endswith(".test.yaml"))
EXPECT = "# expect: "


def expected(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(EXPECT) for line in lines if line.startswith(EXPECT)]


def found(file: Path) -> list[str]:
    """The findings as a person reads them, without the path that is known anyway."""
    lines = (str(problem) for problem in check_script(file).problems)
    return [line.removeprefix(f"{file}:").removeprefix(f"{CORPUS}/") for line in lines]


def test_the_corpus_is_large() -> None:
    assert len(BROKEN) >= 40


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_what_is_wrong_is_found_where_it_is(file: Path) -> None:
    assert expected(file), f"{file.name} must say what is expected: {EXPECT}LINE:COLUMN: FIELD: MESSAGE"
    assert found(file) == expected(file)


def test_every_check_finds_something_in_the_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = set(document.ALL)

    def watched(check: Callable[[ScriptDoc], Iterator[Finding]]) -> Callable[[ScriptDoc], Iterator[Finding]]:
        def run(doc: ScriptDoc) -> Iterator[Finding]:
            for finding in check(doc):
                silent.discard(check)
                yield finding

        return run

    monkeypatch.setattr(document, "ALL", tuple(map(watched, document.ALL)))
    for file in BROKEN:
        check_script(file)
    assert sorted(check.__name__ for check in silent) == []


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_shipped_scripts_are_clean(file: Path) -> None:
    assert found(file) == []
