"""Filters and order of the list of imports."""

import django_filters
from django.db.models import F, QuerySet
from django.utils.text import capfirst

from communes.text import normalise
from programmes.filter_sets import ListFilterSet
from programmes.import_pages.words import kind_filter_choices
from programmes.models import ImportRun

#: Columns the list may be sorted by, and the field behind each.
SORTS = {"file": "file_name", "date": "created_at", "person": "by__full_name", "state": "state"}


class ImportFilter(ListFilterSet):
    """Search by file or person; state and kind."""

    q = django_filters.CharFilter(label="Fichier ou personne", method="holding")
    state = django_filters.ChoiceFilter(
        label="État",
        choices=[(value, capfirst(label)) for value, label in ImportRun.State.choices],
        empty_label="Tous",
    )
    kind = django_filters.ChoiceFilter(label="Contenu", choices=kind_filter_choices, empty_label="Tous")

    class Meta:
        model = ImportRun
        fields: list[str] = []

    def holding(self, runs: QuerySet[ImportRun], name: str, text: str) -> QuerySet[ImportRun]:
        """Every word is in the name of the file or of the person, whatever the accents.

        Compared here and not by the database: SQLite does not fold accents, and imports are some hundreds a year.
        """
        words = normalise(text).split()
        rows = runs.order_by().values_list("pk", "file_name", "by__full_name")
        found = [pk for pk, *texts in rows if _hold(words, normalise(" ".join(filter(None, texts))))]
        return runs.filter(pk__in=found)


def _hold(words: list[str], text: str) -> bool:
    return all(word in text for word in words)


def sorted_imports(runs: QuerySet[ImportRun], key: str) -> QuerySet[ImportRun]:
    """In the order of a column (`-` before its name turns it round); the newest first without one."""
    field = SORTS.get(key.removeprefix("-"))
    if field is None:
        return runs.order_by("-created_at", "-pk")
    order = F(field).desc(nulls_last=True) if key.startswith("-") else F(field).asc(nulls_last=True)
    return runs.order_by(order, "-pk")
