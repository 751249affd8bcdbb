"""How figures are shown as large numbers: label, value, the fraction behind it, what it leaves out.

The same cards serve every page that shows the figures of a set of activities. `query` is what the list of
activities is filtered by to show the activities counted, None where there is none to show.
"""

from dataclasses import dataclass

from programmes.formats import counted, integer
from programmes.models import Status
from reporting.figures.totals import Figures


@dataclass(frozen=True)
class Card:
    """One figure; `tone` is main, alert or nothing."""

    label: str
    value: str
    fraction: str = ""
    note: str = ""
    tone: str = ""
    query: str | None = None


COUNTS = (
    ("Réalisées", Status.DONE),
    ("En cours", Status.IN_PROGRESS),
    ("Non réalisées", Status.NOT_DONE),
    ("Planifiées", Status.PLANNED),
)


def lead_cards(figures: Figures) -> tuple[Card, ...]:
    """The official rate, then how many activities stand where."""
    counts = tuple(
        Card(label, integer(count), query=f"status={status.value}" if count else None)
        for label, status in COUNTS
        for count in [figures.counts.of(status)]
    )
    note = figures.cancelled_text
    if figures.initial_text:
        note = f"{note} ; {figures.initial_text}"
    return (
        Card(
            "Taux d’exécution physique",
            figures.execution.percent_text,
            fraction=figures.execution.fraction_text if figures.base else "",
            note=note,
            tone="main",
        ),
        *counts,
        Card(
            "En retard",
            integer(figures.late),
            tone="alert" if figures.late else "",
            query="late=1" if figures.late else None,
        ),
    )


def rate_cards(figures: Figures) -> tuple[Card, ...]:
    """The other rates, each with what it leaves out; money once a currency."""
    return (
        _progress(figures),
        Card(
            "Taux d’exécution à date",
            figures.due.rate.percent_text,
            fraction=figures.due.rate.fraction_text if figures.due.due else "",
            note=f"{figures.due.undated} sans date prévue" if figures.due.undated else "",
        ),
        *_money(figures, "Taux d’exécution financière", "financial"),
        *_money(figures, "Taux d’engagement", "commitment"),
    )


def _progress(figures: Figures) -> Card:
    progress = figures.progress
    label = "Taux d’avancement" if progress.is_complete else "Taux d’avancement, au moins"
    text = type(progress)(progress.known, progress.weights).text
    note = "" if progress.is_complete else f"{counted(progress.unknown, 'activité')} sans avancement indiqué"
    return Card(label, text, note=note)


def _money(figures: Figures, label: str, name: str) -> tuple[Card, ...]:
    rates = getattr(figures, name)
    unstated, what = {
        "financial": (figures.spent_unstated, "dépense indiquée"),
        "commitment": (figures.committed_unstated, "engagement indiqué"),
    }[name]
    cards = []
    for rate in rates:
        notes = [rate.left_out_text] if rate.left_out_text else []
        if unstated:
            notes.append(f"{unstated} sans {what}")
        cards.append(
            Card(
                label if len(rates) == 1 else f"{label} ({rate.currency})",
                rate.rate.percent_text,
                fraction=rate.rate.money_text(rate.currency).partition(" = ")[0] if rate.budget else "",
                note=", ".join(notes),
            )
        )
    return tuple(cards) or (Card(label, "—"),)
