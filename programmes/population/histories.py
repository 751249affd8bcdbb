"""The history made up for one activity: what was stated, when, and the state that follows from it. Pure."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

TERMS = 4
LAST_DAY = (12, 20)  # reports of a year are all in before its last days
LIVE = ("pending", "approved")

# Out of a hundred activities: what became of them at the end of the year.
OUTCOMES = ("done",) * 61 + ("in_progress",) * 22 + ("not_done",) * 12 + ("planned",) * 5


class Statement(NamedTuple):
    """One report. Amounts are totals to date in whole units, None where they are not restated."""

    day: date
    status: str
    progress: int | None
    committed: int | None
    spent: int | None
    entered: date
    review: str
    corrects_previous: bool


class State(NamedTuple):
    """What `programmes.summaries` would keep; `latest` is the place of the latest report, None without one."""

    status: str
    progress: int | None
    committed: int | None
    spent: int | None
    day: date | None
    review: str
    latest: int | None


def history(
    rng: Random, *, since: date, quarter: int, budget: int | None, is_open: bool, until: date | None = None
) -> list[Statement]:
    """Four statements spread from `since` to the end of its year.

    `quarter` (0 to 3) is the one planned; in a plan that `is_open` the last statement may wait for validation;
    nothing was stated from `until` on, the day of a cancellation.
    """
    outcome = OUTCOMES[int(rng.random() * len(OUTCOMES))]
    begins = min(quarter, int(rng.random() * 3))
    ends = min(TERMS - 1, quarter + int(rng.random() * 2))
    span = (date(since.year, *LAST_DAY) - since).days
    statements: list[Statement] = []
    for term in range(TERMS):
        day = since + timedelta(days=span * (term + 1) // TERMS - int(rng.random() * 12))
        entered = day + timedelta(days=int(rng.random() * 5))
        corrects = bool(statements) and statements[-1].review in LIVE and rng.random() < 0.02
        if corrects:
            day, entered = statements[-1].day, statements[-1].entered + timedelta(days=2)
        if until is not None and entered >= until:
            break
        status = _status(outcome, term, begins, ends)
        progress = _progress(rng, status, term)
        committed, spent = _amounts(rng, status, term, budget)
        review = _review(rng, is_last=term == TERMS - 1, is_open=is_open)
        statements.append(Statement(day, status, progress, committed, spent, entered, review, corrects))
    return statements


def state_after(statements: list[Statement], *, is_cancelled: bool = False) -> State:
    """The state that follows: the last statement that counts, and the last amounts that such ones stated."""
    counting = [
        place
        for place, statement in enumerate(statements)
        if statement.review in LIVE and not _is_replaced(statements, place)
    ]
    latest = statements[counting[-1]] if counting else None
    status = latest.status if latest else "planned"
    stated = [statements[place] for place in counting]
    return State(
        status="cancelled" if is_cancelled else status,
        progress=latest.progress if latest and not is_cancelled else None,
        committed=next((one.committed for one in reversed(stated) if one.committed is not None), None),
        spent=next((one.spent for one in reversed(stated) if one.spent is not None), None),
        day=latest.day if latest else None,
        review=latest.review if latest else "",
        latest=counting[-1] if counting else None,
    )


def _is_replaced(statements: list[Statement], place: int) -> bool:
    after = statements[place + 1] if place + 1 < len(statements) else None
    return after is not None and after.corrects_previous and after.review in LIVE


def _status(outcome: str, term: int, begins: int, ends: int) -> str:
    if outcome == "done":
        return "done" if term >= ends else "in_progress" if term >= begins else "planned"
    if outcome == "in_progress":
        return "in_progress" if term >= begins else "planned"
    return "not_done" if outcome == "not_done" and term == TERMS - 1 else "planned"


def _progress(rng: Random, status: str, term: int) -> int | None:
    """One in six of those in progress does not say how far."""
    if status != "in_progress" or rng.random() < 0.17:
        return None
    return 5 + 20 * term + 5 * int(rng.random() * 4)


def _amounts(rng: Random, status: str, term: int, budget: int | None) -> tuple[int | None, int | None]:
    """Nothing before the start; then commitments ahead of payments, both growing; one in five restates nothing."""
    if budget is None or status in {"planned", "not_done"} or rng.random() < 0.2:
        return None, None
    share = 1.0 if status == "done" else 0.15 + 0.2 * term
    committed = int(budget * share * (0.9 + 0.1 * rng.random()))
    return committed, int(committed * (0.8 + 0.2 * rng.random()))


def _review(rng: Random, *, is_last: bool, is_open: bool) -> str:
    drawn = rng.random()
    if is_last and is_open and drawn < 0.3:
        return "pending"
    return "returned" if drawn > 0.98 else "withdrawn" if drawn > 0.97 else "approved"
