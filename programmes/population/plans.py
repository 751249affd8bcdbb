"""The rows of one plan made up for measuring: its activities, what funds them, their revisions and their reports."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from communes.text import normalise
from programmes.bulk_writing import Table, next_key
from programmes.models import (
    ActionPlan,
    Activity,
    Funding,
    PlanClosing,
    PlanFunding,
    Result,
    Revision,
    StatusReport,
)
from programmes.partial_dates import PartialDate
from programmes.population.histories import State, Statement, history, state_after
from programmes.population.reference import PREFIX, Framework, NamedPlace, Reference, Team

YEARS = 10
SMALLEST, LARGEST = 60, 110
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))

THEMES = (
    "formation des élus communaux à la maîtrise d’ouvrage", "formation des régisseurs à la tenue des comptes",
    "élaboration du plan de développement", "revue annuelle du plan de développement",
    "appui à la mobilisation des ressources propres", "suivi de l’exécution des budgets",
    "réhabilitation d’un centre d’état civil", "équipement de bureaux en mobilier et en informatique",
    "construction de salles de classe", "réhabilitation d’un point d’eau", "session de restitution publique",
    "mission d’appui et de conseil", "atelier d’échanges entre collectivités", "étude de faisabilité",
    "mise en place d’un comité de gestion", "campagne de sensibilisation", "archivage des actes administratifs",
    "diffusion des textes de la décentralisation", "appui à l’intercommunalité", "suivi des transferts",
)  # fmt: skip
THEME_TEXTS = tuple((theme, normalise(theme)) for theme in THEMES)

Unfinished = list[int]  # keys of activities that a plan of the following year may take over


class Tables:
    """The tables a population fills, in the order of their references."""

    def __init__(self) -> None:
        self.plans = Table(
            ActionPlan, "id", "code", "title", "year", "department", "programme", "adopted_on",
            "adopted_precision", "closed_on", "description", "source",
        )  # fmt: skip
        self.closings = Table(
            PlanClosing, "plan", "closed_on", "recorded_at", "closed_by", "figures", "reopening_reason"
        )
        self.plan_funding = Table(PlanFunding, "plan", "source", "amount", "currency", "position")
        self.results = Table(
            Result, "id", "plan", "kind", "code", "text", "position",
        )  # fmt: skip
        self.activities = Table(
            Activity, "id", "plan", "code", "title", "position", "department", "responsible", "programme",
            "result", "sector", "kind", "planned_start", "planned_start_precision", "planned_end",
            "planned_end_precision", "expected_product", "budget", "currency", "weight", "carried_from",
            "added_on", "added_recorded_at", "cancelled_on", "is_demonstration", "status", "progress",
            "committed", "spent", "status_date", "review", "latest_report", "search",
        )  # fmt: skip
        self.reports = Table(
            StatusReport, "id", "activity", "effective_date", "status", "progress", "committed", "spent",
            "comment", "difficulty", "delay_reason", "author", "entered_at", "corrects", "review", "reviewer",
            "reviewed_at", "review_reason",
        )  # fmt: skip
        self.revisions = Table(
            Revision, "activity", "field", "old", "new", "old_date", "new_date", "decided_on", "reason", "by",
            "entered_at",
        )  # fmt: skip
        self.funding = Table(Funding, "activity", "source", "amount", "currency")
        self.places = Table(Activity.places.through, "activity", "place")
        self.associated = Table(Activity.associated_departments.through, "activity", "department")

    def write(self) -> None:
        """Write all rows that wait."""
        for table in vars(self).values():
            table.write()


@dataclass
class Keys:
    """The next free key of each table whose keys are given beforehand, and the number in the titles."""

    plan: int = field(default_factory=lambda: next_key(ActionPlan))
    result: int = field(default_factory=lambda: next_key(Result))
    activity: int = field(default_factory=lambda: next_key(Activity))
    report: int = field(default_factory=lambda: next_key(StatusReport))
    number: int = 1

    def take(self, name: str) -> int:
        """The next key of a table, which moves on."""
        key = getattr(self, name)
        setattr(self, name, key + 1)
        return key


@dataclass(frozen=True)
class Exercise:
    """One plan in the making: who owns it, its dates, its objectives."""

    key: int
    year: int
    team: Team | None  # the owner of a department's plan
    framework: Framework | None  # the owner of a programme's plan
    adopted: date
    closed: date | None
    objectives: tuple[int, ...]

    @property
    def is_open(self) -> bool:
        return self.closed is None


class PlanMaker:
    """Makes plans one after the other: ten years of one owner, then the next owner."""

    def __init__(self, tables: Tables, keys: Keys, reference: Reference, last_year: int) -> None:
        self.tables, self.keys, self.reference, self.last_year = tables, keys, reference, last_year
        self.unfinished: Unfinished = []

    def make(self, number: int, at_most: int) -> int:
        """Add the plan of this number (from 0) with `at_most` activities; how many it has."""
        rng = Random(f"{PREFIX} {number}")  # noqa: S311 (the same data every time is the point)
        exercise = self._exercise(rng, number)
        carried = self.unfinished[:3] if number % YEARS else []
        self.unfinished = []
        size = min(rng.randint(SMALLEST, LARGEST), at_most)
        statuses: Counter[str] = Counter()
        for position in range(1, size + 1):
            carried_from = carried.pop() if carried else None
            statuses[self._activity(rng, exercise, position, carried_from)] += 1
        if exercise.closed:
            self._closing(exercise, statuses)
        return size

    def _exercise(self, rng: Random, number: int) -> Exercise:
        """Departments and programmes take turns; the last year is still in execution."""
        owner, place = divmod(number, YEARS)
        year = self.last_year - YEARS + 1 + place
        teams, programmes = self.reference.teams, self.reference.programmes
        team = teams[owner // 2 % len(teams)] if owner % 2 == 0 else None
        framework = programmes[owner // 2 % len(programmes)] if owner % 2 else None
        exercise = Exercise(
            key=self.keys.take("plan"),
            year=year,
            team=team,
            framework=framework,
            adopted=date(year, 1, rng.randint(5, 25)),
            closed=None if year == self.last_year else date(year + 1, 1, 31),
            objectives=framework.results
            if framework
            else (self.keys.take("result"), self.keys.take("result")),
        )
        self._plan_rows(rng, exercise, number)
        return exercise

    def _plan_rows(self, rng: Random, exercise: Exercise, number: int) -> None:
        self.tables.plans.rows.append((
            exercise.key, f"{PREFIX}-{number + 1:05}", f"Plan de mesure n° {number + 1}, exercice {exercise.year}",
            exercise.year, exercise.team and exercise.team.department,
            exercise.framework and exercise.framework.programme, exercise.adopted.isoformat(), "day",
            exercise.closed and exercise.closed.isoformat(), "Données faites pour mesurer le portail.", "",
        ))  # fmt: skip
        if exercise.team:
            self.tables.results.rows += [
                (key, exercise.key, "objective", f"OS{n}", f"Objectif de mesure n° {n}", n)
                for n, key in enumerate(exercise.objectives, 1)
            ]
        self.tables.plan_funding.rows += [
            (exercise.key, source, rng.randint(10, 500) * 1_000_000 if rng.random() < 0.7 else None, "XOF", n)
            for n, source in enumerate(rng.sample(self.reference.sources, rng.randint(1, 3)))
        ]

    def _closing(self, exercise: Exercise, statuses: Counter[str]) -> None:
        names = ("planned", "in_progress", "done", "not_done", "cancelled")
        figures = {"counts": {name: statuses[name] for name in names}}
        closed = exercise.closed.isoformat()
        self.tables.closings.rows.append(
            (exercise.key, closed, f"{closed} 16:00:00", self.reference.director, json.dumps(figures), "")
        )

    def _activity(self, rng: Random, exercise: Exercise, position: int, carried_from: int | None) -> str:
        """Add one activity with everything that hangs on it; its status."""
        draft = Draft.of(rng, exercise, self.reference)
        key, number = self.keys.take("activity"), self.keys.take("number")
        added, cancelled = self._decisions(rng, exercise, key)
        statements = history(
            rng,
            since=added or exercise.adopted,
            quarter=draft.quarter,
            budget=draft.budget,
            is_open=exercise.is_open,
            until=cancelled,
        )
        state = state_after(statements, is_cancelled=cancelled is not None)
        first_report = self._reports(rng, draft, key, statements)
        if state.status in {"planned", "in_progress"}:
            self.unfinished.append(key)
        end, budget = self._revised(rng, exercise, draft, key)
        places = self._places(rng, key)
        where = places[0] if places else NOWHERE
        theme, theme_text = THEME_TEXTS[int(rng.random() * len(THEME_TEXTS))]
        code = f"M-{position:03}"
        self.tables.activities.rows.append((
            key, exercise.key, code, f"Activité de mesure n° {number}\u00a0: {theme} ({where.designation})",
            position, draft.team.department, draft.responsible, draft.programme, draft.result, draft.sector,
            draft.kind, draft.start and draft.start.isoformat(), draft.precision, end and end.isoformat(),
            draft.precision, "Rapport de mesure" if draft.budget else "", budget, "XOF", 1, carried_from,
            added and added.isoformat(), added and f"{added} 09:00:00", cancelled and cancelled.isoformat(), 1,
            state.status, state.progress, state.committed, state.spent, state.day and state.day.isoformat(),
            state.review, _latest(state, first_report),
            f"{code[:1].lower()} {code[2:]} activite de mesure n {number} {theme_text} {where.normalised}",
        ))  # fmt: skip
        self._funding(rng, key, budget)
        if rng.random() < 0.2:
            other = rng.choice(self.reference.teams).department
            self.tables.associated.rows.append((key, other))
        return state.status

    def _decisions(self, rng: Random, exercise: Exercise, key: int) -> tuple[date | None, date | None]:
        """Days of an addition and of a cancellation: three and two in a hundred, never both."""
        drawn = rng.random()
        if drawn >= 0.05:
            return None, None
        day = date(exercise.year, 2, 1) + timedelta(days=int(rng.random() * 150))
        text = day.isoformat()
        kind, reason = (
            ("added_on", "Ajout décidé en cours d’année (mesure)")
            if drawn < 0.03
            else ("cancelled_on", "Annulation décidée en cours d’année (mesure)")
        )
        self.tables.revisions.rows.append(
            (key, kind, "", text, None, text, text, reason, self.reference.director, f"{text} 09:00:00")
        )
        return (day, None) if drawn < 0.03 else (None, day)

    def _revised(
        self, rng: Random, exercise: Exercise, draft: "Draft", key: int
    ) -> tuple[date | None, int | None]:
        """The end and the budget in force after the revisions: five and two in a hundred have one."""
        end, budget = draft.end, draft.budget
        drawn = rng.random()
        decided = date(exercise.year, 7, 15) + timedelta(days=int(rng.random() * 60))
        when = (decided.isoformat(), "Révision de mesure", self.reference.director, f"{decided} 10:00:00")
        if drawn < 0.05 and end and draft.quarter < 3:
            end = date(exercise.year, *QUARTER_ENDS[draft.quarter + 1])
            texts = [PartialDate.covering(day, draft.precision).label() for day in (draft.end, end)]
            dates = (draft.end.isoformat(), end.isoformat())
            self.tables.revisions.rows.append((key, "planned_end", *texts, *dates, *when))
        elif 0.05 <= drawn < 0.07 and budget:
            budget += budget // 4
            self.tables.revisions.rows.append(
                (key, "budget", f"{draft.budget}.00", f"{budget}.00", None, None, *when)
            )
        return end, budget

    def _reports(self, rng: Random, draft: "Draft", key: int, statements: list[Statement]) -> int:
        """Add the reports; the key of the first."""
        first = self.keys.report
        author, validator = draft.author, draft.team.validator
        for place, one in enumerate(statements):
            reviewed = None if one.review == "pending" else f"{one.entered + timedelta(days=1)} 11:30:00"
            self.tables.reports.rows.append((
                self.keys.take("report"), key, one.day.isoformat(), one.status, one.progress, one.committed,
                one.spent, "Déclaration de mesure.", "Difficulté de mesure." if one.status == "not_done" else "",
                "funding" if one.status == "not_done" else "", author, f"{one.entered} 08:{place * 7:02}:00",
                first + place - 1 if one.corrects_previous else None, one.review,
                author if one.review == "withdrawn" else None if reviewed is None else validator, reviewed,
                "Montants à vérifier (mesure)" if one.review == "returned" else "",
            ))  # fmt: skip
        return first

    def _places(self, rng: Random, key: int) -> list[NamedPlace]:
        """Mostly one commune; some several, a cercle, a region, or nothing."""
        drawn = rng.random()
        communes = self.reference.communes
        if drawn < 0.03:
            return []
        if drawn < 0.15:
            level = self.reference.cercles if drawn < 0.1 else self.reference.regions
            places = [level[int(rng.random() * len(level))]]
        elif drawn < 0.3:
            places = rng.sample(communes, min(3, len(communes)))
        else:
            places = [communes[int(rng.random() * len(communes))]]
        self.tables.places.rows += [(key, place.key) for place in places]
        return places

    def _funding(self, rng: Random, key: int, budget: int | None) -> None:
        """Mostly one source, some two, some none; one amount in six is unknown."""
        drawn = rng.random()
        if drawn < 0.05:
            return
        sources = self.reference.sources
        first = int(rng.random() * len(sources))
        chosen = [sources[first]] if drawn < 0.78 else [sources[first], sources[first - 1]]
        for source in chosen:
            known = budget is not None and rng.random() > 0.16
            self.tables.funding.rows.append((key, source, budget // len(chosen) if known else None, "XOF"))


NOWHERE = NamedPlace(0, "sans localisation", "sans localisation")


def _latest(state: State, first_report: int) -> int | None:
    return None if state.latest is None else first_report + state.latest


@dataclass(frozen=True)
class Draft:
    """An activity as it was planned."""

    team: Team
    author: int
    responsible: int | None
    programme: int | None
    result: int | None
    sector: int
    kind: int
    quarter: int
    start: date | None
    end: date | None
    precision: str
    budget: int | None

    @classmethod
    def of(cls, rng: Random, exercise: Exercise, reference: Reference) -> "Draft":
        """Drawn for a plan: its own department does seven in ten of the activities of its plan."""
        is_own = exercise.team is not None and rng.random() < 0.7
        team = exercise.team if is_own else reference.teams[int(rng.random() * len(reference.teams))]
        framework = exercise.framework
        if framework is None and rng.random() < 0.4:
            framework = reference.programmes[int(rng.random() * len(reference.programmes))]
        author = team.agents[int(rng.random() * len(team.agents))]
        quarter = int(rng.random() * 4)
        is_dated = rng.random() >= 0.05
        return cls(
            team=team,
            author=author,
            responsible=author if rng.random() < 0.1 else None,
            programme=framework.programme if framework else None,
            result=exercise.objectives[int(rng.random() * len(exercise.objectives))],
            sector=reference.sectors[int(rng.random() * len(reference.sectors))],
            kind=reference.kinds[int(rng.random() * len(reference.kinds))],
            quarter=quarter,
            start=date(exercise.year, 3 * quarter + 1, 1) if is_dated else None,
            end=date(exercise.year, *QUARTER_ENDS[quarter]) if is_dated else None,
            precision="quarter" if rng.random() < 0.5 else "month",
            budget=_budget(rng) if rng.random() < 0.9 else None,
        )


def _budget(rng: Random) -> int:
    """From half a million to a hundred and fifty, small ones more often."""
    return int(500 * 300 ** rng.random()) * 1000
