"""A script as the comparison sees it: its documents, defaults and built-in answers left out."""

from __future__ import annotations

from engine.dialog.bundle import Bundle
from engine.dialog.loader import load_documents
from engine.publishing.diff.compare import Described


def described(name: str, bundle: Bundle) -> Described:
    """The documents of a bundle, by language.

    Raises:
        ScriptError: it has errors.
    """
    documents = load_documents(bundle)
    return Described(
        name,
        {language: doc.model_dump(mode="json", by_alias=True, exclude_defaults=True) for language, doc in documents.items()},
        bundle.recordings,
    )
