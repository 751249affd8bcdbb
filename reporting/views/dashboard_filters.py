"""The boxes of the filters of a dashboard, with every choice: they stand on a page of their own."""

from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst

from programmes.dimensions import NONE, Dimension
from reporting.figures.dashboard.keys import NAMED, QUARTERS, named_rows, names_of
from reporting.views.asked_scope import AskedScope

LONGEST = 70
#: A longer list would weigh more than the page: what is beyond is chosen in the table of groups.
MOST_CHOICES = 400


@dataclass(frozen=True)
class FilterField:
    """A box: its name in the address, its label, its choices written at once (a template a choice costs too much)."""

    name: str
    label: str
    options: SafeString


def filter_fields(asked: AskedScope) -> list[FilterField]:
    """A box a dimension that the reader may filter by, the year apart."""
    return [
        FilterField(one.value, capfirst(one.label), _options(asked, one))
        for one in asked.offered
        if one != Dimension.YEAR
    ]


def _options(asked: AskedScope, dimension: Dimension) -> SafeString:
    """Nothing chosen, each group by its name, then « sans … »; what is in force is chosen."""
    current = asked.scope.value_of(dimension)
    choices = [("", "Peu importe"), *_choices(asked, dimension)]
    if dimension.without:
        choices.append((NONE, capfirst(dimension.without)))
    if current and current not in {code for code, _ in choices}:
        choices.append((current, current))
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, _SELECTED if code == (current or "") else "", label) for code, label in choices),
    )


_SELECTED = mark_safe(" selected")


def _choices(asked: AskedScope, dimension: Dimension) -> list[tuple[str, str]]:
    if dimension not in NAMED:
        return [(str(key), label) for key, label in QUARTERS.items()]
    rows = named_rows(dimension, asked.user).order_by()
    if dimension == Dimension.PLAN and asked.scope.year:
        rows = rows.filter(year=asked.scope.year)
    keys = list(rows.values_list("pk", flat=True)[: MOST_CHOICES + 1])
    if len(keys) > MOST_CHOICES:
        return []
    named = sorted(names_of(dimension, keys, asked.user).values(), key=lambda one: one.order)
    return [(one.code, Truncator(one.label).chars(LONGEST)) for one in named]
