"""How a row of the kept counts is called where it differs from a recount.

« plans des structures, exercice 2026, structure SD-A »
"""

from django.db.models import Model

from communes.models import Place
from programmes.dimensions import LABELS, Dimension
from programmes.formats import date_long
from programmes.measures import ALL, ALL_YEARS, NO_KEY
from programmes.models import (
    ActionPlan,
    ActivityKind,
    DayTally,
    Department,
    FundingSource,
    Partner,
    Programme,
    Sector,
    Tally,
)
from programmes.owners import Owner
from programmes.summaries import TallyDifference

#: What the key of a dimension names, and the column that names it to people.
NAMED: dict[str, tuple[type[Model], str]] = {
    Dimension.PLAN: (ActionPlan, "code"),
    Dimension.PROGRAMME: (Programme, "code"),
    Dimension.DEPARTMENT: (Department, "code"),
    Dimension.PARTNER: (Partner, "code"),
    Dimension.SOURCE: (FundingSource, "code"),
    Dimension.REGION: (Place, "key"),
    Dimension.CERCLE: (Place, "key"),
    Dimension.COMMUNE: (Place, "key"),
    Dimension.SECTOR: (Sector, "code"),
    Dimension.KIND: (ActivityKind, "code"),
}


def difference_text(found: TallyDifference) -> str:
    """« plans des structures, exercice 2026, structure SD-A : réalisées (XOF) gardé 3, le recompte donne 4 »."""
    return f"{_group(found)}\u00a0: {_number(found)} gardé {found.kept}, le recompte donne {found.recounted}"


def _group(found: TallyDifference) -> str:
    owner, year, dimension, key = found.group
    when = "tous les exercices" if year == ALL_YEARS else f"exercice {year}"
    when = f"{Owner(owner).label}, {when}"
    return when if dimension == ALL else f"{when}, {_named(dimension, key)}"


def _named(dimension: str, key: int) -> str:
    """The object of a key; its number where it is no more, or where it has no name."""
    singular, _, without = LABELS[Dimension(dimension)]
    if key == NO_KEY:
        return without
    if dimension not in NAMED:
        return f"{singular} {key}"
    model, column = NAMED[dimension]
    name = model._base_manager.filter(pk=key).values_list(column, flat=True).first()
    return f"{singular} {name or f'n° {key} (disparu)'}"


def _number(found: TallyDifference) -> str:
    """The measure and its currency, or the clock, the day and the column."""
    if not found.clock:
        return f"{Tally._meta.get_field(found.column).verbose_name} ({found.currency})"
    counted = DayTally._meta.get_field(found.column).verbose_name
    return f"{DayTally.Clock(found.clock).label}, {date_long(found.day)}, {counted}"
