"""Recognising activities that have no code, by their title in their plan, and giving the new ones a code."""

from collections import defaultdict

from rapidfuzz import fuzz, process

from communes.text import normalise
from programmes.imports.faults import Choice, Question
from programmes.imports.lookups import Lookups, Stored
from programmes.imports.options import Act, name_key
from programmes.imports.readings import shown
from programmes.imports.rows import RowReading
from programmes.imports.tables import Table
from programmes.models import ActionPlan, Activity

# Two titles this alike (0 to 100) may be one activity whose title was mended: it is asked, never taken.
ALIKE = 85
NEW = "new"


class ActivityTitles:
    """The activities of plans by title, and which of them the rows of the file have already taken.

    A plan may hold one title several times (a yearly round of supervision): the first row that bears it is the first
    of them in the plan's order, the second the second.
    """

    def __init__(self, stored: Stored, lookups: Lookups) -> None:
        self.stored = stored
        self.lookups = lookups
        self.in_file: set[str] = set()
        self._by_title: dict[int, dict[str, list[Activity]]] = {}
        self._codes: dict[int, set[str]] = {}

    def begin(self, table: Table) -> None:
        """Before the rows of a table: the titles it holds are not taken for the mended title of another row."""
        index = next((place for place, column in table.columns.items() if column.name == "title"), None)
        if index is not None:
            self.in_file |= {normalise(str(cells[index])) for _, cells in table.rows() if index < len(cells)}

    def code_for(self, row: RowReading, rank: int) -> str:
        """The code of the activity that a row is about, or a new one; asks in `row.questions` when it is not sure."""
        plan, title = row.fields["plan"], row.fields.get("title") or ""
        self._load(plan)
        known = self._by_title[plan.pk][normalise(title)]
        if known:
            return self._taken(plan, self._of_objective(known, row))
        if near := self._nearest(plan, title):
            answer = self.lookups.answers.get(key := name_key("activities", title))
            if answer is None:
                row.questions.append(_question(row, title, near, key))
            if answer is None or answer.act is Act.ACCEPT or answer.value == str(near.pk):
                return self._taken(plan, near)
        return self._new_code(plan, rank)

    def _load(self, plan: ActionPlan) -> None:
        if plan.pk in self._by_title:
            return
        self.stored.load({"plan": plan})
        found: dict[str, list[Activity]] = defaultdict(list)
        own = [one for one in self.stored.by_key.values() if one.plan_id == plan.pk]
        for activity in sorted(own, key=lambda one: (one.position, one.pk)):
            found[normalise(activity.title)].append(activity)
        self._by_title[plan.pk] = found
        self._codes[plan.pk] = {activity.code.casefold() for activity in own}

    @staticmethod
    def _of_objective(known: list[Activity], row: RowReading) -> Activity:
        """Of several with one title, the first of the row's objective and department; else the first."""
        told = {f"{name}_id": getattr(row.fields.get(name), "pk", None) for name in ("result", "department")}
        same = [one for one in known if all(v is None or getattr(one, n) == v for n, v in told.items())]
        return (same or known)[0]

    def _taken(self, plan: ActionPlan, activity: Activity) -> str:
        self._by_title[plan.pk][normalise(activity.title)].remove(activity)
        return activity.code

    def _nearest(self, plan: ActionPlan, title: str) -> Activity | None:
        free = {
            text: bearers[0]
            for text, bearers in self._by_title[plan.pk].items()
            if bearers and text not in self.in_file
        }
        found = process.extractOne(normalise(title), list(free), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return free[found[0]] if found else None

    def _new_code(self, plan: ActionPlan, rank: int) -> str:
        """« A-07 » for the seventh row, or the next that is free."""
        number = rank
        while (code := f"A-{number:02}").casefold() in self._codes[plan.pk]:
            number += 1
        self._codes[plan.pk].add(code.casefold())
        return code


def _question(row: RowReading, title: str, near: Activity, key: str) -> Question:
    message = (
        f"«\u00a0{shown(title)}\u00a0» n’est pas dans le plan\u00a0: est-ce l’activité {near.code}, "
        f"«\u00a0{near.title}\u00a0», dont l’intitulé change\u00a0?"
    )
    choices: tuple[Choice, ...] = (
        Choice(str(near.pk), f"Oui, c’est {near.code}\u00a0: son intitulé change"),
        Choice(NEW, "Non, c’est une activité nouvelle"),
    )
    return Question(row.where, shown(title), message, key, choices)
