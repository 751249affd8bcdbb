"""The rules of the figures, written again over rows as Django's `dumpdata` gives them."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

OPEN = ("planned", "in_progress")
GONE = ("returned", "withdrawn")


MONEY = ("financial", "commitment", "spent_unstated", "committed_unstated", "cancelled_spent")


@dataclass(frozen=True)
class Scope:
    """What a dashboard is asked: whose plans, a year or all, groups by dimension (None: those without one)."""

    owner: str
    year: int | None
    filters: dict[str, int | None]


@dataclass(frozen=True)
class Stand:
    """Where one activity stood; amounts are None where nothing was stated."""

    key: int
    status: str
    progress: int | Fraction | None
    weight: Fraction
    end: date | None
    budget: Fraction | None
    committed: Fraction | None
    spent: Fraction | None
    currency: str
    late: bool
    due: bool
    added: bool
    first: date | None
    waits: bool


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text.replace("Z", "+00:00"))


def amount(text: str | None) -> Fraction | None:
    return Fraction(text) if text not in (None, "") else None


class Rows:
    """The exported rows, by table and key."""

    def __init__(self, exported: str) -> None:
        self.tables: dict[str, dict[int, dict]] = defaultdict(dict)
        for row in json.loads(exported):
            self.tables[row["model"].partition(".")[2]][row["pk"]] = row["fields"]
        self.plans = self.tables["actionplan"]
        self.activities = self.tables["activity"]
        self.reports = self._of_activity("statusreport")
        self.revisions = self._of_activity("revision")
        self.funding = self._of_activity("funding")

    def _of_activity(self, table: str) -> dict[int, list[dict]]:
        found = defaultdict(list)
        for key, row in sorted(self.tables[table].items()):
            found[row["activity"]].append({**row, "pk": key})
        return found

    def key_of(self, table: str, name: str) -> int:
        """The key of the row that has this code."""
        return next(pk for pk, row in self.tables[table].items() if name in (row.get("code"), row.get("key")))

    # --- who sees what

    def seen_by(self, user: int | None) -> set[int]:
        """All the activities, or those that concern the partners a person belongs to."""
        if user is None:
            return set(self.activities)
        mine = {pk for pk, row in self.tables["partner"].items() if user in row["members"]}
        programmes = {
            row["programme"]
            for table in ("participation", "contribution")
            for row in self.tables[table].values()
            if row["partner"] in mine
        }
        paid = {key for key in self.activities if mine & self.partners(key)}
        programmes |= {self.activities[key]["programme"] for key in paid} - {None}
        programmes |= {pk for pk, row in self.tables["programme"].items() if row["parent"] in programmes}
        return {
            key
            for key, row in self.activities.items()
            if self.plans[row["plan"]]["adopted_on"]
            and (
                key in paid
                or row["programme"] in programmes
                or self.plans[row["plan"]]["programme"] in programmes
            )
        }

    # --- what an activity belongs to

    def sources(self, key: int) -> set[int]:
        return {line["source"] for line in self.funding[key]}

    def partners(self, key: int) -> set[int]:
        return {self.tables["fundingsource"][source]["partner"] for source in self.sources(key)} - {None}

    def programmes(self, key: int) -> set[int]:
        row = self.activities[key]
        own = {row["programme"], self.plans[row["plan"]]["programme"]} - {None}
        return own | ({self.tables["programme"][one]["parent"] for one in own} - {None})

    def places(self, key: int, level: str) -> set[int]:
        """The places of a level that hold one of those of the activity, or are one."""
        table, found = self.tables["place"], set()
        for place in self.activities[key]["places"]:
            found |= {place, table[place]["region"], table[place]["cercle"]} - {None}
        return {place for place in found if table[place]["level"] == level}

    def year(self, key: int) -> int:
        return self.plans[self.activities[key]["plan"]]["year"]

    def owner(self, key: int) -> str:
        """Whose plan an activity is in; the two kinds are never added up."""
        plan = self.plans[self.activities[key]["plan"]]
        return "department" if plan["programme"] is None else "programme"

    def groups(self, dimension: str, one: "Stand") -> set[int]:
        """The groups of a dimension that an activity belongs to, as it stood; none: an empty set."""
        key = one.key
        row = self.activities[key]
        if dimension in {"region", "cercle", "commune"}:
            return self.places(key, dimension)
        if dimension == "year":
            return {self.year(key)}
        if dimension == "quarter":
            return {(one.end.month + 2) // 3} if one.end and one.end.year == self.year(key) else set()
        several = {"source": self.sources, "partner": self.partners, "programme": self.programmes}
        return several[dimension](key) if dimension in several else {row[dimension]} - {None}

    # --- at a date

    def counting(self, key: int, at: date, known: datetime | None, *, as_closed: bool = False) -> list[dict]:
        """The reports that count, the latest last; those of a closed plan up to its closing where it is so asked."""
        closed = day(self.plans[self.activities[key]["plan"]]["closed_on"])
        if as_closed and closed:
            at = min(at, closed)

        def stands(one: dict) -> bool:
            if known is not None and moment(one["entered_at"]) > known:
                return False
            if one["review"] not in GONE:
                return True
            return known is not None and moment(one["reviewed_at"]) > known

        replaced = {one["corrects"] for one in self.reports[key] if stands(one)}
        own = [
            one
            for one in self.reports[key]
            if stands(one) and one["pk"] not in replaced and day(one["effective_date"]) <= at
        ]
        return sorted(own, key=lambda one: (one["effective_date"], moment(one["entered_at"]), one["pk"]))

    def in_force(self, key: int, name: str, at: date, known: datetime | None):
        """(whether a decision was ever taken, the value in force): the last decision taken and entered by then."""
        every = [one for one in self.revisions[key] if one["field"] == name]
        taken = [
            one
            for one in every
            if day(one["decided_on"]) <= at and (known is None or moment(one["entered_at"]) <= known)
        ]
        value = "new" if name == "budget" else "new_date"
        if taken:
            last = max(taken, key=lambda one: (one["decided_on"], moment(one["entered_at"]), one["pk"]))
            return last[value]
        if every:
            first = min(every, key=lambda one: (moment(one["entered_at"]), one["pk"]))
            return first[value.replace("new", "old")]
        return self.activities[key][name]

    def stand(self, key: int, at: date, known: datetime | None, *, as_closed: bool = False) -> Stand | None:
        """Where an activity stood; None where it did not count yet."""
        row = self.activities[key]
        plan = self.plans[row["plan"]]
        adopted, added = day(plan["adopted_on"]), day(row["added_on"])
        if adopted is None or adopted > at or (added and added > at):
            return None
        if added and known is not None and moment(row["added_recorded_at"]) > known:
            return None
        reports = self.counting(key, at, known, as_closed=as_closed)
        last = reports[-1] if reports else None
        status = last["status"] if last else "planned"
        cancelled = day(self.in_force(key, "cancelled_on", at, known))
        if cancelled and cancelled <= at:
            status = "cancelled"
        end = day(self.in_force(key, "planned_end", at, known))
        progress = amount(last["progress"]) if last and status == "in_progress" else Fraction(0)
        settled = moment(last["reviewed_at"]) if last else None
        if known is None:
            waits = bool(last) and last["review"] == "pending"
        else:
            waits = bool(last) and (settled is None or settled > known)
        return Stand(
            key=key,
            status=status,
            progress=Fraction(100) if status == "done" else progress,
            weight=Fraction(row["weight"]),
            end=end,
            budget=amount(self.in_force(key, "budget", at, known)),
            committed=_last(reports, "committed"),
            spent=_last(reports, "spent"),
            currency=row["currency"],
            late=status in OPEN and end is not None and end < min(at, day(plan["closed_on"]) or at),
            due=end is not None and end <= at,
            added=added is not None,
            first=min((day(one["effective_date"]) for one in reports), default=None),
            waits=waits,
        )

    def stands(
        self, keys: set[int], at: date, known: datetime | None, *, as_closed: bool = False
    ) -> list[Stand]:
        """Those of a set that counted then, in the order of their keys."""
        found = (self.stand(key, at, known, as_closed=as_closed) for key in sorted(keys))
        return [one for one in found if one]

    # --- what a dashboard looks at

    def chosen(
        self, seen: set[int], scope: "Scope", at: date, known: datetime | None, *, as_closed: bool = False
    ) -> list[Stand]:
        """The activities of a scope as they stood, every link of a chain."""
        keys = {
            key for key in seen if self.owner(key) == scope.owner and scope.year in {None, self.year(key)}
        }
        found = self.stands(keys, at, known, as_closed=as_closed)
        for dimension, group in scope.filters.items():
            found = [one for one in found if group in (self.groups(dimension, one) or {None})]
        return found

    def grouped(self, dimension: str, stands: list[Stand]) -> dict[int | None, dict]:
        """The figures of each group; None for those that have none. Funders have the money of what they fund alone."""
        members: dict[int | None, list[Stand]] = defaultdict(list)
        for one in stands:
            for group in self.groups(dimension, one) or {None}:
                members[group].append(one)
        found = {}
        for group, own in members.items():
            own = own if dimension == "plan" else self.together(own)
            found[group] = figures(own)
            if dimension in {"source", "partner"}:
                alone = figures([one for one in own if not self._is_shared(dimension, one.key)])
                found[group] |= {name: alone[name] for name in MONEY}
        return found

    def _is_shared(self, dimension: str, key: int) -> bool:
        """Several sources; for a partner, sources that are not all of one."""
        if dimension == "source":
            return len(self.sources(key)) > 1
        return len({self.tables["fundingsource"][source]["partner"] for source in self.sources(key)}) > 1

    # --- over several plans

    def together(self, stands: list[Stand]) -> list[Stand]:
        """Each chain of carried-over activities as its latest link; money along the chain, every weight 1."""
        held = {one.key: one for one in stands}
        before = {key: self._earlier(key, held) for key in held}
        carried = set(before.values())
        return [self._merged(one, held, before) for one in stands if one.key not in carried]

    def _earlier(self, key: int, held: dict[int, Stand]) -> int | None:
        step = self.activities[key]["carried_from"]
        while step is not None and step not in held:
            step = self.activities[step]["carried_from"]
        return step

    def _merged(self, last: Stand, held: dict[int, Stand], before: dict[int, int | None]) -> Stand:
        chain = []
        step = before[last.key]
        while step is not None:
            chain.append(held[step])
            step = before[step]
        budget, money = last.budget, {"spent": last.spent, "committed": last.committed}
        for one in chain:
            if one.currency != last.currency:
                continue
            spent = one.spent or Fraction(0)
            if budget is None:
                budget = one.budget
            else:
                budget += spent if one.budget is None else min(spent, one.budget)
            for name, known in money.items():
                more = getattr(one, name)
                if more is not None:
                    money[name] = more if known is None else known + more
        first = chain[-1] if chain else last
        return Stand(
            **{**last.__dict__, "budget": budget, **money, "weight": Fraction(1), "added": first.added}
        )


def _last(reports: list[dict], name: str) -> Fraction | None:
    stated = [one[name] for one in reports if one[name] is not None]
    return amount(stated[-1]) if stated else None


def figures(stands: list[Stand]) -> dict:
    """Every figure of a set, under the names that the portal gives to programs."""
    base = [one for one in stands if one.status != "cancelled"]
    initial = [one for one in base if not one.added]
    due = [one for one in base if one.due]
    counts = Counter(one.status for one in stands)
    reported = [one for one in base if one.first]
    return {
        "counts": {name: counts[name] for name in (*OPEN, "done", "not_done", "cancelled")},
        "base": len(base),
        "late": sum(one.late for one in base),
        "added": sum(one.added for one in base),
        "pending": sum(one.waits for one in base),
        "coverage": (len(reported), len(base), min((one.first for one in reported), default=None)),
        "execution": (_done(base), len(base)),
        "initial": (_done(initial), len(initial)),
        "progress": (
            sum((one.progress * one.weight for one in base if one.progress is not None), Fraction(0)),
            sum((one.weight for one in base), Fraction(0)),
            sum(one.progress is None for one in base),
        ),
        "due": (_done(due), len(due), sum(one.end is None for one in base)),
        "financial": _money(base, "spent"),
        "commitment": _money(base, "committed"),
        "spent_unstated": sum(one.budget is not None and one.spent is None for one in base),
        "committed_unstated": sum(one.budget is not None and one.committed is None for one in base),
        "cancelled_spent": _by_currency(one for one in stands if one.status == "cancelled"),
    }


def as_told(data: dict) -> dict:
    """The same figures out of the JSON of the portal; what it does not say of a group is left out."""
    rates, since = data["rates"], data["coverage"].get("since")
    found = {
        "counts": data["counts"],
        "base": data["base"],
        "late": data["late"],
        "added": data["added"],
        "pending": data["pending"],
        "coverage": (*_pair(data["coverage"]), day(since)),
        "execution": _pair(rates["execution"]),
        "initial": _pair(rates["initial"]),
        "progress": (*_pair(rates["progress"]), rates["progress"]["unknown"]),
        "financial": _told_money(rates["financial"]),
        "commitment": _told_money(rates["commitment"]),
        "spent_unstated": data["spent_unstated"],
        "committed_unstated": data["committed_unstated"],
        "cancelled_spent": {one["currency"]: Fraction(one["amount"]) for one in data["cancelled_spent"]},
    }
    if "due" in rates:
        found["due"] = (*_pair(rates["due"]), rates["due"]["undated"])
    if "since" not in data["coverage"]:
        found["coverage"] = found["coverage"][:2]
    return found


def said_of(expected: dict, told: dict) -> dict:
    """What is expected, without what the portal does not say of a group."""
    found = {name: expected[name] for name in told}
    if len(told["coverage"]) == 2:
        found["coverage"] = expected["coverage"][:2]
    return found


def rate_parts(numerator: int, denominator: int) -> tuple[str, str]:
    """« 61,76 % » (« 50 % » where it is whole) and « 42 / 68 », with plain spaces."""
    hundredths = Decimal((numerator * 20000 + denominator) // (2 * denominator)) / 100
    percent = f"{hundredths:.2f}".removesuffix(".00").replace(".", ",")
    return f"{percent} %", f"{numerator} / {denominator}"


def _done(stands: list[Stand]) -> int:
    return sum(one.status == "done" for one in stands)


def _money(base: list[Stand], name: str) -> dict[str, tuple]:
    """By currency: spent and budget of those that have one, the number of the others, and what they spent."""
    found = {}
    for currency in {one.currency for one in base}:
        own = [one for one in base if one.currency == currency]
        sides = {has: [one for one in own if (one.budget is not None) == has] for has in (True, False)}
        spent = {has: sum((getattr(one, name) or 0 for one in sides[has]), Fraction(0)) for has in sides}
        budget = sum((one.budget for one in sides[True]), Fraction(0))
        found[currency] = (spent[True], budget, len(sides[False]), spent[False])
    return found


def _by_currency(stands) -> dict[str, Fraction]:
    found: dict[str, Fraction] = defaultdict(Fraction)
    for one in stands:
        if one.spent is not None:
            found[one.currency] += one.spent
    return dict(found)


def _told_money(rates: list[dict]) -> dict[str, tuple]:
    return {one["currency"]: (*_pair(one), one["without_budget"], Fraction(one["left_out"])) for one in rates}


def _pair(rate: dict) -> tuple[Fraction, Fraction]:
    return Fraction(rate["numerator"]), Fraction(rate["denominator"])
