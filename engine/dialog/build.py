"""From a checked file to the script the machine walks: every default is filled in here and nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from typing import Final

from engine.dialog.conditions import Condition, compile_condition
from engine.dialog.edges import Branch, Call, Edge, Goto, Reaction, Repeat, Reply
from engine.dialog.languages import Language, builtin_language
from engine.dialog.localised import primary
from engine.dialog.nodes import Node, Sms
from engine.dialog.places import declared_types, settled, slot_types, spec_of
from engine.dialog.schema import AskDoc, BranchDoc, EdgeDoc, FaqDoc, MessageDoc, NodeDoc, RungDoc, Say, ScriptDoc, SlotDoc
from engine.dialog.script import GIVE_UP, OPT_OUT, SCREENING, VOICEMAIL, Script, Variable
from engine.dialog.slots.spec import Fault, SlotSpec
from engine.dialog.utterance import Conditional, Line, Part, Pause, Utterance, Variants, spoken
from engine.dialog.ways import Ask, End, GoOn, HandOver, Listening, LookUp, Resume, Return, Rung, Way
from engine.dialog.words import fold
from engine.outcome import Grade

_HINT_ANSWERS: Final = 6
"""A recognizer's prompt works while it is short."""


def build_script(doc: ScriptDoc, recorded: Container[str]) -> Script:
    """The script of a file that passed `engine.dialog.checks.document` without errors.

    Args:
        doc: in one language.
        recorded: paths of the recordings that there are; in place of others their texts are spoken.
    """
    return _Builder(doc, recorded).script()


class _Builder:
    def __init__(self, doc: ScriptDoc, recorded: Container[str]) -> None:
        self._doc = doc
        self._recorded = recorded
        self._language = builtin_language(primary(doc.language))
        self._intents = all_intents(doc, self._language)
        self._types = declared_types(doc)

    def script(self) -> Script:
        doc = self._doc
        nodes = {name: self._node(name, node) for name, node in doc.nodes.items()}
        language = self._language
        nodes[OPT_OUT] = self._message(OPT_OUT, doc.opt_out, language.opt_out_say if language else "", ("opted_out",), Grade.E)
        nodes[GIVE_UP] = self._message(GIVE_UP, doc.give_up, language.give_up_say if language else "", (), None)
        return Script(
            id=doc.id,
            locale=doc.language,
            voice=doc.voice,
            persona={key: value for key, value in (("bot_name", doc.persona.name), ("company", doc.persona.company)) if value},
            variables={
                name: Variable(
                    name, SlotSpec(value.type, currency=value.currency, region=value.region), value.default, value.example
                )
                for name, value in doc.variables.items()
            },
            slots=slot_types(doc),
            intents=self._intents,
            global_edges=(
                *(self._edge(edge) for edge in doc.global_),
                *(self._faq(name, entry) for name, entry in doc.faq.items()),
            ),
            start=doc.start,
            nodes=nodes,
            voicemail=self._message(VOICEMAIL, doc.voicemail, "", (), None) if doc.voicemail else None,
            screening=self._message(SCREENING, doc.screening, "", (), None) if doc.screening else None,
            here=spoken(language.here_say) if language else (),
            corrected=spoken(language.corrected_say) if language else (),
            transfer_failed=spoken(language.transfer_failed_say) if language else (),
            still_trying=spoken(language.still_trying_say) if language else (),
            content_hash=_content_hash(doc),
        )

    def _node(self, name: str, doc: NodeDoc) -> Node:
        way = self._way(doc)
        ending = isinstance(way, End | HandOver)
        say = self._say(doc.say)
        return Node(
            name=name,
            say=say,
            again=self._say(doc.again) or say,
            barge_in=not (doc.disclosure or ending) if doc.barge_in is None else doc.barge_in is not False,
            barge_in_after_ms=0 if doc.barge_in is None or isinstance(doc.barge_in, bool) else doc.barge_in,
            tags=doc.tags,
            grade=doc.grade,
            set=doc.set,
            sms=Sms(doc.sms.text, doc.sms.link) if doc.sms else None,
            callback=doc.callback,
            way=way,
        )

    def _way(self, doc: NodeDoc) -> Way:
        if doc.hangup:
            return End()
        if doc.transfer:
            way = doc.transfer
            return HandOver(way.to, way.mode, way.on_failed, way.back_to, self._say(way.meanwhile))
        if doc.webhook:
            hook = doc.webhook
            goto = self._branches(doc.goto)
            return LookUp(hook.url, hook.method, hook.send, hook.save, hook.timeout_ms, goto, hook.on_failed)
        if doc.resume:
            return Resume()
        if doc.return_:
            return Return()
        if doc.goto and not doc.ask:
            return GoOn(self._branches(doc.goto))
        return Listening(
            edges=tuple(self._edge(edge) for edge in doc.on),
            ask=self._ask(doc.ask, doc.goto, doc.asr_hint) if doc.ask else None,
            no_input=self._ladder(doc.no_input, self._doc.no_input, self._language.no_input if self._language else ()),
            no_match=self._ladder(doc.no_match, self._doc.no_match, self._language.no_match if self._language else ()),
            no_input_ms=doc.no_input_ms or self._doc.no_input_ms,
            asr_hint=doc.asr_hint if doc.asr_hint is not None else self._hint(doc),
            pace=doc.patience,
        )

    def _ask(self, doc: AskDoc, goto: Sequence[BranchDoc], hint: str | None) -> Ask:
        slot = settled(self._doc, doc)
        language = self._language
        confirm = self._say(slot.confirm_say)
        if language and not confirm:
            confirm = spoken(language.confirm_say.replace("{{ value }}", "{{ " + doc.slot + " }}"))
        invalid = {fault: spoken(text) for fault, text in language.invalid_say.items()} if language else {}
        if own := self._say(slot.invalid_say):
            invalid = dict.fromkeys(Fault, own)
        return Ask(
            slot=doc.slot,
            spec=spec_of(slot),
            confirm=slot.confirm,
            confirm_say=confirm,
            invalid_say=invalid,
            likely=self._likely(slot) if hint is None else hint,
            likely_verdicts=self._as_sentences(language.likely_verdicts) if language else "",
            goto=self._branches(goto),
        )

    def _ladder(
        self, own: tuple[RungDoc, ...] | None, scripts: tuple[RungDoc, ...] | None, builtin: tuple[Rung, ...]
    ) -> tuple[Rung, ...]:
        docs = own if own is not None else scripts
        return builtin if docs is None else tuple(Rung(self._say(doc.say), doc.repeat, doc.goto) for doc in docs)

    def _hint(self, doc: NodeDoc) -> str:
        intents = dict.fromkeys(edge.intent for edge in doc.on if edge.intent)
        answers = [self._intents[intent][0] for intent in intents if self._intents[intent]][:_HINT_ANSWERS]
        if doc.ask:
            answers += [phrases[0] for phrases in settled(self._doc, doc.ask).choices.values() if phrases][:_HINT_ANSWERS]
        return self._as_sentences(answers)

    def _likely(self, slot: SlotDoc) -> str:
        values = self._language.likely_values.get(slot.type, ()) if self._language else ()
        values = values or tuple(phrases[0] for phrases in slot.choices.values() if phrases)
        return self._as_sentences(values[:_HINT_ANSWERS]) if values else ""

    def _as_sentences(self, answers: Sequence[str]) -> str:
        if primary(self._doc.language) == "zh":
            return "。".join(["以下是普通话的句子", *answers]) + "。"
        return " ".join(f"{answer[:1].upper()}{answer[1:].rstrip('.!?')}." for answer in answers)

    def _edge(self, doc: EdgeDoc) -> Edge:
        then: Reaction = Repeat()
        if doc.goto:
            then = Goto(doc.goto)
        elif doc.call:
            then = Call(doc.call)
        elif doc.say:
            then = Reply(self._say(doc.say), asks_again=False)
        words = tuple(fold(words) for words in doc.words)
        return Edge(doc.intent, doc.digit, words, self._when(doc.when), then, doc.slot, doc.set, doc.tags, doc.grade)

    def _faq(self, name: str, doc: FaqDoc) -> Edge:
        return Edge(name, None, (), None, Reply(self._say(doc.say), asks_again=True), None, {}, doc.tags, doc.grade)

    def _branches(self, docs: Sequence[BranchDoc]) -> tuple[Branch, ...]:
        return tuple(Branch(self._when(doc.when), doc.goto) for doc in docs)

    def _when(self, text: str | None) -> Condition | None:
        return None if text is None else compile_condition(text, self._types)

    def _say(self, docs: Say) -> Utterance:
        parts: list[Part] = []
        for doc in docs:
            if doc.pause_ms is not None:
                parts.append(Pause(doc.pause_ms))
            elif doc.one_of:
                parts.append(Variants(doc.one_of))
            elif doc.when is not None:
                parts.append(Conditional(compile_condition(doc.when, self._types), self._say(doc.say)))
            elif doc.text:
                parts.append(Line(doc.text, doc.audio if doc.audio in self._recorded else None))
        return tuple(parts)

    def _message(self, name: str, doc: MessageDoc, say: str, tags: tuple[str, ...], grade: Grade | None) -> Node:
        said = self._say(doc.say) or (spoken(say) if say else ())
        own_tags = tags if doc.tags is None else doc.tags
        return Node(name, said, said, False, 0, own_tags, doc.grade or grade, {}, None, None, End())


def all_intents(doc: ScriptDoc, language: Language | None) -> dict[str, tuple[str, ...]]:
    """The script's intents and frequent questions, with the language's own opt-out examples added."""
    builtin = language.opt_out_examples if language else ()
    opt_out = tuple(dict.fromkeys((*doc.intents.get(OPT_OUT, ()), *builtin)))
    questions: Mapping[str, tuple[str, ...]] = {name: entry.ask for name, entry in doc.faq.items()}
    return {**doc.intents, **questions, OPT_OUT: opt_out}


def _content_hash(doc: ScriptDoc) -> str:
    meaning = json.dumps(doc.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(meaning.encode()).hexdigest()
