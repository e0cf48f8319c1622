"""Everything of one kind in a script document, each with its place: for checks, which look at all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.dialog.problems import Location
from engine.dialog.schema import AskDoc, BranchDoc, EdgeDoc, RungDoc, Say, ScriptDoc, SlotDoc
from engine.dialog.script import GIVE_UP, OPT_OUT, SCREENING, VOICEMAIL
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.template import fill
from engine.links.placing import LINK

Placed = tuple[Location, str]


def edge_lists(doc: ScriptDoc) -> Iterator[tuple[Location, Sequence[EdgeDoc]]]:
    """Expected answers, by the list in which they stand."""
    yield ("global",), doc.global_
    for name, node in doc.nodes.items():
        yield ("nodes", name, "on"), node.on


def edges(doc: ScriptDoc) -> Iterator[tuple[Location, EdgeDoc]]:
    for location, listed in edge_lists(doc):
        for index, edge in enumerate(listed):
            yield (*location, index), edge


def ladders(doc: ScriptDoc) -> Iterator[tuple[Location, Sequence[RungDoc]]]:
    yield ("no_input",), doc.no_input or ()
    yield ("no_match",), doc.no_match or ()
    for name, node in doc.nodes.items():
        yield ("nodes", name, "no_input"), node.no_input or ()
        yield ("nodes", name, "no_match"), node.no_match or ()


def asks(doc: ScriptDoc) -> Iterator[tuple[Location, AskDoc]]:
    for name, node in doc.nodes.items():
        if node.ask:
            yield ("nodes", name, "ask"), node.ask


def branch_lists(doc: ScriptDoc) -> Iterator[tuple[Location, Sequence[BranchDoc]]]:
    for name, node in doc.nodes.items():
        yield ("nodes", name, "goto"), node.goto


def speeches(doc: ScriptDoc) -> Iterator[tuple[Location, Say]]:
    """Everything that the bot says, by the field in which it stands."""
    for location, ladder in ladders(doc):
        for index, rung in enumerate(ladder):
            yield (*location, index, "say"), rung.say
    sections = ((OPT_OUT, doc.opt_out), (GIVE_UP, doc.give_up), (VOICEMAIL, doc.voicemail), (SCREENING, doc.screening))
    yield from (((section, "say"), message.say) for section, message in sections if message)
    yield from ((("faq", name, "say"), entry.say) for name, entry in doc.faq.items())
    yield from (((*location, "say"), edge.say) for location, edge in edges(doc))
    for slot, declared in doc.slots.items():
        yield from _slot_speeches(("slots", slot), declared)
    for location, ask in asks(doc):
        yield from _slot_speeches(location, ask)
    for name, node in doc.nodes.items():
        yield ("nodes", name, "say"), node.say
        yield ("nodes", name, "again"), node.again
        if node.transfer:
            yield ("nodes", name, "transfer", "meanwhile"), node.transfer.meanwhile


def _slot_speeches(location: Location, slot: SlotDoc) -> Iterator[tuple[Location, Say]]:
    yield (*location, "confirm_say"), slot.confirm_say
    yield (*location, "invalid_say"), slot.invalid_say


def say_texts(location: Location, say: Say) -> Iterator[Placed]:
    """The texts of one speech, variants and conditional parts included."""
    for index, item in enumerate(say):
        here = (*location, index)
        if item.text is not None:
            yield here, item.text
        yield from (((*here, "one_of", number), text) for number, text in enumerate(item.one_of))
        yield from say_texts((*here, "say"), item.say)


def recordings(doc: ScriptDoc) -> Iterator[Placed]:
    """Paths of recorded prompts."""
    yield from ((location, path) for location, path, _ in recorded_texts(doc))


def recorded_texts(doc: ScriptDoc) -> Iterator[tuple[Location, str, str]]:
    """Paths of recorded prompts, each with what it says."""
    for location, say in speeches(doc):
        yield from _recorded_texts(location, say)


def _recorded_texts(location: Location, say: Say) -> Iterator[tuple[Location, str, str]]:
    for index, item in enumerate(say):
        if item.audio is not None:
            yield (*location, index, "audio"), item.audio, item.text or ""
        yield from _recorded_texts((*location, index, "say"), item.say)


def say_conditions(location: Location, say: Say) -> Iterator[Placed]:
    for index, item in enumerate(say):
        if item.when is not None:
            yield (*location, index, "when"), item.when
        yield from say_conditions((*location, index, "say"), item.say)


def spoken_texts(doc: ScriptDoc) -> Iterator[Placed]:
    for location, say in speeches(doc):
        yield from say_texts(location, say)


def templates(doc: ScriptDoc) -> Iterator[Placed]:
    """Every text that may hold placeholders, spoken or not."""
    yield from spoken_texts(doc)
    for location, edge in edges(doc):
        yield from (((*location, "set", slot), value) for slot, value in edge.set.items())
    for name, node in doc.nodes.items():
        here: Location = ("nodes", name)
        yield from (((*here, "set", slot), value) for slot, value in node.set.items())
        if node.sms:
            yield (*here, "sms"), node.sms.text if node.sms.link is None else _without_link(node.sms.text)
            yield from (((*here, "sms", "link"), link) for link in (node.sms.link,) if link)
        if node.transfer:
            yield (*here, "transfer"), node.transfer.to
        if node.webhook:
            yield (*here, "webhook", "url"), node.webhook.url
            yield from (((*here, "webhook", "send", key), value) for key, value in node.webhook.send.items())


def _without_link(text: str) -> str:
    """The text but for the link's placeholder, which is nobody's variable."""
    return fill(text, lambda field: LINK if field.name == LINK else field.written)


def conditions(doc: ScriptDoc) -> Iterator[Placed]:
    for location, say in speeches(doc):
        yield from say_conditions(location, say)
    for location, edge in edges(doc):
        if edge.when is not None:
            yield (*location, "when"), edge.when
    for location, branches in branch_lists(doc):
        yield from (((*location, index, "when"), branch.when) for index, branch in enumerate(branches) if branch.when is not None)


def filled_slots(doc: ScriptDoc) -> Iterator[Placed]:
    """Slots where something fills them."""
    yield from (((*location, "slot"), ask.slot) for location, ask in asks(doc))
    for location, edge in edges(doc):
        if edge.slot:
            yield (*location, "slot"), edge.slot
        yield from (((*location, "set", slot), slot) for slot in edge.set)
    for name, node in doc.nodes.items():
        yield from ((("nodes", name, "set", slot), slot) for slot in node.set)
        if node.webhook:
            yield from ((("nodes", name, "webhook", "save", slot), slot) for slot in node.webhook.save)


def settled(doc: ScriptDoc, ask: AskDoc) -> SlotDoc:
    """What a question asks for: the slot's declaration, with what the question itself says in its place."""
    declared = doc.slots.get(ask.slot, SlotDoc())
    return declared.model_copy(update={field: getattr(ask, field) for field in ask.model_fields_set if field != "slot"})


def limited_slots(doc: ScriptDoc) -> Iterator[tuple[Location, SlotDoc]]:
    """Slots where limits may stand: as they are declared, and as a question that says its own limits or type has them."""
    yield from ((("slots", name), slot) for name, slot in doc.slots.items())
    yield from ((location, settled(doc, ask)) for location, ask in asks(doc) if ask.model_fields_set & {"type", "min", "max"})


def slot_types(doc: ScriptDoc) -> dict[str, SlotSpec]:
    """Every slot with its type: declared, or said by the question that asks for it; text otherwise."""
    types = {slot: SlotSpec(SlotType.TEXT) for _, slot in filled_slots(doc)}
    types |= {name: spec_of(slot) for name, slot in doc.slots.items()}
    for _, ask in asks(doc):
        if ask.slot not in doc.slots or "type" in ask.model_fields_set:
            types[ask.slot] = spec_of(settled(doc, ask))
    return types


def declared_types(doc: ScriptDoc) -> dict[str, SlotSpec]:
    """The type of every name that conditions and placeholders may use."""
    variables = {name: SlotSpec(value.type, currency=value.currency, region=value.region) for name, value in doc.variables.items()}
    return {**dict.fromkeys(PERSONA, SlotSpec(SlotType.TEXT)), **variables, **slot_types(doc)}


def given_values(doc: ScriptDoc, variable: str) -> tuple[str, ...]:
    """What the script itself says a variable may be."""
    declared = doc.variables.get(variable)
    return tuple(value for value in (declared.example, declared.default) if value) if declared else ()


PERSONA = ("bot_name", "company")


def spec_of(slot: SlotDoc) -> SlotSpec:
    choices: Mapping[str, tuple[str, ...]] = slot.choices
    return SlotSpec(slot.type, choices, slot.min, slot.max, slot.currency, slot.region, slot.length)
