"""From a checked file to the script the machine walks: every default is filled in here and nowhere else."""

from __future__ import annotations

import hashlib
import json

from engine.dialog.languages import Language, builtin_language
from engine.dialog.schema import EdgeDoc, MessageDoc, NodeDoc, RungDoc, ScriptDoc
from engine.dialog.script import (
    GIVE_UP,
    OPT_OUT,
    VOICEMAIL,
    Capture,
    Edge,
    End,
    GoOn,
    HandOver,
    Listening,
    Node,
    Resume,
    Rung,
    Script,
    Variable,
    Way,
)
from engine.outcome import Grade

_HINT_ANSWERS = 6
"""A recognizer's prompt works while it is short."""


def build_script(doc: ScriptDoc) -> Script:
    """The script of a file that passed `engine.dialog.checks` without errors."""
    return _Builder(doc).script()


class _Builder:
    def __init__(self, doc: ScriptDoc) -> None:
        self._doc = doc
        self._language = builtin_language(doc.language)
        self._intents = all_intents(doc, self._language)

    def script(self) -> Script:
        doc = self._doc
        nodes = {name: self._node(name, node) for name, node in doc.nodes.items()}
        language = self._language
        nodes[OPT_OUT] = _message(OPT_OUT, doc.opt_out, language.opt_out_say if language else "", ("opted_out",), Grade.E)
        nodes[GIVE_UP] = _message(GIVE_UP, doc.give_up, language.give_up_say if language else "", (), None)
        return Script(
            id=doc.id,
            language=doc.language,
            voice=doc.voice,
            variables={name: Variable(name, value.default, value.example) for name, value in doc.variables.items()},
            intents=self._intents,
            global_edges=tuple(_edge(edge) for edge in doc.global_),
            start=doc.start,
            nodes=nodes,
            voicemail=_message(VOICEMAIL, doc.voicemail, "", (), None) if doc.voicemail else None,
            here=(language.here_say,) if language else (),
            content_hash=_content_hash(doc),
        )

    def _node(self, name: str, doc: NodeDoc) -> Node:
        way = self._way(doc)
        ending = isinstance(way, End | HandOver)
        barge_in = not (doc.disclosure or ending) if doc.barge_in is None else doc.barge_in is not False
        after_ms = 0 if doc.barge_in is None or isinstance(doc.barge_in, bool) else doc.barge_in
        return Node(name, doc.say, doc.again or doc.say, barge_in, after_ms, doc.tags, doc.grade, way)

    def _way(self, doc: NodeDoc) -> Way:
        if doc.hangup:
            return End()
        if doc.transfer:
            return HandOver(doc.transfer)
        if doc.resume:
            return Resume()
        if doc.goto and not doc.ask:
            return GoOn(doc.goto)
        return Listening(
            edges=tuple(_edge(edge) for edge in doc.on),
            capture=Capture(doc.ask, doc.goto) if doc.ask and doc.goto else None,
            no_input=self._ladder(doc.no_input, self._doc.no_input, self._language.no_input if self._language else ()),
            no_match=self._ladder(doc.no_match, self._doc.no_match, self._language.no_match if self._language else ()),
            no_input_ms=doc.no_input_ms or self._doc.no_input_ms,
            asr_hint=doc.asr_hint if doc.asr_hint is not None else self._hint(doc),
            pace=doc.patience,
        )

    def _ladder(
        self, own: tuple[RungDoc, ...] | None, scripts: tuple[RungDoc, ...] | None, builtin: tuple[Rung, ...]
    ) -> tuple[Rung, ...]:
        docs = own if own is not None else scripts
        return builtin if docs is None else tuple(Rung(doc.say, doc.repeat, doc.goto) for doc in docs)

    def _hint(self, doc: NodeDoc) -> str:
        intents = dict.fromkeys(edge.intent for edge in doc.on if edge.intent)
        answers = [self._intents[intent][0] for intent in intents if self._intents[intent]][:_HINT_ANSWERS]
        if self._doc.language == "zh":
            return "。".join(["以下是普通话的句子", *answers]) + "。"
        return " ".join(f"{answer[:1].upper()}{answer[1:].rstrip('.!?')}." for answer in answers)


def all_intents(doc: ScriptDoc, language: Language | None) -> dict[str, tuple[str, ...]]:
    """The script's intents, with the language's own opt-out examples added."""
    builtin = language.opt_out_examples if language else ()
    opt_out = tuple(dict.fromkeys((*doc.intents.get(OPT_OUT, ()), *builtin)))
    return {**doc.intents, OPT_OUT: opt_out}


def _edge(doc: EdgeDoc) -> Edge:
    return Edge(doc.intent, doc.digit, doc.goto, doc.slot, doc.tags, doc.grade)


def _message(name: str, doc: MessageDoc, say: str, tags: tuple[str, ...], grade: Grade | None) -> Node:
    texts = doc.say or ((say,) if say else ())
    own_tags = tags if doc.tags is None else doc.tags
    return Node(name, texts, texts, False, 0, own_tags, doc.grade or grade, End())


def _content_hash(doc: ScriptDoc) -> str:
    meaning = json.dumps(doc.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(meaning.encode()).hexdigest()
