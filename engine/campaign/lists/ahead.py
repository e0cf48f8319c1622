"""Reading ahead: a process of its own reads and checks the next batch of a long list while this one writes the last.

    this process ─ListFile (JSON, stdin)─▶ python -m engine.campaign.lists.ahead ─Batch … Whole │ Broken (msgpack, stdout)─▶ this

The pipe holds next to nothing, so that the reader is one batch ahead and no more: memory does not grow with the list.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import msgspec

from engine.campaign.lists.batches import Batch, ListFile, OpenedList, opened_list
from engine.campaign.lists.collecting import rarely_collected
from engine.campaign.lists.framed import read_framed, write_framed
from engine.campaign.lists.opening import Reading
from engine.campaign.lists.problems import LeadProblem, LeadsError
from engine.environments import environment

WORTH_IT_BYTES: Final = 4 << 20
"""Smaller files are read before the process has started."""


class _Order(msgspec.Struct, frozen=True):
    path: str
    region: str
    mapping: dict[str, str]
    encoding: str | None
    sheet: str | None
    header_line: int


class _Whole(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Everything was read."""


class _Broken(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The rest cannot be read."""

    line: int | None
    field: str | None
    message: str


class ReaderDied(RuntimeError):
    """The reading process is gone before it was through."""


def batches_of(opened: OpenedList, file: ListFile) -> Iterator[Batch]:
    """The batches of an opened list, read ahead if the file is long.

    Raises:
        TableError, LeadsError: the rest cannot be read.
    """
    return opened.batches() if file.path.stat().st_size < WORTH_IT_BYTES else _ahead(file)


def _ahead(file: ListFile) -> Iterator[Batch]:
    order = _Order(str(file.path), file.region, dict(file.mapping), file.reading.encoding, file.reading.sheet, file.header_line)
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(msgspec.json.encode(order))
            process.stdin.close()
            yield from _received(process.stdout, file.path)
        finally:
            process.kill()


def _received(pipe: IO[bytes], path: Path) -> Iterator[Batch]:
    decoder = msgspec.msgpack.Decoder(Batch | _Whole | _Broken)
    for body in read_framed(pipe):
        match decoder.decode(body):
            case Batch() as batch:
                yield batch
            case _Broken(line, field, message):
                raise LeadsError([LeadProblem(path, line, field, message)])
            case _Whole():
                return
    raise ReaderDied(f"{path}: the process that reads the list has died: import it again")


def main() -> None:
    """What the reading process runs. It ends by a broken pipe if nobody wants to know any more."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=_Order)
    file = ListFile(Path(order.path), order.region, order.mapping, Reading(order.encoding, order.sheet), order.header_line)
    try:
        with rarely_collected(), opened_list(file) as opened:
            for batch in opened.batches():
                _send(batch)
    except LeadsError as error:
        problem = error.problems[0]
        _send(_Broken(problem.line, problem.field, problem.message))
    else:
        _send(_Whole())


def _send(message: Batch | _Whole | _Broken) -> None:
    write_framed(sys.stdout.buffer, msgspec.msgpack.encode(message))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
