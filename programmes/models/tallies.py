"""Kept counts: what dashboards read instead of a million activities.

They are written by `programmes.summaries` alone, in the transaction of the write they follow from; `manage.py
rebuild_tallies` makes them anew, `manage.py verify` compares them with a recount. A row that is absent counts zero, and
so does a row of zeros.
"""

from django.db import models

from programmes.measures import DUE, FIRST, HEARD, MOVES, OPEN
from programmes.models.fields import CurrencyField
from programmes.owners import Owner
from programmes.querysets.access import InternalQuerySet


def _count(label: str) -> models.BigIntegerField:
    return models.BigIntegerField(label, default=0)


def _owner_field() -> models.CharField:
    """Whose plans (`programmes.owners`): those of structures and those of programmes are never added up."""
    return models.CharField("plans", max_length=10, choices=[(one.value, one.label) for one in Owner])


class Tally(models.Model):
    """The figures of today of one group of activities of adopted plans, for one currency: all of them can be added.

    `owner` says whose plans: those of structures and those of programmes are never added up. `year` is that of the
    plans, or 0 for all years, where what is carried over counts once, by its latest link in the group. `dimension` is
    one of `programmes.dimensions`, or « all » (`programmes.measures`). A plan has one row, under its own year, with the
    weights of its activities; a year has none: it is the total of that year. `key` is that of the object (1 to 4 for a
    quarter), 0 for none. An activity counts in the rows of its own currency.

    Everything is an integer: money is in hundredths, `weight` in thousandths, `progress` (weight × progress) in
    hundred-thousandths. By source and by partner, the money of an activity that others fund too is in the columns
    `shared…` alone. `carried` counts the links that a later one of the group carries on, `left_out` what they spent in
    another currency than it. Columns that end in « stated » count the amounts that were stated at all.
    """

    owner = _owner_field()
    year = models.PositiveSmallIntegerField("exercice")
    dimension = models.CharField("axe", max_length=12)
    key = models.BigIntegerField("clé")
    currency = CurrencyField("devise")

    planned = _count("planifiées")
    in_progress = _count("en cours")
    done = _count("réalisées")
    not_done = _count("non réalisées")
    cancelled = _count("annulées")
    added = _count("hors plan initial")
    added_done = _count("hors plan initial, réalisées")
    progress_unknown = _count("sans avancement indiqué")
    reported = _count("renseignées")
    pending = _count("à valider")
    demonstration = _count("de démonstration")
    undated = _count("sans fin prévue")
    late_closed = _count("en retard à la clôture")
    without_budget = _count("sans budget")
    spent_unstated = _count("sans dépense indiquée")
    committed_unstated = _count("sans engagement indiqué")
    cancelled_stated = _count("annulées dont la dépense est dite")
    carried = _count("reconduites")
    left_out_stated = _count("reconduites dont la dépense est dans une autre devise")
    shared = _count("à plusieurs financeurs")

    weight = _count("poids, en millièmes")
    progress = _count("poids × avancement, en cent-millièmes")

    budget = _count("budget")
    spent = _count("dépensé")
    committed = _count("engagé")
    spent_without_budget = _count("dépensé sans budget")
    committed_without_budget = _count("engagé sans budget")
    cancelled_spent = _count("dépensé pour des annulées")
    left_out = _count("dépensé dans une autre devise avant la reconduction")
    shared_budget = _count("budget à plusieurs financeurs")
    shared_spent = _count("dépensé à plusieurs financeurs")
    shared_committed = _count("engagé à plusieurs financeurs")

    objects = InternalQuerySet.as_manager()

    class Meta:
        verbose_name = "compte tenu à jour"
        verbose_name_plural = "comptes tenus à jour"
        ordering = ("owner", "year", "dimension", "key", "currency")
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "year", "dimension", "key", "currency"),
                name="tally_unique",
                violation_error_message="Ce groupe a déjà son compte.",
            ),
        )

    def __str__(self):
        return f"{self.owner} {self.year or 'tous'} {self.dimension} {self.key} {self.currency}"


class DayTally(models.Model):
    """Activities of a group by a day of theirs, so that what depends on the present day needs no write.

    Summed over the days before or up to a date. What `number` and `done` count depends on the clock; all clocks are
    kept for the dimensions of `programmes.measures.SMALL`, `OPEN` for every one.
    """

    class Clock(models.TextChoices):
        """Which day of an activity is looked at."""

        # To do, in plans in execution: those before today are late.
        OPEN = OPEN, "à faire, par fin prévue"
        # The base, and those done: the rate at a date.
        DUE = DUE, "par fin prévue"
        # To do, in plans in execution, by the last day from which news was owed.
        HEARD = HEARD, "à faire, par dernière nouvelle"
        # The base: since when something is known.
        FIRST = FIRST, "par première déclaration"
        # What the base, and those done, gained or lost that day.
        MOVES = MOVES, "entrées, et réalisations"

    owner = _owner_field()
    year = models.PositiveSmallIntegerField("exercice")
    dimension = models.CharField("axe", max_length=12)
    key = models.BigIntegerField("clé")
    clock = models.CharField("horloge", max_length=6, choices=Clock.choices)
    day = models.DateField("jour")
    number = models.BigIntegerField("nombre", default=0)
    done = models.BigIntegerField("dont réalisées", default=0)

    objects = InternalQuerySet.as_manager()

    class Meta:
        verbose_name = "compte par jour"
        verbose_name_plural = "comptes par jour"
        ordering = ("owner", "year", "dimension", "clock", "key", "day")
        constraints = (
            models.UniqueConstraint(
                # The clock before the key: one clock of all the groups of a dimension is read in one stretch.
                fields=("owner", "year", "dimension", "clock", "key", "day"),
                name="daytally_unique",
                violation_error_message="Ce groupe a déjà son compte de ce jour.",
            ),
        )

    def __str__(self):
        return f"{self.owner} {self.year or 'tous'} {self.dimension} {self.key} {self.clock} {self.day}"
