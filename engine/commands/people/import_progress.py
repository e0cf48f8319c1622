"""A progress bar for files that are read into the database, and where their rejected rows go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from engine.commands.console import error


class ProgressBar:
    """See `ImportWatch`."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress = progress
        self._task = progress.add_task(name, total=1.0, told="")

    def progressed(self, share: float, rows: int, rejected: int) -> None:
        """See `ImportWatch`."""
        told = f"{rows:,} rows" + (f", {rejected:,} rejected" if rejected else "")
        self._progress.update(self._task, completed=share, told=told)


@contextmanager
def progress_bar(name: str) -> Iterator[ProgressBar]:
    """Shown on a terminal while the block runs."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[told]}"))
    with Progress(*columns, TimeRemainingColumn(), console=error, transient=True) as progress:
        yield ProgressBar(progress, name)


def rejects_beside(path: Path) -> Path:
    """`people.csv` → `people.rejected.csv`."""
    return path.with_name(f"{path.stem}.rejected.csv")
