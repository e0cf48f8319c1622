"""One language of a script file: wherever a mapping from language to text stands, the text takes its place.

    say: {en: Hello., zh-CN: 你好。}      in English: say: Hello.

Codes are those of BCP 47; `zh` stands for `zh-CN` and the other way round, as for every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from engine.dialog.problems import Location, Problem, Severity
from engine.dialog.source import Place, Source, Tree

LANGUAGE_COLUMN: Final = "language"
LANGUAGE_CODE: Final = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
_CODE: Final = re.compile(LANGUAGE_CODE)
_MEANT_AS_LANGUAGE: Final = re.compile(r"[a-z]{2,3}_[A-Za-z]{2,4}|(?i:english|chinese|mandarin)|中文|汉语|普通话|英文|英语")
"""What people write for a code."""
_NO_LANGUAGE: Final = "is not a language: use a code such as en or zh-CN"
_HAN: Final = re.compile(r"[㐀-鿿]")
_PLACEHOLDER: Final = re.compile(r"\{\{.*?\}\}")
_MORE_THAN_A_NAME: Final = 4
_NAMED: Final = frozenset({"nodes", "intents", "faq", "slots", "variables", "choices", "set", "send", "save"})
"""Fields whose keys are names that the author chose: they may look like a language."""


def primary(language: str) -> str:
    """`zh` of `zh-CN`: the ISO 639 code."""
    return language.split("-", 1)[0].lower()


def matching(language: str, among: Iterable[str]) -> str | None:
    """The code that means `language`: itself, or the same language without or with another region; None if there is none."""
    codes = list(among)
    same = [code for code in codes if code.lower() == language.lower()]
    return next(iter([*same, *(code for code in codes if primary(code) == primary(language))]), None)


def is_language_code(text: str) -> bool:
    """True for a text in the form of a BCP 47 code."""
    return _CODE.match(text) is not None


class UnknownLanguage(Exception):
    """A lead wants a language that the script does not speak."""

    def __init__(self, language: str, spoken: Iterable[str]) -> None:
        super().__init__(f"'{language}' is none of the script's languages: {', '.join(spoken)}")


def chosen_language(columns: Mapping[str, str], languages: Iterable[str]) -> str:
    """Which of a script's languages a lead is spoken to in: the one in its column `language`, the first if that says nothing.

    Raises:
        UnknownLanguage: the script does not speak it.
    """
    spoken = list(languages)
    wanted = columns.get(LANGUAGE_COLUMN, "").strip().replace("_", "-")
    code = matching(wanted, spoken) if wanted else spoken[0]
    if code is None:
        raise UnknownLanguage(wanted, spoken)
    return code


def declared_languages(source: Source) -> tuple[tuple[str, ...], list[Problem]]:
    """The script's languages, the fallback first, and what is wrong with how they are declared."""
    tree = source.tree if isinstance(source.tree, dict) else {}
    one, several = tree.get("language"), tree.get("languages")
    if "language" in tree and "languages" in tree:
        return (), [source.problem(("languages",), "stands beside `language`: keep one of the two")]
    if not ("language" in tree or "languages" in tree):
        return (), [source.problem((), "needs a language: write `language: en`, or `languages: [en, zh-CN]`")]
    listed = several if isinstance(several, list) else [several if "languages" in tree else one]
    field = "languages" if "languages" in tree else "language"
    places: list[Location] = [(field, index) for index in range(len(listed))] if isinstance(several, list) else [(field,)]
    problems = [
        source.problem(place, f"'{code}' {_NO_LANGUAGE}")
        for place, code in zip(places, listed, strict=True)
        if not isinstance(code, str) or not _CODE.match(code)
    ]
    codes = tuple(code for code in listed if isinstance(code, str))
    if not listed:
        problems.append(source.problem((field,), "is empty: name the languages, e.g. [en, zh-CN]"))
    if len({primary(code) for code in codes}) < len(codes):
        problems.append(source.problem((field,), "names a language twice"))
    return codes, problems


def localised(source: Source, language: str, languages: Sequence[str]) -> Source:
    """The file as if it were written in `language` alone. What has no text in it is a problem of the result."""
    result = Source(source.file)
    walk = _Localiser(source, result, language, languages)
    tree = walk.tree(source.tree, (), ())
    if isinstance(tree, dict):
        tree["language"] = language
        tree.pop("languages", None)
    result.tree = tree
    return result


def _is_latin(tree: Tree) -> bool:
    """True for a text or a list of texts in words of another writing; fewer may be names."""
    text = " ".join(item for item in (tree if isinstance(tree, list) else [tree]) if isinstance(item, str))
    words = [word for word in _PLACEHOLDER.sub(" ", text).split() if word.isascii() and any(map(str.isalpha, word))]
    return len(words) >= _MORE_THAN_A_NAME and not _HAN.search(text)


class _Localiser:
    def __init__(self, source: Source, result: Source, language: str, languages: Sequence[str]) -> None:
        self._source = source
        self._result = result
        self._language = language
        self._languages = languages
        self._borrows = False
        """What stands in for a text that is missing stands nowhere in this language."""

    def tree(self, tree: Tree, old: Location, new: Location) -> Tree:
        """The tree from `old` of the source, for `new` of the result."""
        if (place := self._source.places.get(old)) is not None and not self._borrows:
            self._result.places[new] = self._shown(place, old)
        if isinstance(tree, dict):
            if self._is_translated(tree, old):
                return self._translation(tree, old, new)
            return {key: self.tree(value, (*old, key), (*new, key)) for key, value in tree.items()}
        if isinstance(tree, list):
            return [self.tree(value, (*old, index), (*new, index)) for index, value in enumerate(tree)]
        return tree

    def _shown(self, place: Place, old: Location) -> Place:
        return place if old else Place(self._source.file, place.line, place.column)

    def _is_translated(self, tree: Mapping[str, Tree], location: Location) -> bool:
        if not tree or (location and location[-1] in _NAMED and len(location) != 2):
            return False
        codes = [code for code in tree if _CODE.match(code)]
        others = [code for code in tree if code not in codes]
        return any(matching(code, self._languages) for code in codes) and all(map(_MEANT_AS_LANGUAGE.fullmatch, others))

    def _translation(self, tree: Mapping[str, Tree], old: Location, new: Location) -> Tree:
        wrong = [code for code in tree if not _CODE.match(code)]
        self._result.problems += [self._source.problem((*old, code), f"'{code}' {_NO_LANGUAGE}") for code in wrong]
        self._result.problems += self._not_spoken([code for code in tree if code not in wrong], old)
        own = matching(self._language, tree)
        if own is None:
            if not wrong:
                self._result.problems.append(self._source.problem(old, f"has no text in {self._language}"))
            self._borrows = True
            self._result.borrowed.add(new)
            own = next(iter(tree))
        elif primary(own) == "zh" and _is_latin(tree[own]):
            message = f"has no Chinese character, and is the text in {self._language}"
            self._result.problems.append(self._source.problem((*old, own), message, Severity.WARNING))
        chosen = self.tree(tree[own], (*old, own), new)
        self._borrows = False
        return chosen

    def _not_spoken(self, codes: Iterable[str], location: Location) -> list[Problem]:
        """Texts in languages that the script does not have. Included files may have more than each script speaks."""
        message = f"is none of the script's languages: {', '.join(self._languages)}"
        others = [code for code in codes if matching(code, self._languages) is None]
        found = [self._source.problem((*location, code), f"'{code}' {message}", Severity.WARNING) for code in others]
        return [problem for problem in found if problem.file == self._source.file]
