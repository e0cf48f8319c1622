"""Several scripts in one campaign: which there are, and how the workers come to have them.

    plan ─find_variant─▶ Variant ─ Work.variants ─▶ Configure.variants ─▶ every worker of the campaign has them all
    a lead's turn ─▶ Treatment(script, voice) ─ Treatment.variant ─▶ PlaceCall.variant ─▶ the worker runs that one

Whoever brings a choice (offers, experiments) does two things: puts every `Variant` it may choose into `Work.variants`, and chooses
by returning a `Treatment` with the variant's pin and voice when a lead's turn comes (`engine.store.leads.Treat`). The attempt keeps
the pin. What variants need (prompts, intents, their contents in the store) is made ready for all of them before the first call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from engine.call.messages import VariantScript
from engine.dialog.bundle import Bundle
from engine.dialog.loader import ScriptFile, load_bundle
from engine.publishing.choice import Choice
from engine.publishing.finding import Named, find_script, named
from engine.publishing.packing import unpack
from engine.publishing.preparing import encoder_identities, voices_of
from engine.publishing.references import DraftFile, parse_reference
from engine.settings import Settings
from engine.speech.catalogue import Kind, UnknownModel
from engine.speech.models import ModelStore
from engine.store.scripts.contents import Content
from engine.store.scripts.pins import Pin
from engine.store.treatment import variant_key


@dataclass(frozen=True, slots=True)
class Variant:
    """A script that some calls run instead of the campaign's own, or that one with another voice."""

    pin: Pin
    voice: str | None
    """In the languages that it speaks; None: the script's own."""
    content: Content
    bundle: Bundle
    """Where the workers find it."""
    file: ScriptFile
    voices: dict[str, str]
    """By the script's languages."""
    own: bool = False
    """It is the campaign's own script, with another voice."""

    @property
    def key(self) -> str:
        """As `Treatment.variant` names it."""
        key = variant_key(None if self.own else self.pin, self.voice)
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


def find_variant(session: Session, settings: Settings, name: Named) -> Variant:
    """A script made ready to be run.

    Args:
        session: of the store.
        settings: for the cache and the voices.
        name: from `read_reference`.

    Raises:
        UnknownVersion: there is no such script or version.
        ScriptError: it has errors.
    """
    found = find_script(session, name)
    return _unpacked(settings, found.pin, found.content)


def own_variant(settings: Settings, choice: Choice) -> Variant:
    """The campaign's own script, to be given another voice."""
    return replace(_unpacked(settings, choice.pin, choice.content), own=True)


def _unpacked(settings: Settings, pin: Pin, content: Content) -> Variant:
    bundle = unpack(content, settings.cache_dir / "scripts")
    file = load_bundle(bundle)
    return Variant(pin, None, content, bundle, file, voices_of(settings, file))


def revoiced(settings: Settings, variant: Variant, voice: str) -> Variant:
    """A script with another voice, in those of its languages that the voice speaks.

    Args:
        settings: for the catalogue of voices.
        variant: of a script.
        voice: name in the catalogue, folder, or name on the hub; one that the catalogue does not know is taken to speak anything.

    Raises:
        UnknownModel: there is no such voice, or it speaks none of the script's languages.
    """
    catalogue = ModelStore(settings.cache_dir).catalogue
    entry = None if "/" in voice else catalogue.find(voice, Kind.TTS)
    spoken = [name for name, script in variant.file.languages.items() if entry is None or script.language in entry.languages]
    if entry and not spoken:
        needed = " and ".join(sorted({script.language for script in variant.file.languages.values()}))
        told = f"voice `{voice}` speaks {', '.join(entry.languages)}, script {variant.file.fallback.id} is in {needed}"
        raise UnknownModel(told)
    return replace(variant, voice=voice, voices={**variant.voices, **dict.fromkeys(spoken, voice)})


def each_once(variants: Iterable[Variant]) -> tuple[Variant, ...]:
    """Those of one script and voice are the same."""
    return tuple({variant.key: variant for variant in variants}.values())
