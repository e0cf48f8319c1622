"""callwright script test-from-call"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.commands.console import error
from engine.commands.databases import DatabaseOption, opened_database
from engine.dialog.problems import ScriptError
from engine.rehearsal.cases.kept_calls import as_test, kept_call
from engine.rehearsal.cases.reading import CasesError
from engine.rehearsal.cases.real_call import NoConversation
from engine.rehearsal.cases.writing import NoPlaceForTest, as_yaml, with_test
from engine.store.errors import StoreError


def from_call(
    context: typer.Context,
    call: Annotated[str, typer.Argument(help="its id, as the console's address and the API have it", metavar="CALL")],
    add_to: Annotated[Path | None, typer.Option(help="put it at the end of this file of tests", metavar="NAME.test.yaml")] = None,
    database: DatabaseOption = None,
) -> None:
    """Writes a real call as a test of its script, which expects what happened: put right what ought to have been otherwise.

    It holds the person's own words: take out what tells who they are. Exit status: 0, or 2 if there is no test of it.
    """
    try:
        with opened_database(context, database) as opened:
            kept = opened.read(lambda session: kept_call(session, call))
        test = as_test(kept)
        entry = as_yaml(test.fields, test.left_out)
        if add_to is None:
            typer.echo(entry, nl=False)
            return
        text = add_to.read_text(encoding="utf-8") if add_to.exists() else ""
        add_to.write_text(with_test(text, entry, add_to), encoding="utf-8")
    except (StoreError, NoConversation, NoPlaceForTest, CasesError, ScriptError) as refused:
        error.print(str(refused), markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    for remark in test.left_out:
        error.print(f"left out: {remark}", markup=False, soft_wrap=True)
    error.print(f"{add_to}: '{test.fields['name']}' added. Its words are the person's: take out what tells who they are.")
