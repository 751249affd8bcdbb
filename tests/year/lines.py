"""The sixty-eight lines of the plan of 2023 and what each becomes; titles are invented for the test.

The workshop of Ségou counted 42 done, 15 in progress and 11 not done; the five sub-directorates share them as below.
"""

from dataclasses import dataclass
from datetime import date

#: Done, in progress and not done, by sub-directorate: 42, 15 and 11.
SHARES = {1: (9, 3, 2), 2: (9, 3, 2), 3: (8, 3, 3), 4: (8, 3, 2), 5: (8, 3, 2)}
#: Planned ends as people write them, and the day that each means.
ENDS = (
    ("31/03/2023", date(2023, 3, 31)),
    ("juin 2023", date(2023, 6, 30)),
    ("30/06/2023", date(2023, 6, 30)),
    ("T3 2023", date(2023, 9, 30)),
    ("30/11/2023", date(2023, 11, 30)),
    ("15/12/2023", date(2023, 12, 15)),
    ("", None),
)
#: Lines on which something particular happens have the end that it asks for (a rank of ENDS).
CHOSEN_ENDS = {"2.01": 2, "3.02": 2, "3.09": 2, "5.03": 3, "1.05": 5, "2.03": 4, "2.04": 4, "4.01": 5}
LAST_MONTH = 12


@dataclass(frozen=True)
class Planned:
    """One line: how its planned end is written, when it starts, in which month it is done (None: never)."""

    code: str
    department: int
    rank: int
    fate: str
    written_end: str
    end: date | None
    start: int
    done_in: int | None
    budget: int | None

    @property
    def title(self) -> str:
        return f"Activité d’essai {self.code}"

    def heard(self, month: int) -> tuple[str, int | None, int | None] | None:
        """What its agent has to say at the end of a month: status, progress, spent to date."""
        if self.fate == "not_done":
            return ("not_done", None, None) if month == LAST_MONTH else None
        if month < self.start:
            return None
        if self.done_in and month >= self.done_in:
            return ("done", None, self._spent(90)) if month == self.done_in else None
        progress = None if self.rank % 4 == 0 else min(90, 20 * (month - self.start + 1))
        return "in_progress", progress, self._spent(40) if month % 3 == 0 else None

    def _spent(self, share: int) -> int:
        return (self.budget or 500_000) * share // 100


def lines_of_2023() -> list[Planned]:
    """The plan, sub-directorate by sub-directorate."""
    lines: list[Planned] = []
    for department, (done, in_progress, not_done) in SHARES.items():
        fates = ["done"] * done + ["in_progress"] * in_progress + ["not_done"] * not_done
        for number, fate in enumerate(fates, start=1):
            lines.append(_planned(f"{department}.{number:02}", department, fate, len(lines)))
    return lines


def _planned(code: str, department: int, fate: str, rank: int) -> Planned:
    written, end = ENDS[CHOSEN_ENDS.get(code, rank % len(ENDS))]
    ends_in = end.month if end else 7
    late = 1 if rank % 3 == 0 and code not in CHOSEN_ENDS else 0
    return Planned(
        code=code,
        department=department,
        rank=rank,
        fate=fate,
        written_end=written,
        end=end,
        start=max(2, ends_in - 2),
        done_in=min(LAST_MONTH, ends_in + late) if fate == "done" else None,
        budget=None if rank % 9 == 0 else 1_000_000 * (1 + rank % 5),
    )


LINES = lines_of_2023()
