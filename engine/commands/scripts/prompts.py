"""callwright prompts …"""

from __future__ import annotations

import csv
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from engine.commands.console import error, out
from engine.dialog.bundle import Bundle, read_bundle
from engine.dialog.loader import load_documents
from engine.prompts.sheet import Prompt, State, prompts_of

app = typer.Typer(help="A person's voice for fixed sentences.", no_args_is_help=True)


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"


@app.callback()
def group() -> None:
    """A person's voice for fixed sentences."""


@app.command("list")
def list_prompts(
    path: Annotated[Path, typer.Argument(help="a script")],
    format: Annotated[Format, typer.Option(help="csv for the speaker's sheet")] = Format.TABLE,
) -> None:
    """Lists what the script says: what is recorded, and what a person could record, with names for the files."""
    prompts = _prompts(read_bundle(path))
    if format is Format.CSV:
        _print_csv(prompts)
        return
    table = Table("id", "language", "said by", "seconds", "text", box=None, pad_edge=False)
    for prompt in prompts:
        said_by = f"{prompt.state}: {prompt.audio}" if prompt.state in (State.RECORDED, State.MISSING) else prompt.state
        table.add_row(prompt.id, prompt.language, said_by, f"{prompt.seconds:.1f}", prompt.text)
    out.print(table)
    free = next((prompt for prompt in prompts if prompt.state is State.VOICE), None)
    if free:
        out.print(f"\nTo record one, save it beside the script as {free.audio} and write in the script:", soft_wrap=True)
        out.print(f'  - {{audio: {free.audio}, text: "{free.text}"}}', markup=False, soft_wrap=True)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="a script")],
    phone_audio: Annotated[Path | None, typer.Option(help="folder for WAV files of what callers will hear")] = None,
) -> None:
    """Checks the recordings that a script plays; exit status 1 if one is missing or cannot be used."""
    bundle = read_bundle(path)
    recorded = {prompt.audio: prompt for prompt in _prompts(bundle) if prompt.state in (State.RECORDED, State.MISSING)}
    fine = [_is_fine(bundle, prompt, phone_audio) for prompt in recorded.values()]
    if not recorded:
        out.print(
            f"{path}: plays no recordings; `callwright prompts list` shows what could be recorded", markup=False, soft_wrap=True
        )
    if not all(fine):
        raise typer.Exit(1)


def _prompts(bundle: Bundle) -> list[Prompt]:
    return prompts_of(load_documents(bundle), bundle.recordings)


def _is_fine(bundle: Bundle, prompt: Prompt, phone_audio: Path | None) -> bool:
    from engine.prompts.judging import judged  # reads sound
    from engine.speech.prompts.recordings import RecordingError

    try:
        found = judged(Path(bundle.folder) / prompt.audio, prompt.text, prompt.language)
    except RecordingError as problem:
        error.print(str(problem), style="red", markup=False)
        return False
    kind = f"{found.recording.rate_hz} Hz, {'mono' if found.recording.channels == 1 else 'stereo'}"
    out.print(f"{prompt.audio}: {found.seconds:.1f} s, {kind}: {prompt.text}", markup=False, soft_wrap=True)
    for remark in found.remarks:
        error.print(f"{prompt.audio}: warning: {remark}", style="yellow", markup=False)
    if phone_audio:
        _write(phone_audio / prompt.audio, found.recording.pcm)
    return True


def _write(path: Path, pcm: bytes) -> None:
    import soundfile

    from engine.speech.resample import from_pcm
    from telephony.audio import SAMPLE_RATE_HZ

    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path.with_suffix(".wav"), from_pcm(pcm), SAMPLE_RATE_HZ)


def _print_csv(prompts: list[Prompt]) -> None:
    sheet = csv.writer(sys.stdout)
    sheet.writerow(["id", "language", "file", "seconds", "state", "text"])
    for prompt in prompts:
        sheet.writerow([prompt.id, prompt.language, prompt.audio, f"{prompt.seconds:.1f}", prompt.state, prompt.text])
