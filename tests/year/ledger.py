"""What happened, noted as it happened, and counted by hand: nothing here is the portal's.

A fact is noted with two times: the day it was true, the moment it was entered. A figure is asked at two times too.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

OPEN = ("planned", "in_progress")
TAKEN_BACK = ("returned", "withdrawn")


@dataclass
class Said:
    """One statement. `settled` is when and how somebody went over it; `replaces` the statement it corrects."""

    code: str
    day: date
    entered: datetime
    status: str
    progress: int | None = None
    spent: int | None = None
    replaces: "Said | None" = None
    settled: tuple[datetime, str] | None = None


@dataclass(frozen=True)
class Decided:
    """A decision about a line: its planned end, or its cancellation (`end` is then of no use)."""

    code: str
    day: date
    entered: datetime
    end: date | None = None
    cancels: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the plan; `added` and `added_entered` for one that came after the adoption."""

    code: str
    department: str
    end: date | None
    budget: int | None
    added: date | None = None
    added_entered: datetime | None = None


@dataclass
class Ledger:
    """All that happened to one plan."""

    entries: dict[str, Entry] = field(default_factory=dict)
    said: dict[str, list[Said]] = field(default_factory=dict)
    decided: list[Decided] = field(default_factory=list)
    adopted: date | None = None
    closed: date | None = None

    def note(self, said: Said) -> Said:
        """Write down a statement."""
        self.said.setdefault(said.code, []).append(said)
        return said

    def last(self, code: str) -> Said:
        """The statement entered last about a line."""
        return self.said[code][-1]

    def waiting(self, code: str) -> list[Said]:
        """The statements about a line that nobody has gone over yet."""
        return [one for one in self.said.get(code, ()) if one.settled is None and self.counts(one, None)]

    # --- at a date

    def stood(self, said: Said, known: datetime | None) -> bool:
        """Whether a statement had been entered, and not been taken back."""
        if known is not None and said.entered > known:
            return False
        if said.settled is None or said.settled[1] not in TAKEN_BACK:
            return True
        return known is not None and said.settled[0] > known

    def counts(self, said: Said, known: datetime | None) -> bool:
        """It stands, and no correction that stands takes its place."""
        corrections = (one for one in self.said[said.code] if one.replaces is said)
        return self.stood(said, known) and not any(self.stood(one, known) for one in corrections)

    def statements(self, code: str, at: date, known: datetime | None) -> list[Said]:
        """Those that count, the latest last: by day, then by entry."""
        own = [
            (one.day, one.entered, rank, one)
            for rank, one in enumerate(self.said.get(code, ()))
            if one.day <= at and self.counts(one, known)
        ]
        return [row[-1] for row in sorted(own, key=lambda row: row[:3])]

    def decisions(self, code: str, at: date, known: datetime | None, *, cancels: bool) -> list[Decided]:
        """What had been decided of a line, the latest last."""
        own = [
            one
            for one in self.decided
            if one.code == code
            and one.cancels == cancels
            and one.day <= at
            and (known is None or one.entered <= known)
        ]
        return sorted(own, key=lambda one: (one.day, one.entered))

    def stand(self, entry: Entry, at: date, known: datetime | None) -> dict:
        """Where one line stood."""
        statements = self.statements(entry.code, at, known)
        latest = statements[-1] if statements else None
        revised = self.decisions(entry.code, at, known, cancels=False)
        end = revised[-1].end if revised else entry.end
        status = latest.status if latest else "planned"
        if self.decisions(entry.code, at, known, cancels=True):
            status = "cancelled"
        amounts = [one.spent for one in statements if one.spent is not None]
        waits = latest is not None and (
            latest.settled is None or (known is not None and latest.settled[0] > known)
        )
        return {
            "entry": entry,
            "status": status,
            "progress": {"in_progress": latest and latest.progress, "done": 100}.get(status, 0),
            "spent": amounts[-1] if amounts else None,
            "end": end,
            "late": status in OPEN and end is not None and end < min(at, self.closed or at),
            "due": end is not None and end <= at,
            "waits": waits,
            "since": statements and min(one.day for one in statements),
        }

    def stands(self, at: date, known: datetime | None = None) -> list[dict]:
        """Every line of the plan as it stood; none before the adoption."""
        if self.adopted is None or at < self.adopted:
            return []
        return [
            self.stand(entry, at, known)
            for entry in self.entries.values()
            if entry.added is None or (entry.added <= at and (known is None or entry.added_entered <= known))
        ]

    def figures(self, at: date, known: datetime | None = None) -> dict:
        """Every figure that the page of the plan shows, under names of our own."""
        rows = self.stands(at, known)
        base = [row for row in rows if row["status"] != "cancelled"]
        initial = [row for row in base if row["entry"].added is None]
        due = [row for row in base if row["due"]]
        funded = [row for row in base if row["entry"].budget is not None]
        others = [row for row in base if row["entry"].budget is None]
        reported = [row for row in base if row["since"]]
        return {
            "counts": dict(Counter(row["status"] for row in rows)),
            "execution": (done_of(base), len(base)),
            "initial": (done_of(initial), len(initial)),
            "due": (done_of(due), len(due)),
            "undated": sum(row["end"] is None for row in base),
            "late": sum(row["late"] for row in base),
            "pending": sum(row["waits"] for row in base),
            "progress": (
                sum(row["progress"] for row in base if row["progress"] is not None),
                sum(row["progress"] is None for row in base),
            ),
            "coverage": (len(reported), len(base), min((row["since"] for row in reported), default=None)),
            "money": (spent_of(funded), sum(row["entry"].budget for row in funded)),
            "left out": (len(others), spent_of(others)),
            "unstated": sum(row["spent"] is None for row in funded),
            "departments": {
                name: (done_of(own), len(own))
                for name in sorted({row["entry"].department for row in base})
                for own in [[row for row in base if row["entry"].department == name]]
            },
        }


def done_of(rows: list[dict]) -> int:
    return sum(row["status"] == "done" for row in rows)


def spent_of(rows: list[dict]) -> int:
    return sum(row["spent"] or 0 for row in rows)


def rate_text(done: int, base: int) -> str:
    """« 42 / 68 = 61,76 % », as the portal prints it, with plain spaces."""
    exact = Decimal(done) * 100 / Decimal(base)
    rounded = exact.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return f"{done} / {base} = {rounded:f} %".replace(".", ",")


def as_shown(data: dict) -> dict:
    """The same figures out of what the portal gives to programs."""
    rates = data["rates"]
    financial = rates["financial"][0] if rates["financial"] else {}
    since = data["coverage"]["since"]
    return {
        "counts": {status: count for status, count in data["counts"].items() if count},
        "execution": _pair(rates["execution"]),
        "initial": _pair(rates["initial"]),
        "due": _pair(rates["due"]),
        "undated": rates["due"]["undated"],
        "late": data["late"],
        "pending": data["pending"],
        "progress": (_whole(rates["progress"]["numerator"]), rates["progress"]["unknown"]),
        "coverage": (*_pair(data["coverage"]), since and date.fromisoformat(since)),
        "money": _pair(financial),
        "left out": (financial.get("without_budget", 0), _whole(financial.get("left_out", "0"))),
        "unstated": data["spent_unstated"],
        "departments": {group["code"]: _pair(group["rates"]["execution"]) for group in data["departments"]},
    }


def _pair(rate: dict) -> tuple[int, int]:
    return _whole(rate.get("numerator", "0")), _whole(rate.get("denominator", "0"))


def _whole(text: str) -> int:
    """Every number of the story is whole: « 176000000.00 » is one, half a franc is a fault."""
    assert Decimal(text) % 1 == 0, text
    return int(Decimal(text))
