"""How values are shown in a difference: « 1 500 000 FCFA », « fin mars 2024 », « en cours »."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Model

from programmes.formats import money, number
from programmes.imports.readings import shown
from programmes.partial_dates import PartialDate

NOTHING = "vide"


def show_field(model: type[Model], name: str, fields: Mapping[str, Any]) -> str:
    """A field as a person reads it, with what goes with it in `fields`: its precision, its currency."""
    value = fields.get(name)
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        precision = fields.get(f"{name}_precision")
        return PartialDate.covering(value, precision).label() if precision else f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal) and "currency" in fields:
        return money(value, fields["currency"])
    if isinstance(value, str):
        return _label(model, name, value)
    return show_value(value)


def show_value(value: Any) -> str:
    """A value that needs nothing else to be read."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Model):
        return show_object(value)
    return shown(value) or NOTHING


def show_objects(values: Any) -> str:
    """A set of objects or texts, in alphabetical order."""
    return ", ".join(sorted(show_value(value) for value in values)) or NOTHING


def show_object(instance: Model) -> str:
    """An object by its code where it has one, else as it names itself."""
    return getattr(instance, "code", "") or shown(instance)


def _label(model: type[Model], name: str, value: str) -> str:
    """The French label of a choice, or the text, cut."""
    choices = dict(model._meta.get_field(name).flatchoices)
    return str(choices.get(value, shown(value)))
