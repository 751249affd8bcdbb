"""For SQLite: rows of the list of activities come by plan after plan, where it would gather them all and sort them.

SQLite does not weigh that a page wants fifty rows only: given an index of the department it reads every activity of
the department, and sorts them. Told not to use it, it follows the plans in their order and stops at the page.
"""

from copy import copy

from django.db.models import AutoField, CharField, Func
from django.db.models.expressions import Col
from django.db.models.fields.related import ForeignKey
from django.db.models.lookups import Lookup
from django.db.models.sql.where import AND

from programmes.querysets.activities import ActivityQuerySet
from programmes.search_index import Candidates


class Unindexed(Func):
    """A column that SQLite looks for in no index; the same value."""

    template = "+%(expressions)s"
    arity = 1


def walked(rows: ActivityQuerySet) -> ActivityQuerySet:
    """The same rows, whose filters on columns of the activity are no way to come by them.

    The candidates of a search are left out: its words are looked for in each title all the same.
    """
    walking = rows.all()
    where = walking.query.where
    if where.connector != AND or where.negated:
        return walking
    where = where.clone()
    where.children = [
        _loosened(one, walking.query.base_table)
        for one in where.children
        if not isinstance(getattr(one, "rhs", None), Candidates)
    ]
    walking.query.where = where
    return walking


def _loosened(condition: object, table: str) -> object:
    """A condition on a key, a reference or a text of the activity; dates and amounts keep how they compare."""
    column = getattr(condition, "lhs", None)
    if not (isinstance(condition, Lookup) and isinstance(column, Col) and column.alias == table):
        return condition
    field = column.target
    if not isinstance(field, ForeignKey | AutoField | CharField) or field.name == "plan":
        return condition
    loosened = copy(condition)
    loosened.lhs = Unindexed(column, output_field=column.output_field)
    return loosened
