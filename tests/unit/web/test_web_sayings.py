"""What the engine says in English is said in Chinese in the console: every finding of the checks, and what else people meet."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import engine
from engine.dialog.loader import check_script
from engine.rehearsal.chat import HELP
from engine.segments.binding import parse_filter
from engine.segments.grammar import FilterError
from engine.web.sayings import CHINESE_PARTS, CHINESE_SAYINGS, retold, retold_talk
from engine.web.sayings.recognizing import Sayings

pytestmark = pytest.mark.unit

ENGINE = Path(engine.__file__).parent
BROKEN = sorted((Path(__file__).parents[2] / "fixtures" / "broken_scripts").glob("*.yaml"))
TEMPLATES = {template: said for part in CHINESE_PARTS for template, said in part.items()}
HAN = re.compile(r"[㐀-鿿]")
HOLE = re.compile(r"\{(\w+)\}")
FIELD_UNKNOWN = (
    "`grad` 既不是字段也不是任何名单的列（是否想写“grade”？）；只有其他系统提供的写作 attribute.grad，通话中说过的写作 slot.grad"
)
SAYING = (
    *("dialog/checks/*.py", "dialog/explain.py", "dialog/source.py", "dialog/loader.py", "dialog/includes.py", "dialog/bundle.py"),
    "dialog/yaml_advice.py",
    *("dialog/cut_texts.py", "dialog/localised.py", "dialog/translations.py", "dialog/schema_values.py", "dialog/slots/limits.py"),
    *("dialog/conditions/binding.py", "dialog/conditions/grammar.py", "publishing/publish.py", "publishing/finding.py"),
    *("campaign/lists/*.py", "campaign/lists/xlsx/*.py", "campaign/forms.py", "campaign/plan/*.py", "campaign/contact/*.py"),
    *(
        "markup.py",
        "links/placing.py",
        "segments/binding.py",
        "segments/grammar.py",
        "segments/kinds.py",
        "segments/literals.py",
        "segments/saved.py",
    ),
    *("launch/errands.py", "launch/trunks.py", "launch/offering.py", "launch/plan_checks.py", "launch/preflight.py"),
    *("rehearsal/cases/reading.py", "rehearsal/cases/checking.py", "rehearsal/cases/judging.py"),
    *("call/answering/supervisor.py", "call/answering/tones.py", "call/overlap/floor.py", "call/overlap/sound_course.py"),
    *(
        "web/console/designing/*.py",
        "dialog/wording.py",
        "speech/prompts/recordings.py",
        "web/access/guessing.py",
        "web/access/passwords.py",
        "store/access/accounts.py",
        "store/access/tokens.py",
        "store/scripts/versions.py",
    ),
)
"""Modules whose every sentence people read."""
NOT_SAID = {
    *("Value error, ", "the options", "the plan", "must confirm", "list ●0●", "the rejected rows"),
    *("●0● (●1●: ●2●)", "'●0●' ●1●", "●0● has ●1●", "●0● and ●1●"),
    *("id: ●0●", "●0● has no offset", "●0● has no content", "{{ link }}"),
    *("'<block sequence start>'", "<block end>", "block collection", "escape character", "expected ':'"),
    *("expected the node content", "found ','", "found unexpected ':'", "found ']'", "found '}'", "sequence entries"),
    *("flow ●0●", "found '-'", "found '?'", "mapping values", "quoted scalar"),  # the YAML parser's own, looked for
    *("rejected line", "rejected column", "rejected because", "the password of an account that does not exist"),
}
"""What only looks like one."""


def sentences(path: Path) -> Iterator[str]:
    """A module's texts of several words, ●0●, ●1● for what is put in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    apart |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        text = "" if id(node) in apart else sample(node)
        if " " in text.strip() and re.search("[a-z]{2}", text) and not re.search(r"\n|\\| \| ", text):
            yield text


def sample(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr():
            numbers = iter(range(99))
            return "".join(str(part.value) if isinstance(part, ast.Constant) else f"●{next(numbers)}●" for part in node.values)
        case _:
            return ""


@cache
def all_said() -> frozenset[str]:
    return frozenset(text for pattern in SAYING for path in ENGINE.glob(pattern) for text in sentences(path)) - NOT_SAID


def test_every_sentence_of_the_checks_and_refusals_is_translated() -> None:
    assert len(all_said()) > 300
    assert sorted(text for text in all_said() if CHINESE_SAYINGS.said(text) is None) == []


def test_what_is_put_in_is_in_the_translation() -> None:
    """`●0●` is a value; one that is left out would be missed, one that is there twice be a slip."""
    for text in all_said():
        said = CHINESE_SAYINGS.said(text) or ""
        # A name that the English repeats stands twice in its template, too.
        assert set(re.findall("●.●", said)) == set(re.findall("●.●", text)), text


@pytest.mark.parametrize("part", CHINESE_PARTS)
def test_a_template_is_translated_once_and_with_its_holes(part: dict[str, str]) -> None:
    for template, said in part.items():
        assert sorted(HOLE.findall(said)) == sorted(HOLE.findall(template)), template
        assert sum(template in other for other in CHINESE_PARTS) == 1


def test_no_template_is_left_over() -> None:
    """Each is the engine's, or what a library says of a plan's fields (pydantic)."""
    sources = "".join(path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py") if "sayings" not in path.parts)
    written = re.sub(r'"\s*\n\s*f?"', "", sources).replace("{{{{", "{{").replace("}}}}", "}}")
    left = [template for template in TEMPLATES if not all(literal in written for literal in HOLE.split(template)[::2])]
    put_together = "column {number} ({heading}) and column {other} ({name})"
    assert [template for template in left if not template.startswith(("input ", "string "))] == [put_together]


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_every_finding_of_the_broken_scripts_is_said_in_chinese(file: Path) -> None:
    for problem in check_script(file).problems:
        assert HAN.search(retold(problem.message, "zh")), problem.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("grad >= B", FIELD_UNKNOWN),
        ("calls > 'x'", "`'x'` 不能与数字比较：请写数字，如 3"),
        ("calls & 3", "`&` 不应出现在这里：请写 `and`"),
        ("grade >= B and", "结束得太早"),
    ],
)
def test_why_a_filter_cannot_be_used(text: str, said: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filter(text)
    assert retold(caught.value.reason, "zh") == said


def test_places_stay_in_front_of_what_is_said_of_them() -> None:
    told = "spring.csv:3: phone: is too short\nspring.csv:4: has 3 cells where the header has 2\nplan.yaml:1:1: lines: nonsense"
    assert retold(told, "zh").split("\n") == [
        "spring.csv:3: phone: 太短",
        "spring.csv:4: 有 3 个单元格，而标题行有 2 个",
        "plan.yaml:1:1: lines: nonsense",
    ]
    assert retold(told, "en") == told


def test_words_of_people_are_never_translated() -> None:
    """A node may be called like a phrase of ours."""
    assert retold("'is empty' is not a node (did you mean 'in quotes'?)", "zh") == "没有节点“is empty”（是否想写“in quotes”？）"


def test_the_most_exact_template_is_taken() -> None:
    sayings = Sayings({"{name} is late": "{name} 迟到", "the bus is {how} late": "公交{how}晚点", "very": "非常"})
    assert sayings.said("the bus is very late") == "公交非常晚点"
    assert sayings.said("the bus is late") == "the bus 迟到"
    assert sayings.said("late") is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        *((line, None) for line in HELP.split("\n")),
        ("the phone rings, you pick it up: type how you answer, or nothing; /help tells the rest", None),
        ("answered by human: short greeting of 360 ms", "接听者：真人，简短问候，360 毫秒"),
        ("understood: 好的。   accept 1.00; same words as '好的'", "听到：好的。   accept 1.00；与 '好的' 同样的话"),
        ("understood: 喂   no intent 0.00; nothing close; best no '不' (0.00); next yes '好' (0.00)", None),
        ("understood: 对。   fills new_time", "听到：对。   填写 new_time"),
        ("understood: 三点。   to be confirmed: 2026-03-09T15:00", "听到：三点。   待确认：2026-03-09T15:00"),
        (
            "asked shop.example.com: the rehearsal has no answer for node 'look_up'",
            "查询 shop.example.com：演练没有节点 'look_up' 的答复",
        ),
        ("understood: 本人   fills is_you; who 0.82; like '谁' (0.82)", "听到：本人   填写 is_you；who 0.82；像 '谁' (0.82)"),
        ("you waited 60 s in vain for the bot to speak for 2000 ms at node 'offer'", None),
        ("interruption: first words 'Hold on.'", "打断：开头的话 'Hold on.'"),
        ("disposition  completed\ngrade        A", "结果：已完成\n意向等级：A"),
        ("→ offer", "→ offer"),
        ("visit = 2026-03-03", "visit = 2026-03-03"),
    ],
)
def test_what_is_told_in_a_talk_is_said_in_chinese(line: str, said: str | None) -> None:
    """`said`: what it becomes; None: something in Chinese."""
    assert retold_talk(line, "en") == line
    assert retold_talk(line, "zh") == said if said else HAN.search(retold_talk(line, "zh").replace("喂", ""))
