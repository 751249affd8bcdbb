"""Where one activity stands, in words: its money against its budget, since when it is late."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from programmes.formats import counted, money, ratio
from programmes.formats import fraction as printed_fraction
from programmes.models import Activity
from programmes.partial_dates import PartialDate


@dataclass(frozen=True)
class Standing:
    """What the page of an activity prints; each is empty where nothing was said."""

    late: str
    budget: str
    committed: str
    spent: str


def standing_of(activity: Activity) -> Standing:
    """The standing of an activity today, or at the closing of its plan."""
    return Standing(
        late=late_text(activity),
        budget=money(activity.budget, activity.currency) if activity.budget is not None else "",
        committed=_against_budget(activity.committed, activity),
        spent=_against_budget(activity.spent, activity),
    )


def late_text(activity: Activity) -> str:
    """« En retard de 12 jours ; fin prévue : 2e trimestre 2023 »; empty when it is not late."""
    if not activity.is_late:
        return ""
    looked_at = activity.plan.closed_on or timezone.localdate()
    days = (looked_at - activity.planned_end).days
    when = " à la clôture du plan" if activity.plan.closed_on else ""
    end = PartialDate.covering(activity.planned_end, activity.planned_end_precision)
    return f"En retard de {counted(days, 'jour')}{when}\u202f; fin prévue\u00a0: {end.label()}."


def _against_budget(amount: Decimal | None, activity: Activity) -> str:
    """« 4 000 000 FCFA, soit 4 000 000 / 10 000 000 = 40 % du budget »."""
    if amount is None:
        return ""
    said = money(amount, activity.currency)
    if not activity.budget:
        return said
    share = (
        f"{printed_fraction(amount, activity.budget)} = {ratio(Fraction(amount) / Fraction(activity.budget))}"
    )
    return f"{said}, soit {share} du budget"
