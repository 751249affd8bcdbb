"""What the address of a dashboard asks: a year, filters, two dates, by what; and the addresses beside it.

Filters are named as those of the list of activities: the same query narrows both.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

from accounts.models import User
from programmes.dimensions import NONE, Dimension
from programmes.filter_fields import FIRST_YEAR, LAST_YEAR
from programmes.models import ActionPlan
from programmes.owners import Owner, owner_of
from reporting.figures.dashboard import DashboardScope, Seen, dimensions_for
from reporting.figures.dashboard.keys import QUARTERS, key_of, names_of
from reporting.views.dates import AskedDates

ALL_YEARS = "all"

#: From the widest to the narrowest: of several in an address the narrowest holds.
PLACES = (Dimension.REGION, Dimension.CERCLE, Dimension.COMMUNE)

#: By what a group is looked into once it is chosen.
NEXT = {
    Dimension.PLAN: Dimension.DEPARTMENT,
    Dimension.PROGRAMME: Dimension.PLAN,
    Dimension.DEPARTMENT: Dimension.PROGRAMME,
    Dimension.PARTNER: Dimension.PROGRAMME,
    Dimension.SOURCE: Dimension.PROGRAMME,
    Dimension.REGION: Dimension.CERCLE,
    Dimension.CERCLE: Dimension.COMMUNE,
    Dimension.COMMUNE: Dimension.PROGRAMME,
    Dimension.SECTOR: Dimension.PROGRAMME,
    Dimension.KIND: Dimension.PROGRAMME,
    Dimension.QUARTER: Dimension.PROGRAMME,
    Dimension.YEAR: Dimension.PROGRAMME,
}

#: What the table of groups shows.
EXECUTION, MONEY = "", "argent"


@dataclass(frozen=True)
class Narrowing:
    """A filter in force: what it says, and the address of the page without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Choice:
    """One of several ways to look at the page."""

    label: str
    url: str
    is_current: bool


class AskedScope:
    """The scope of a page, and the addresses of the pages beside it."""

    def __init__(self, request: HttpRequest) -> None:
        self.user: User = request.user
        self.asked = request.GET
        self.path = request.path
        self.dates = AskedDates(request)
        self.offered = offered_to(self.user)
        self.seen = Seen(self.user)
        self.owners = self.seen.owners
        filters = self._filters()
        owner = self._owner(filters)
        self.years = self.seen.years(owner)
        self.scope = DashboardScope(self._year(), filters, self.dates.situation, owner)
        self.by = self._by()
        self.way = self.asked.get("forme", "")
        self.view = MONEY if self.asked.get("montre") == MONEY else EXECUTION

    def _owner(self, filters: tuple[tuple[Dimension, str], ...]) -> Owner:
        """Whose plans: as asked, those of the plan it is filtered by, else those the reader has something of."""
        code = dict(filters).get(Dimension.PLAN)
        plan = code and ActionPlan.objects.visible_to(self.user).filter(code=code).first()
        if plan:
            return owner_of(plan.programme_id)
        asked = self.asked.get("owner", "")
        return next(
            (one for one in Owner if one == asked), self.owners[0] if self.owners else Owner.DEPARTMENT
        )

    def _year(self) -> int | None:
        asked = self.asked.get("year", "")
        if asked == ALL_YEARS:
            return None
        if asked.isascii() and asked.isdecimal() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR:
            return int(asked)
        own = self.dates.shown.at.year
        return next((year for year in self.years if year <= own), self.years[0] if self.years else own)

    def _filters(self) -> tuple[tuple[Dimension, str], ...]:
        found = {
            dimension: code.replace("\x00", "")[:200]
            for dimension in Dimension
            if dimension != Dimension.YEAR and (code := self.asked.get(dimension))
        }
        for wider, narrower in ((PLACES[:2], PLACES[2]), (PLACES[:1], PLACES[1])):
            if narrower in found and found[narrower] != NONE:
                for one in wider:
                    found.pop(one, None)
        return tuple(found.items())

    def _by(self) -> Dimension:
        asked = self.asked.get("par", "")
        return next((one for one in self.offered if one == asked), self._usual_by())

    def _usual_by(self) -> Dimension:
        wanted = Dimension.DEPARTMENT
        while wanted not in self.offered or self.scope.value_of(wanted) is not None:
            wanted = NEXT[wanted]
        return wanted

    @property
    def has_blanks(self) -> bool:
        """Whether the address holds boxes left empty, as a form sends them: it is shorter without."""
        return "" in self.asked.values()

    @property
    def year_label(self) -> str:
        """« Exercice 2026 », « Tous les exercices, plans des programmes » where whose plans can be chosen."""
        years = "Tous les exercices" if self.scope.year is None else f"Exercice {self.scope.year}"
        return f"{years}, {self.scope.owner.label}" if self.owner_choices() else years

    @property
    def described(self) -> str:
        """« exercice 2026, plans des structures, domaine : eau »: what is looked at, but for the dates."""
        filters = (f"{one.label.lower()}\u00a0: {one.value}" for one in self.narrowings())
        return ", ".join((self.year_label[:1].lower() + self.year_label[1:], *filters))

    def address(self, name: str, *args: str, scope: DashboardScope | None = None, **more: str) -> str:
        """The page of that name, of this scope or of another; `par` and `montre` are kept unless told otherwise."""
        shown = {"par": self.by.value, "montre": self.view} | more
        pairs = pairs_of(scope or self.scope) + [(key, value) for key, value in shown.items() if value]
        return f"{reverse(name, args=args)}?{urlencode(pairs)}"

    def beside(self, scope: DashboardScope | None = None, **more: str) -> str:
        """The same page, of another scope or otherwise looked at."""
        return self.address("reporting:dashboard", scope=scope, **more)

    def narrowed(self, dimension: Dimension, code: str) -> str:
        """The dashboard of one group, looked into by what comes next."""
        if dimension == Dimension.YEAR:
            scope = replace(self.scope, year=int(code))
        else:
            scope = self.scope.with_filter(dimension, code)
            if dimension in PLACES:
                for one in PLACES[: PLACES.index(dimension)]:
                    scope = scope.without_filter(one)
        following = NEXT[dimension] if NEXT[dimension] in self.offered else Dimension.PROGRAMME
        if scope.value_of(following) is not None:
            following = self.by
        return self.beside(scope, par=following.value)

    def narrowings(self) -> list[Narrowing]:
        """The filters in force."""
        return [
            Narrowing(
                capfirst(dimension.label),
                name_of(dimension, code, self.user),
                self.address_here(self.scope.without_filter(dimension)),
            )
            for dimension, code in self.scope.filters
        ]

    def address_here(self, scope: DashboardScope | None = None, **more: str) -> str:
        """The page at hand, of another scope or otherwise looked at."""
        kept = {"par": self.by.value, "montre": self.view} | {
            name: self.asked[name] for name in ("du", "au", "forme") if name in self.asked
        }
        pairs = [(key, value) for key, value in (kept | more).items() if value]
        return f"{self.path}?{urlencode(pairs_of(scope or self.scope) + pairs)}"

    def owner_choices(self) -> list[Choice]:
        """Plans of structures and plans of programmes, which are never added up; nothing where there is no choice."""
        owners = {*self.owners, self.scope.owner}
        if len(owners) < 2 or self.scope.is_of_one_plan:
            return []
        return [
            Choice(
                capfirst(one.label),
                self.address_here(replace(self.scope, owner=one)),
                one == self.scope.owner,
            )
            for one in Owner
        ]

    def year_choices(self) -> list[Choice]:
        """All the years that hold something, the latest first, then all together."""
        years = sorted({*self.years, *({self.scope.year} - {None})}, reverse=True)
        found = [
            Choice(str(year), self.address_here(replace(self.scope, year=year)), year == self.scope.year)
            for year in years
        ]
        together = self.address_here(replace(self.scope, year=None))
        return [*found, Choice("Tous", together, self.scope.year is None)]

    def by_choices(self) -> list[Choice]:
        """The dimensions the groups may be told apart by."""
        return [
            Choice(capfirst(one.label), self.address_here(par=one.value), one == self.by)
            for one in self.offered
            if one != Dimension.YEAR or self.scope.year is None
        ]


def offered_to(user: User) -> tuple[Dimension, ...]:
    """The dimensions a reader may tell activities apart by: those that the list of activities opens for them too."""
    return dimensions_for(user)


def name_of(dimension: Dimension, code: str, user: User) -> str:
    """What a code names for this reader; the code itself where it names nothing they may see."""
    if code == NONE:
        return dimension.without
    if dimension == Dimension.QUARTER:
        return QUARTERS.get(int(code), code) if code.isdecimal() and len(code) == 1 else code
    key = key_of(dimension, code, user)
    named = names_of(dimension, {key}, user) if key else {}
    return named[key].label if key in named else code


def pairs_of(scope: DashboardScope) -> list[tuple[str, str]]:
    """A scope as the parameters of an address."""
    pairs = [] if scope.is_of_one_plan else [("owner", scope.owner.value)]
    pairs += [("year", ALL_YEARS if scope.year is None else str(scope.year))]
    pairs += [(dimension.value, code) for dimension, code in scope.filters]
    if scope.situation:
        pairs.append(("at", scope.situation.at.isoformat()))
        if scope.situation.known:
            pairs.append(("known", scope.situation.known.date().isoformat()))
    return pairs
