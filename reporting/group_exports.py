"""A dashboard as sheets: its groups with everything that is counted of each and of all together; what changed."""

from collections.abc import Iterable, Iterator

from django.utils.text import capfirst

from programmes.dimensions import NONE, Dimension
from programmes.exports.cells import Cell, OutColumn, OutSheet, Style
from programmes.formats import CURRENCY_NAMES
from programmes.models import Activity
from reporting.figures.dashboard import Change, DashboardFigures, DashboardGroup
from reporting.figures.totals import Figures

COUNTS = (
    "Base du taux", "Réalisées", "En cours", "Planifiées", "Non réalisées", "Annulées", "Hors plan initial",
    "En retard", "À valider", "Renseignées",
)  # fmt: skip
MONEY = ("Budget", "Engagé", "Dépensé")


def group_sheet(figures: DashboardFigures, by: Dimension, looked_at: str) -> OutSheet:
    """The groups in their order, then the whole, counted once; money in one column a currency.

    `looked_at` says whose plans, which year and what filters: the file says of what it is the table, in its last line.
    """
    currencies = [rate.currency for rate in figures.total.financial] or ["XOF"]
    columns = [
        OutColumn("Code", Style.CODE),
        OutColumn(capfirst(by.label), width=48),
        *(OutColumn(heading, Style.NUMBER) for heading in COUNTS),
        OutColumn("Taux d’exécution physique", Style.PERCENT),
        OutColumn("Taux d’exécution à date", Style.PERCENT),
        OutColumn("Taux d’avancement", Style.PERCENT),
    ]
    for currency in currencies:
        columns += [OutColumn(f"{heading} ({_named(currency)})", Style.AMOUNT) for heading in MONEY]
        columns.append(OutColumn(f"Sans budget ({_named(currency)})", Style.NUMBER))
    if by.is_funder:
        columns.append(OutColumn("De plusieurs financeurs", Style.NUMBER))
    title = f"{capfirst(by.plural)}, {looked_at}, situation au {figures.situation.label}"
    return OutSheet("tableau", title, tuple(columns), _rows(figures, by, currencies, looked_at))


def changes_sheet(sections: Iterable[tuple[Change, Iterable[Activity]]]) -> OutSheet:
    """What changed, a line a change of an activity."""
    columns = (
        OutColumn("Changement", width=28),
        OutColumn("Plan", Style.CODE),
        OutColumn("Code", Style.CODE),
        OutColumn("Activité", width=60),
        OutColumn("Structure", width=36),
    )
    rows = (
        [change.label, row.plan.code, row.code, row.title, str(row.department or "")]
        for change, found in sections
        for row in found
    )
    return OutSheet("changements", "Ce qui a changé", columns, rows)


def _rows(
    figures: DashboardFigures, by: Dimension, currencies: list[str], looked_at: str
) -> Iterator[list[Cell]]:
    whole = DashboardGroup(
        "", f"Ensemble\u00a0: {looked_at}, situation au {figures.situation.label}", figures.total
    )
    for group in (*figures.groups, whole):
        total = group.figures
        yield [
            "" if group.key == NONE else group.key,
            group.label,
            *_counts(total),
            total.execution.percent,
            total.due.rate.percent if group.has_due else None,
            total.progress.percent,
            *(cell for currency in currencies for cell in _money(total, currency)),
            *([group.shared] if by.is_funder else []),
        ]


def _counts(total: Figures) -> list[Cell]:
    counts = total.counts
    return [
        counts.base, counts.done, counts.in_progress, counts.planned, counts.not_done, counts.cancelled,
        total.added, total.late, total.pending, total.coverage.reported,
    ]  # fmt: skip


def _money(total: Figures, currency: str) -> list[Cell]:
    """Budget, committed, spent of what has a budget; how many have none."""
    spent = next((rate for rate in total.financial if rate.currency == currency), None)
    committed = next((rate for rate in total.commitment if rate.currency == currency), None)
    if spent is None or committed is None:
        return [None, None, None, None]
    return [spent.budget, committed.spent, spent.spent, spent.without_budget]


def _named(currency: str) -> str:
    """« FCFA »."""
    return CURRENCY_NAMES.get(currency, currency)
