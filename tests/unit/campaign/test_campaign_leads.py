from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.campaign.lists.leads import LeadFault, LeadList, read_leads
from engine.campaign.lists.problems import LeadsError
from engine.store.campaigns import NewLead

pytestmark = pytest.mark.unit


def _read(tmp_path: Path, text: str, *required: str) -> LeadList:
    path = tmp_path / "leads.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read_leads(path, region="US", required=required)


def _problems(tmp_path: Path, text: str, *required: str) -> list[str]:
    with pytest.raises(LeadsError) as caught:
        _read(tmp_path, text, *required)
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems]


def test_a_list_becomes_leads(tmp_path: Path) -> None:
    read = _read(tmp_path, 'Phone;First Name;Note\n\n555-010-0001;Ann;"two\nlines"\n+44 20 7946 0958;Bob;\n', "first_name")

    assert read.leads == (
        NewLead(3, "+15550100001", {"first_name": "Ann", "note": "two\nlines"}),
        NewLead(5, "+442079460958", {"first_name": "Bob"}),
    )
    assert read.headings == {"first_name": "First Name", "note": "Note"}
    assert read.encoding == "utf-8"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, end: str) -> None:
    text = end.join([f"number{delimiter}name", f"+15550100001{delimiter}Ann", f"+15550100002{delimiter}Bob", ""])

    assert [(lead.row_number, lead.variables["name"]) for lead in _read(tmp_path, text).leads] == [(2, "Ann"), (3, "Bob")]


@pytest.mark.parametrize("heading", ["number", "Phone", "TELEPHONE", " mobile ", "Phone Number", "手机号"])
def test_names_of_the_number_column(tmp_path: Path, heading: str) -> None:
    assert _read(tmp_path, f"{heading}\n+15550100001\n").leads[0].number == "+15550100001"


def test_a_lesser_name_counts_where_there_is_no_plainer_one(tmp_path: Path) -> None:
    assert _read(tmp_path, "Mobile No.,name\n+15550100001,Ann\n").leads[0].number == "+15550100001"
    assert _read(tmp_path, "phone,Mobile No.\n+15550100001,555\n").leads[0].variables == {"mobile_no": "555"}


def test_beside_number_the_other_names_are_variables(tmp_path: Path) -> None:
    read = _read(tmp_path, "mobile,number\n555,+15550100001\n")

    assert read.leads == (NewLead(2, "+15550100001", {"mobile": "555"}),)


@pytest.mark.parametrize("said", ["required", "optional"])
def test_variables_keep_the_spelling_of_the_script(tmp_path: Path, said: str) -> None:
    (tmp_path / "leads.csv").write_text("number,first name\n+15550100001,Ann\n")
    names = {said: ("First_Name",)}

    read = read_leads(tmp_path / "leads.csv", region="US", required=names.get("required", ()), optional=names.get("optional", ()))

    assert read.leads[0].variables == {"First_Name": "Ann"}


@pytest.mark.parametrize(
    ("text", "required", "expected"),
    [
        ("", (), ["leads.csv: the file is empty: expected a header and leads"]),
        (" \n\n", (), ["leads.csv: the file is empty: expected a header and leads"]),
        ("number,name\n", (), ["leads.csv: the list has a header but no leads"]),
        (
            "name,city\nAnn,Leeds\n",
            (),
            ["leads.csv:1: number: no column with the number to dial: expected `number`, `phone`, `telephone` or `mobile`"],
        ),
        (
            "number,name,Name\n+15550100001,a,b\n",
            (),
            ["leads.csv:1: name: column 2 ('name') and column 3 ('Name') both mean `name`: rename or remove one"],
        ),
        (
            "phone,mobile\n+15550100001,+15550100002\n",
            (),
            [
                (
                    "leads.csv:1: phone: column 1 ('phone') and column 2 ('mobile') could be the number to dial: "
                    "name exactly one of them `number`"
                )
            ],
        ),
        ("number,,name\n+15550100001,,b\n", (), ["leads.csv:1: column 2: has no heading"]),
        (
            "number,2nd\n+15550100001,b\n",
            (),
            ["leads.csv:1: 2nd: starts with a digit, which no variable does: rename the column"],
        ),
        ("number\n+15550100001\n", ("name",), ["leads.csv:1: name: the script needs this column, and the list has none"]),
        (
            "number,Name\n+15550100001,\n+15550100002,Bob\n",
            ("name",),
            ["leads.csv:2: Name: is empty, and the script needs it"],
        ),
        ("number,name\n,Ann\n", (), ["leads.csv:2: number: is empty"]),
        ("Phone,name\n12,Ann\n", (), ["leads.csv:2: Phone: is too short for its country"]),
        (
            "number\n+15550100001\n+15550100002\n(555) 010-0001\n",
            (),
            ["leads.csv:4: number: is the number of line 2 again: remove one of the two"],
        ),
        (
            "number,name\n+15550100001\n+15550100002,Bob,x\n",
            (),
            ["leads.csv:2: has 1 cells where the header has 2", "leads.csv:3: has 3 cells where the header has 2"],
        ),
        (
            'number,name\n+15550100001,"Ann\n+15550100002,Bob\n',
            (),
            ["leads.csv:2: broken quoting or an oversized cell: unexpected end of data"],
        ),
    ],
)
def test_bad_lists(tmp_path: Path, text: str, required: tuple[str, ...], expected: list[str]) -> None:
    assert _problems(tmp_path, text, *required) == expected


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = 'phone,name,name\nabc,x,y\n+15550100001,x\n+15550100001,x,y\n+15550100001,x,y\n"'

    assert _problems(tmp_path, text, "city") == [
        "leads.csv:1: name: column 2 ('name') and column 3 ('name') both mean `name`: rename or remove one",
        "leads.csv:1: city: the script needs this column, and the list has none",
        "leads.csv:2: phone: contains letters: one number in digits, without extension",
        "leads.csv:3: has 2 cells where the header has 3",
        "leads.csv:5: phone: is the number of line 4 again: remove one of the two",
        "leads.csv:6: broken quoting or an oversized cell: unexpected end of data",
    ]


def test_a_missing_file_a_folder_and_a_wrong_region(tmp_path: Path) -> None:
    for path, region, message in [
        (tmp_path / "none.csv", "US", "none.csv: cannot be read: No such file or directory"),
        (tmp_path, "US", ": cannot be read: Is a directory"),
        (tmp_path / "none.csv", "Mars", "none.csv: region: 'Mars' is no country code such as US or GB"),
    ]:
        with pytest.raises(LeadsError) as caught:
            read_leads(path, region=region)
        assert str(caught.value).endswith(message)


def test_an_encoding_problem_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes("number,name\n+15550100001,王\n".encode("gb18030"))

    with pytest.raises(LeadsError, match=r"leads\.csv:2: is not UTF-8 and could be GB18030 as well as Latin-1: .*--encoding"):
        read_leads(path, region="US")
    assert read_leads(path, region="US", encoding="gb18030").leads[0].variables == {"name": "王"}


def test_a_lead_that_the_script_cannot_talk_with_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("number,Language\n+15550100001,fr\n+15550100002,en\n", encoding="utf-8")

    def fault_of(variables: Mapping[str, str]) -> LeadFault | None:
        return LeadFault("language", "is unknown") if variables["language"] == "fr" else None

    with pytest.raises(LeadsError) as caught:
        read_leads(path, region="US", fault_of=fault_of)
    assert [str(problem) for problem in caught.value.problems] == [f"{path}:2: Language: is unknown"]
