"""Is a script's voice one that there is, and does it speak the language? Whether it is installed is another machine's affair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from engine.dialog.checks.document import Check
from engine.dialog.explain import did_you_mean
from engine.dialog.localised import primary
from engine.dialog.problems import Finding, Severity
from engine.dialog.schema import ScriptDoc


def voices_check(languages: Mapping[str, Sequence[str]]) -> Check:
    """Checks the script's voice against those that are known by name. Folders and names of a hub have a `/` and are left alone.

    Args:
        languages: ISO 639-1 codes, by voice.
    """

    def check(doc: ScriptDoc) -> Iterator[Finding]:
        voice, language = doc.voice, primary(doc.language)
        if voice is None or "/" in voice:
            return
        spoken = languages.get(voice)
        if spoken is not None and language not in spoken:
            yield Finding(("voice",), f"'{voice}' speaks {', '.join(spoken)}, and the script is in {language}", Severity.WARNING)
        elif spoken is None and not _is_folder(voice):
            known = ", ".join(name for name, codes in languages.items() if language in codes) or "none"
            message = (
                f"'{voice}' is no voice{did_you_mean(voice, languages)}; those for {language}: {known}; or a folder, or owner/name"
            )
            yield Finding(("voice",), message)

    return check


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except OSError:  # such as a name too long for one
        return False
