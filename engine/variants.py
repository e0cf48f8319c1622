"""Several scripts in one campaign: which there are, and how the workers come to have them.

    plan ─find_variant─▶ Variant ─ Work.variants ─▶ Configure.variants ─▶ every worker of the campaign has them all
    a lead's turn ─▶ Treatment(script, voice) ─ Treatment.variant ─▶ PlaceCall.variant ─▶ the worker runs that one

Whoever brings a choice (offers, experiments) does two things: puts every `Variant` it may choose into `Work.variants`, and chooses
by returning a `Treatment` with the variant's pin and voice when a lead's turn comes (`engine.store.leads.Treat`). The attempt keeps
the pin. What variants need (prompts, intents, their contents in the store) is made ready for all of them before the first call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from engine.call.messages import VariantScript
from engine.dialog.bundle import Bundle
from engine.dialog.loader import ScriptFile, load_bundle
from engine.publishing.finding import Named, find_script, named
from engine.publishing.packing import unpack
from engine.publishing.preparing import encoder_identities, voices_of
from engine.publishing.references import DraftFile, parse_reference
from engine.settings import Settings
from engine.store.contents import Content
from engine.store.pins import Pin
from engine.store.treatment import variant_key


@dataclass(frozen=True, slots=True)
class Variant:
    """A script that some calls run instead of the campaign's own, or that one with another voice."""

    pin: Pin
    voice: str | None
    """For every language of the script; None: the script's own."""
    content: Content
    bundle: Bundle
    """Where the workers find it."""
    file: ScriptFile
    voices: dict[str, str]
    """By the script's languages."""

    @property
    def key(self) -> str:
        """As `Treatment.variant` names it."""
        key = variant_key(self.pin, self.voice)
        assert key is not None
        return key

    def for_workers(self, settings: Settings) -> VariantScript:
        """What each worker is told."""
        encoders = encoder_identities(settings, self.file)
        return VariantScript(key=self.key, script=self.bundle, voices=self.voices, encoders=encoders)


def read_reference(text: str, folder: Path) -> Named:
    """What names a script in a plan, read if it is a file; a file's path begins at `folder`.

    Raises:
        ScriptError: the file cannot be read, or it has errors.
    """
    reference = parse_reference(text)
    return named(DraftFile(folder / reference.path) if isinstance(reference, DraftFile) else reference)


def find_variant(session: Session, settings: Settings, name: Named, voice: str | None = None) -> Variant:
    """A script made ready to be run.

    Args:
        session: of the store.
        settings: for the cache and the voices.
        name: from `read_reference`.
        voice: from the catalogue; None: the script's own.

    Raises:
        UnknownVersion: there is no such script or version.
        ScriptError: it has errors.
    """
    found = find_script(session, name)
    bundle = unpack(found.content, settings.cache_dir / "scripts")
    file = load_bundle(bundle)
    voices = dict.fromkeys(file.languages, voice) if voice else voices_of(settings, file)
    return Variant(found.pin, voice, found.content, bundle, file, voices)


def each_once(variants: Iterable[Variant]) -> tuple[Variant, ...]:
    """Those of one script and voice are the same."""
    return tuple({variant.key: variant for variant in variants}.values())
