"""The figures of a dashboard: where they come from (kept counts, or rows) is decided here and nowhere else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from accounts.models import User
from programmes.dimensions import NONE, Dimension
from programmes.measures import SMALL
from programmes.querysets.dated_sets import DatedSet
from reporting.figures.dashboard.chained import Chains
from reporting.figures.dashboard.changes import Changes, changes_in
from reporting.figures.dashboard.comparison import comparison, year_before
from reporting.figures.dashboard.curve import Curve, kept_curve, rows_curve
from reporting.figures.dashboard.grouping import NOTHING
from reporting.figures.dashboard.kept import Kept, year_of
from reporting.figures.dashboard.keys import Named, all_names, names_of
from reporting.figures.dashboard.lateness import Lateness, kept_lateness, rows_lateness
from reporting.figures.dashboard.notes import notes_of
from reporting.figures.dashboard.reading import Reading, Seen, years_of
from reporting.figures.dashboard.rows import RowSums, rate_of, sums_of
from reporting.figures.dashboard.scope import DashboardScope, check_dimensions
from reporting.figures.dashboard.shapes import Comparison, DashboardFigures, DashboardGroup
from reporting.figures.dashboard.sums import Sums
from reporting.rates import Rate

__all__ = ["Dashboard", "changes_between", "curve_of", "dashboard_figures", "lateness_of", "years_of"]

#: Dimensions whose groups are of a partner's business only where it takes part in them.
GUARDED = frozenset({Dimension.PROGRAMME, Dimension.PARTNER})


class Dashboard:
    """The dashboard of a reader over a scope; what its parts have in common is read once, be it for a page (`seen`).

    Raises PermissionDenied for a dimension that partners are not shown.
    """

    def __init__(self, user: User, scope: DashboardScope, seen: Seen | None = None) -> None:
        check_dimensions(user, *(dimension for dimension, _ in scope.filters))
        self.user, self.scope = user, scope.settled()
        self._reading = Reading(user, self.scope, seen)
        self._kept = Kept.of(user, self.scope)
        self._rows: dict[Dimension | None, RowSums] = {}
        self._known: dict[Dimension, dict[int, Named]] = {}  # of the dimensions that are guarded

    def figures(self, by: Dimension | None = None, most: int | None = None) -> DashboardFigures:
        """The total and the groups of a dimension; `most` keeps the largest ones where they are more."""
        check_dimensions(self.user, by)
        sizes, sums = self._groups(by)  # first: from rows, the total comes with them
        total = self._total.figures()
        groups, count = self._named(by, sizes, sums, most)
        return DashboardFigures(
            scope=self.scope,
            situation=self.scope.shown,
            total=total,
            silent=self._total.silent,
            carried=self._carried,
            groups=groups,
            notes=notes_of(by, self._total.size, sum(sizes.values()), any(group.shared for group in groups)),
            last_year=self._last_year(total.execution),
            years=self._years,
            group_count=count,
        )

    def curve(self) -> Curve:
        """The curve of the year."""
        if self._kept:
            return kept_curve(self.scope, self._kept, self._total)
        return rows_curve(self.scope, self._stood, self._chains)

    def lateness(self, limit: int = 10) -> Lateness:
        """What is late, the longest first."""
        if self._kept:
            return kept_lateness(self.scope.activities(self.user), self._kept, self._total.late, limit)
        return rows_lateness(self._stood, self._chains, limit)

    def changes(self, first: date, last: date) -> Changes:
        """What changed after a day and up to another."""
        return changes_in(self._reading, self.scope, first, last)

    # --- where the sums come from

    @cached_property
    def _stood(self) -> DatedSet | None:
        return self._reading.stood()

    @cached_property
    def _chains(self) -> Chains:
        if self._stood is None:
            return Chains.none()
        return Chains.of(self._stood, is_of_one_plan=self.scope.is_of_one_plan)

    @cached_property
    def _years(self) -> tuple[int, ...]:
        return self._reading.years

    def _summed(self, by: Dimension | None) -> RowSums:
        """From rows; each dimension once."""
        if by not in self._rows:
            known = self._known.setdefault(by, all_names(by, self.user)) if self._is_guarded(by) else None
            self._rows[by] = (
                sums_of(
                    self._stood,
                    by,
                    known,
                    chains=self._chains,
                    is_of_one_plan=self.scope.is_of_one_plan,
                    has_total=self._kept is None and not self._rows,
                )
                if self._stood
                else RowSums()
            )
        return self._rows[by]

    def _is_guarded(self, by: Dimension | None) -> bool:
        return by in GUARDED and not self._reading.reads_all

    @property
    def _any_rows(self) -> RowSums:
        """Those that were read first, for what all have in common; the total alone where none was."""
        return next(iter(self._rows.values())) if self._rows else self._summed(None)

    @cached_property
    def _total(self) -> Sums:
        return self._kept.total() if self._kept else self._any_rows.total

    @property
    def _carried(self) -> int:
        return self._kept.carried(self._total, self._years) if self._kept else self._any_rows.carried

    def _groups(self, by: Dimension | None) -> tuple[Mapping[int, int], Mapping[int, Sums] | None]:
        """How large each group is; what each adds up to, None where that is kept and read for those shown only."""
        if by is None:
            return {}, {}
        if self._kept and not self.scope.filters:
            sizes = self._kept.sizes(by, self._years)
            return {key: one.base + one.cancelled for key, one in sizes.items()}, None
        sums = self._summed(by).groups
        return {key: one.size for key, one in sums.items() if one.size}, sums

    def _named(
        self,
        by: Dimension | None,
        sizes: Mapping[int, int],
        sums: Mapping[int, Sums] | None,
        most: int | None,
    ) -> tuple[tuple[DashboardGroup, ...], int]:
        """The groups shown, in their order, those without a key last; how many there are in all."""
        if by is None:
            return (), 0
        shown = list(sizes)
        if most is not None and len(shown) > most:
            shown = sorted(shown, key=lambda key: (-sizes[key], key))[:most]
        is_whole = sums is not None or by == Dimension.YEAR or by.value in SMALL
        if sums is None:
            sums = self._kept.groups(by, self._years, shown)
        names = self._known.get(by) or names_of(by, {key for key in shown if key > 0}, self.user)
        shown.sort(key=lambda key: (key <= 0, names[key].order if key > 0 else (key,)))
        return tuple(_group(by, key, sums[key], names.get(key), is_whole) for key in shown), len(sizes)

    def _last_year(self, now: Rate) -> Comparison | None:
        """The official rate of last year's plans one year before; within one plan there is no year before."""
        if self.scope.is_of_one_plan:
            return None
        before = year_before(self.scope)
        if self._kept:
            base, done = replace(self._kept, year=year_of(before)).moved(before.shown.at)
            return comparison(before, now, Rate(done, base))
        stood = self._reading.stood_then(before)
        return comparison(before, now, rate_of(stood)) if stood else None


def dashboard_figures(
    user: User, scope: DashboardScope, by: Dimension | None = None, most: int | None = None
) -> DashboardFigures:
    """The figures of a scope, and its groups. Raises PermissionDenied for a dimension that partners are not shown."""
    return Dashboard(user, scope).figures(by, most)


def curve_of(user: User, scope: DashboardScope) -> Curve:
    """The curve of the year of a scope."""
    return Dashboard(user, scope).curve()


def changes_between(user: User, scope: DashboardScope, first: date, last: date) -> Changes:
    """What changed after `first` and up to `last`, over the activities of the scope that count.

    With a `known` in the scope, both dates are as known then.
    """
    return Dashboard(user, scope).changes(first, last)


def lateness_of(user: User, scope: DashboardScope, limit: int = 10) -> Lateness:
    """The late activities of a scope, the longest late first."""
    return Dashboard(user, scope).lateness(limit)


def _group(by: Dimension, key: int, sums: Sums, named: Named | None, is_whole: bool) -> DashboardGroup:
    if named:
        code, label = named.code, named.label
    elif key == NOTHING:
        code, label = NONE, by.without.capitalize()
    else:
        code, label = "", f"Autres {by.plural}"
    remainder = tuple(amount for amount in sums.amounts("shared_spent", "shared") if amount.value)
    return DashboardGroup(code, label, sums.figures(), sums.total("shared"), remainder, is_whole)
