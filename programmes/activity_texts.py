"""An activity as its forms hold it, value by value, and in words: to tell what changed since a form was opened.

A value is what a field of a form gives once cleaned: an object, a partial date, a decimal, a list of places, lines of
funding. Its text is what a person reads of it; two equal texts are one value.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from accounts.models import User
from communes.models import Place
from programmes.formats import date_long, money, number
from programmes.models import ActionPlan, Activity
from programmes.partial_dates import PartialDate

DATES = ("planned_start", "planned_end")
SETS = ("places", "associated_departments", "funding")
#: What forms hold of an activity, in their order, and how each is called.
LABELS = {
    "title": "Intitulé",
    "code": "Code",
    "department": "Structure responsable",
    "associated_departments": "Structures associées",
    "responsible": "Personne responsable",
    "planned_start": "Début prévu",
    "planned_end": "Fin prévue",
    "expected_product": "Produit attendu",
    "places": "Lieux",
    "budget": "Budget",
    "currency": "Devise",
    "funding": "Financement",
    "weight": "Poids",
    "kind": "Nature",
    "sector": "Domaine",
    "programme": "Programme",
    "result": "Objectif ou résultat",
}


def values_of(activity: Activity, names: Iterable[str] = tuple(LABELS)) -> dict[str, Any]:
    """The named values of an activity, as its forms take them."""
    return {name: _value(activity, name) for name in names}


def _value(activity: Activity, name: str) -> Any:
    if name in DATES:
        return PartialDate.from_columns(getattr(activity, name), getattr(activity, f"{name}_precision"))
    if name in SETS and activity.pk is None:
        return []
    if name == "places":
        return list(activity.places.select_related("region", "cercle"))
    if name == "associated_departments":
        return list(activity.associated_departments.all())
    if name == "funding":
        return [
            (one.source, one.amount, one.currency) for one in activity.funding_lines.select_related("source")
        ]
    return getattr(activity, name)


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the actions take them: a partial date becomes the two columns of its start or of its end."""
    told = dict(values)
    for name in told.keys() & set(DATES):
        written: PartialDate | None = told[name]
        if written is None:
            told[name] = None
            continue
        told[name], precision = written.as_start() if name == "planned_start" else written.as_end()
        told[f"{name}_precision"] = str(precision)
    return told


def texts(values: Mapping[str, Any]) -> dict[str, str]:
    """Each value in words; nothing is an empty text."""
    return {name: text_of(name, value) for name, value in values.items()}


def text_of(name: str, value: Any) -> str:
    """One value in words, whatever the order in which several were given."""
    if value is None or value == "":
        return ""
    if name == "places":
        return " ; ".join(sorted(place_text(one) for one in value))
    if name == "associated_departments":
        return " ; ".join(sorted(map(str, value)))
    if name == "funding":
        return " ; ".join(sorted(_line(*line) for line in value))
    if isinstance(value, PartialDate):
        return value.label()
    if isinstance(value, Decimal):
        return number(value, 3)
    if isinstance(value, User):
        return f"{value.full_name} ({value.email})"
    return " ".join(str(value).split())


def place_text(place: Place) -> str:
    """« Commune de Bara (cercle d’Ansongo) »: as it may be typed back, for it names one place only."""
    parent = place.cercle or place.region
    text = place.designation
    return text[:1].upper() + text[1:] + (f" ({parent.designation})" if parent else "")


def plan_text(plan: ActionPlan) -> str:
    """Where the plan stood when a form was opened: it is compared when the form comes back."""
    if plan.closed_on:
        return f"clos le {date_long(plan.closed_on)}"
    return f"adopté ({plan.adoption})" if plan.adopted_on else "en préparation"


def _line(source: Any, amount: Decimal | None, currency: str) -> str:
    return (
        f"{source} (montant non indiqué)" if amount is None else f"{source}\u00a0: {money(amount, currency)}"
    )
