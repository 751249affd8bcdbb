"""The figures equal an independent recount, written from the rules alone, for random histories at random dates."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programmes.models import Activity, Revision, StatusReport
from reporting.figures import Situation, plan_figures
from tests.factories import PlanFactory

DAY0 = date(2023, 1, 10)
DAYS = 40
days = st.integers(0, DAYS)
statuses = st.sampled_from(["planned", "in_progress", "done", "not_done"])


@dataclass
class Said:
    effective: int
    entered: int
    status: str
    progress: int | None
    spent: int | None
    settled: tuple[str, int] | None  # (review, days after entry)
    corrects: bool  # the one said just before


@dataclass
class Told:
    """One activity: what was said of it, how its end was revised, when it was added and cancelled."""

    end: int | None
    budget: int | None
    weight: int
    revisions: list[tuple[int, int, int]]  # (decided, entered later by, new end)
    added: tuple[int, int] | None  # (on, recorded later by)
    cancelled: tuple[int, int] | None  # (on, entered later by)
    said: list[Said] = field(default_factory=list)


@st.composite
def saids(draw):
    status = draw(statuses)
    return Said(
        effective=draw(days),
        entered=draw(days),
        status=status,
        progress=draw(st.none() | st.integers(0, 99)) if status == "in_progress" else None,
        spent=draw(st.none() | st.integers(0, 9)),
        settled=draw(
            st.none() | st.tuples(st.sampled_from(["approved", "returned", "withdrawn"]), st.integers(0, 9))
        ),
        corrects=draw(st.booleans()),
    )


tolds = st.builds(
    Told,
    end=st.none() | days,
    budget=st.none() | st.integers(0, 20),
    weight=st.integers(1, 3),
    revisions=st.lists(st.tuples(days, st.integers(0, 9), days), max_size=2),
    added=st.none() | st.tuples(days, st.integers(0, 9)),
    cancelled=st.none() | st.tuples(days, st.integers(0, 9)),
    said=st.lists(saids(), max_size=4),
)


def on(day: int) -> date:
    return DAY0 + timedelta(days=day)


def moment(day: int) -> datetime:
    start = datetime(DAY0.year, DAY0.month, DAY0.day, 12, tzinfo=UTC)
    return start + timedelta(days=day)


# --- the rows -------------------------------------------------------------------------------------


def write(told: list[Told]):
    plan = PlanFactory(adopted_on=DAY0)
    for number, one in enumerate(told):
        ends = [one.end, *(new for _, _, new in one.revisions)]
        row = Activity.objects.create(
            plan=plan,
            code=f"A{number}",
            title="Ligne",
            planned_end=None if ends[-1] is None else on(ends[-1]),
            budget=one.budget,
            weight=one.weight,
            added_on=on(one.added[0]) if one.added else None,
            added_recorded_at=moment(sum(one.added)) if one.added else None,
            cancelled_on=on(one.cancelled[0]) if one.cancelled else None,
            status="cancelled" if one.cancelled else "planned",
        )
        # Revisions are entered one after the other, whatever the day of their decision.
        for old, (decided, later, new) in zip(ends, in_order(one), strict=False):
            revise(row, "planned_end", decided, later, on(new), None if old is None else on(old))
        if one.cancelled:
            revise(row, "cancelled_on", *one.cancelled, on(one.cancelled[0]), None)
        write_said(row, one.said)
    return plan


def in_order(one: Told) -> list[tuple[int, int, int]]:
    """The revisions with a day of entry that never goes back."""
    latest, rows = 0, []
    for decided, later, new in one.revisions:
        latest = max(latest, decided + later)
        rows.append((decided, latest, new))
    return rows


def revise(row, name, decided, entered, new, old):
    if name == "cancelled_on":
        entered += decided
    Revision.objects.create(
        activity=row,
        field=name,
        decided_on=on(decided),
        entered_at=moment(entered),
        new_date=new,
        old_date=old,
        reason="Motif",
    )


def write_said(row, said: list[Said]):
    before = None
    for one in said:
        review, after = one.settled or ("pending", None)
        before = StatusReport.objects.create(
            activity=row,
            effective_date=on(one.effective),
            entered_at=moment(one.entered),
            status=one.status,
            progress=one.progress,
            spent=one.spent,
            review=review,
            reviewed_at=None if after is None else moment(one.entered + after),
            review_reason="Motif" if review == "returned" else "",
            corrects=before if one.corrects else None,
        )


# --- the recount ----------------------------------------------------------------------------------


def recount(told: list[Told], at: int, known: int) -> dict:
    counts = dict.fromkeys(("planned", "in_progress", "done", "not_done", "cancelled"), 0)
    found = {
        "late": 0, "due": 0, "due_done": 0, "undated": 0, "reported": 0, "pending": 0,
        "spent": 0, "budget": 0, "known": Fraction(0), "weights": 0, "unknown": 0, "counts": counts,
    }  # fmt: skip
    for one in told:
        if one.added and (one.added[0] > at or sum(one.added) > known):
            continue
        if one.cancelled and one.cancelled[0] <= at and sum(one.cancelled) <= known:
            counts["cancelled"] += 1
        else:
            recount_one(one, at, known, found)
    return found


def recount_one(one: Told, at: int, known: int, found: dict) -> None:
    said = counting(one, at, known)
    last = max(said, key=lambda pair: (pair[1].effective, pair[1].entered, pair[0]), default=(0, None))[1]
    status = last.status if last else "planned"
    found["counts"][status] += 1
    found["reported"] += last is not None
    found["pending"] += last is not None and (last.settled is None or last.entered + last.settled[1] > known)
    end = end_in_force(one, at, known)
    found["undated"] += end is None
    found["due"] += end is not None and end <= at
    found["due_done"] += end is not None and end <= at and status == "done"
    found["late"] += end is not None and end < at and status in {"planned", "in_progress"}
    progress = {"done": 100, "in_progress": last.progress if last else None}.get(status, 0)
    found["weights"] += one.weight
    found["unknown"] += progress is None
    found["known"] += (progress or 0) * one.weight
    if one.budget is not None:
        stated = [pair for pair in said if pair[1].spent is not None]
        stated.sort(key=lambda pair: (pair[1].effective, pair[1].entered, pair[0]))
        found["budget"] += one.budget
        found["spent"] += stated[-1][1].spent if stated else 0


def counting(one: Told, at: int, known: int) -> list[tuple[int, Said]]:
    def live(said: Said) -> bool:
        if said.entered > known:
            return False
        settled = said.settled
        return not (
            settled and settled[0] in {"returned", "withdrawn"} and said.entered + settled[1] <= known
        )

    replaced = {n - 1 for n, said in enumerate(one.said) if n and said.corrects and live(said)}
    return [
        (n, said)
        for n, said in enumerate(one.said)
        if live(said) and n not in replaced and said.effective <= at
    ]


def end_in_force(one: Told, at: int, known: int) -> int | None:
    taken = [
        (decided, entered, n, new)
        for n, (decided, entered, new) in enumerate(in_order(one))
        if decided <= at and entered <= known
    ]
    return max(taken)[3] if taken else one.end


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(tolds, max_size=4), at=days, known=st.integers(0, DAYS + 20))
def test_the_figures_equal_an_independent_recount(told, at, known):
    plan = write(told)
    situation = Situation(on(at), moment(known))
    found = plan_figures(plan, Activity.objects.all(), situation).total
    expected = recount(told, at, known)
    assert {status: found.counts.of(status) for status in expected["counts"]} == expected["counts"]
    assert found.late == expected["late"]
    assert (found.due.done, found.due.due, found.due.undated) == (
        expected["due_done"],
        expected["due"],
        expected["undated"],
    )
    assert (found.coverage.reported, found.pending) == (expected["reported"], expected["pending"])
    assert found.progress.unknown == expected["unknown"]
    assert Fraction(found.progress.known) == expected["known"]
    assert found.progress.weights == expected["weights"]
    assert sum((rate.spent for rate in found.financial), start=Decimal(0)) == expected["spent"]
    assert sum((rate.budget for rate in found.financial), start=Decimal(0)) == expected["budget"]
