"""The large numbers of a dashboard, each with the list that it opens."""

from dataclasses import dataclass

from django.conf import settings

from programmes.formats import CURRENCY_NAMES, integer, money
from reporting.figures.cards import COUNTS, Card
from reporting.figures.dashboard import DashboardFigures
from reporting.figures.totals import Figures
from reporting.views.group_rows import left_out
from reporting.views.scope_links import COUNTED, ScopeLinks


@dataclass(frozen=True)
class MainCard:
    """The official rate: both its numbers open their list."""

    value: str
    done: str
    done_url: str
    base: str
    base_url: str
    comparison: str
    before: str


@dataclass(frozen=True)
class MoneyRow:
    """Money in one currency: budget, what is committed and spent of it, and the rates."""

    currency: str
    budget: str
    committed: str
    commitment: str
    spent: str
    execution: str


def main_card(figures: DashboardFigures, links: ScopeLinks) -> MainCard:
    """The rate of physical execution, compared with the same date one year before."""
    total, then = figures.total, figures.last_year
    return MainCard(
        value=total.execution.percent_text,
        done=integer(total.counts.done),
        done_url=links.to(f"{COUNTED}&status=done") if total.counts.done else "",
        base=integer(total.base),
        base_url=links.counted if total.base else "",
        comparison=then.text if then else "",
        before=_before(figures) if then else "",
    )


def _before(figures: DashboardFigures) -> str:
    """« exercice 2025 : 42 / 68 = 61,76 % »."""
    year = figures.scope.year
    said = figures.last_year.execution.text
    return said if year is None else f"exercice {year - 1}\u00a0: {said}"


def count_cards(figures: DashboardFigures, links: ScopeLinks) -> list[tuple[Card, str]]:
    """How many stand where, and what waits; with the address of each."""
    total = figures.total
    cards = [
        (label, total.counts.of(status), f"{COUNTED}&status={status.value}", "", "")
        for label, status in COUNTS
    ]
    silence = f"depuis {settings.REMINDER_DAYS} jours" if figures.silent else ""
    cards += [
        ("En retard", total.late, "late=1", "", "alert" if total.late else ""),
        (
            "À valider",
            total.pending,
            "review=pending",
            "comptées comme déclarées" if total.pending else "",
            "",
        ),
        ("Sans nouvelle", figures.silent, "unheard=1", silence, ""),
        ("Jamais renseignées", total.coverage.unreported, f"{COUNTED}&unreported=1", "", ""),
    ]
    if total.counts.cancelled:
        cards.append(("Annulées", total.counts.cancelled, "status=cancelled", "hors de la base", ""))
    if total.added:
        cards.append(
            (
                "Hors plan initial",
                total.added,
                f"{COUNTED}&addition=1",
                f"plan initial\u00a0: {total.initial.text}",
                "",
            )
        )
    return [
        (Card(label, integer(count), note=note, tone=tone), links.to(query) if count else "")
        for label, count, query, note, tone in cards
    ]


def money_rows(total: Figures, links: ScopeLinks) -> dict:
    """One row a currency, and what the rates leave out."""
    rows = [
        MoneyRow(
            currency=CURRENCY_NAMES.get(spent.currency, spent.currency),
            budget=money(spent.budget, spent.currency),
            committed=money(committed.spent, committed.currency),
            commitment=committed.rate.percent_text,
            spent=money(spent.spent, spent.currency),
            execution=spent.rate.percent_text,
        )
        for spent, committed in zip(total.financial, total.commitment, strict=True)
        if spent.budget or spent.spent or committed.spent
    ]
    return {"rows": rows, "left_out": left_out(total, links), "cancelled": total.cancelled_spent}
