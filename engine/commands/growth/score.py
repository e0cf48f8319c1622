"""callwright score …"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from engine.campaign import scoring
from engine.campaign.contact.judge import judge_for
from engine.campaign.lists.numbers import key_of
from engine.campaign.plan.schema import CampaignPlan, Order
from engine.campaign.scoring import Applied, Learned
from engine.commands.console import out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.masking import masked
from engine.scoring.plot import draw
from engine.scoring.prospect import Prospect, prospect
from engine.settings import Settings
from engine.store import score_models
from engine.store.campaigns import id_of
from engine.store.database import Database
from engine.store.errors import UnknownCampaign
from engine.store.people.dossier import find_customer
from engine.store.people.histories import histories
from engine.store.score_models import Kept
from engine.store.tables import Campaign

app = typer.Typer(no_args_is_help=True, help="Whom to call first and at what hour, learned from past calls.")


@app.command()
def train(
    context: typer.Context,
    if_due: Annotated[bool, typer.Option("--if-due", help="only what was not trained for a week: for schedules")] = False,
    database: DatabaseOption = None,
) -> None:
    """Learns from all calls so far. A model that does worse on the latest calls than the one in use is kept, but refused."""
    at = time.time()
    with opened_database(context, database) as store:
        targets = store.read(lambda session: scoring.due(session, at, scoring.RETRAINED_EVERY_S if if_due else 0.0))
        learned = scoring.learn(store, at, targets)
    if not targets:
        out.print("nothing is due")
        return
    kept = [one.kept for one in learned if one.kept]
    if kept:
        out.print(_models(kept))
    for problem in _problems(learned):
        out.print(problem)
    if not (if_due or kept):
        raise typer.Exit(1)


@app.command()
def evaluate(
    context: typer.Context,
    plot: Annotated[Path | None, typer.Option(help="draw lift and calibration (.png or .svg)")] = None,
    database: DatabaseOption = None,
) -> None:
    """How good the models in use are, on calls that came after those they learned from."""
    with opened_database(context, database) as store:
        kept = store.read(score_models.in_use)
    if not kept:
        out.print("there is no model: callwright score train")
        raise typer.Exit(1)
    out.print(_models(kept.values()))
    for target, one in kept.items():
        lifts = Table(f"{target}: first", "by score", "surely between", "by last outcome", "gain surely between", box=None)
        for lift in one.evaluation.lifts:
            cells = (lift.by_score, f"{lift.low:.2f} and {lift.high:.2f}", lift.by_last_outcome)
            gain = f"{lift.gain_low:+.2f} and {lift.gain_high:+.2f}"
            lifts.add_row(f"{lift.top_percent} %", *(cell if isinstance(cell, str) else f"{cell:.2f}" for cell in cells), gain)
        bins = Table(f"{target}: calls", "predicted, %", "happened, %", box=None)
        for part in one.evaluation.calibration:
            bins.add_row(str(part.calls), f"{100 * part.predicted:.1f}", f"{100 * part.happened:.1f}")
        out.print("", lifts, "", bins)
    if plot:
        draw({target.value: one.evaluation for target, one in kept.items()}, plot)
        out.print(f"plot: {plot}")


@app.command()
def show(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="number or external id", metavar="NUMBER|ID")],
    database: DatabaseOption = None,
) -> None:
    """One person: what the models in use say of the coming day, and why."""
    key, now = key_of(who, settings_of(context).default_region), time.time()

    def read(session: Session) -> tuple[str, Prospect]:
        customer = find_customer(session, key)
        scoring.promise_in_use(session)
        (person,) = histories(session, [customer.id], scoring.zone_of)
        models = {target: kept.model for target, kept in score_models.in_use(session).items()}
        return customer.number, prospect(models, person, now)

    with opened_database(context, database) as store:
        number, found = store.read(read)
    out.print(f"{masked(number)}, by the clock of {found.zone}")
    table = Table("hour", *(f"{target}, %" for target in found.best[0].chances), box=None)
    for hour in found.best:
        moment = f"{datetime.fromtimestamp(hour.at, ZoneInfo(found.zone)):%a %H:%M}"
        table.add_row(moment, *(f"{100 * chance:.1f}" for chance in hour.chances.values()))
    out.print(table)
    for target, words in found.reasons.items():
        out.print(f"{target}: {escape('; '.join(words) or 'nothing stands out')}")


@app.command()
def apply(
    context: typer.Context,
    campaign: Annotated[str, typer.Argument(help="its name")],
    best_hour: Annotated[bool, typer.Option("--best-hour", help="each at the hour that promises most, too")] = False,
    database: DatabaseOption = None,
) -> None:
    """Orders the leads of a campaign that wait, by the models in use. A plan's `order:` does so when it begins."""
    settings = settings_of(context)
    with opened_database(context, database) as store:
        applied = _apply(store, settings, campaign, Order.BEST_HOUR if best_hour else Order.SCORE)
    out.print(f"{applied.leads} leads ordered")
    for hour, leads in applied.hours.items():
        out.print(f"in {hour} h: {leads} leads")


def _apply(store: Database, settings: Settings, name: str, order: Order) -> Applied:
    campaign_id, plan = store.read(lambda session: _planned(session, name))
    now = time.time()
    judge = judge_for(plan, settings.campaign.policy, settings.campaign.policies, datetime.fromtimestamp(now).astimezone().date())
    return scoring.order_leads(store, campaign_id, plan.model_copy(update={"order": order}), judge, now)


def _planned(session: Session, name: str) -> tuple[int, CampaignPlan]:
    """A campaign's id, and its plan as it was begun with."""
    campaign_id = id_of(session, name)
    if campaign_id is None:
        raise UnknownCampaign(f"there is no campaign {name!r}: `callwright campaigns list` names them")
    return campaign_id, CampaignPlan.model_validate(session.get_one(Campaign, campaign_id).plan or {"name": name})


def _models(kept: Iterable[Kept]) -> Table:
    table = Table("model", "version", "calls", "successes", "AUC", "Brier", "log loss", "lift of the first 10 %", "", box=None)
    for one in kept:
        found, first = one.evaluation, one.evaluation.lifts[0]
        counts = (str(one.version), str(one.calls), f"{found.successes} of the latest {found.calls}")
        figures = (f"{figure:.3f}" for figure in (found.auc, found.brier, found.log_loss))
        lift = f"{first.by_score:.2f} ({first.low:.2f} to {first.high:.2f})"
        table.add_row(one.model.target, *counts, *figures, lift, "refused: worse than the one in use" if one.refused else "in use")
    return table


def _problems(learned: Iterable[Learned]) -> list[str]:
    return [one.problem for one in learned if one.problem]
