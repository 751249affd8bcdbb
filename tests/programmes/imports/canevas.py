"""A yearly plan of 68 activities, made as untidily as a hurried official would, and what it truly says.

Every title is invented and ends with « (ligne d’essai) »: this is nobody's plan. `lines()` gives for each activity
the cells as they were typed and what they mean; `canevas_book` writes them as a workbook. `ground()` makes what they
refer to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from communes.models import Cercle, Commune, PlaceAlias, Region
from tests.factories import DepartmentFactory, FundingSourceFactory

MARK = "(ligne d’essai)"
PLAN = "DGCT-2025"
NEW_PLAN = {
    "code": PLAN,
    "title": "Plan d’actions 2025 (essai)",
    "year": "2025",
    "department": "DGCT",
    "adopted_on": "15/01/2025",
}
GIVEN = {"plan": PLAN, "effective_date": "20/12/2025"}

SIZES = (24, 23, 21)

Bound = tuple[date, str] | None


@dataclass(frozen=True)
class Line:
    """One activity: the cells as they were typed, then what they mean."""

    objective: int
    title: str
    department_cell: object
    places_cell: object
    period_cell: object
    quarters: tuple[object, object, object, object]
    budget_cell: object
    sources_cell: object
    status_cell: object
    comment: str
    department: str
    places: frozenset[str]
    start: Bound
    end: Bound
    budget: Decimal | None
    sources: frozenset[str]
    status: str
    progress: Decimal | None
    code: str = ""
    doubts: frozenset[str] = frozenset()

    def with_budget(self, amount: int) -> "Line":
        """The same line with another amount, plainly written."""
        return replace(self, budget_cell=amount, budget=Decimal(amount), doubts=self.doubts - {"budget"})


# --- the truth

_ACTIONS = (
    "Former les agents à",
    "Organiser l’atelier sur",
    "Élaborer le guide de",
    "Réaliser l’étude de",
    "Tenir la réunion sur",
    "Superviser",
    "Vulgariser les textes de",
    "Appuyer les communes dans",
    "Éditer le rapport de",
    "Évaluer",
    "Réviser le décret sur",
    "Diffuser l’annuaire de",
    "Équiper le service de",
    "Mettre à jour la base de",
    "Sensibiliser les élus à",
    "Valider le manuel de",
    "Archiver les dossiers de",
)
_THEMES = ("la fiscalité locale", "l’état civil", "la coopération entre communes", "la tutelle de l’État")
_DEPARTMENTS = (
    ("SDFL", "Sous-direction Finances locales"),
    ("SDFL", "SDFL"),
    ("CADD", "cadd"),
    ("SDAJ", "Sous-direction des affaires juridiques"),
    ("DGCT", "Direction générale des collectivités territoriales"),
)
_PLACES = (
    (frozenset(), None),
    (frozenset({"gounzoureye"}), "Commune de Gounzourèye"),
    (
        frozenset({"gounzoureye", "soni-ali-ber", "bara", "ansongo"}),
        "Région de Gao : (Communes de Gounzourèye et Soni Aliber), Ansongo : (Bara et Ansongo)",
    ),
    (frozenset({"region-gao"}), "région de Gao"),
    (frozenset({"bara", "gabero"}), "Bara ; GABERO"),
    (frozenset({"cercle-gao", "cercle-ansongo"}), "Cercles de Gao et d’Ansongo"),
)
_SOURCES = (
    (frozenset({"BN"}), "Budget national"),
    (frozenset({"BN", "UNICEF"}), "Budget national/UNICEF"),
    (frozenset({"PADRE"}), "PADRE/GIZ"),
    (frozenset({"BN", "PADRE"}), "Budget national ; PADRE/GIZ"),
    (frozenset({"DAT", "UNICEF"}), "DAT du FNACT\nUnicef"),
    (frozenset(), None),
)
_AMOUNTS = (
    ("1 500 000 F CFA", 1_500_000),
    ("1.500.000", 1_500_000),
    ("452.610.330 FCFA ", 452_610_330),
    ("1,5 million", 1_500_000),
    (2_500_000, 2_500_000),
    ("3\u202f000\u202f000\u00a0FCFA", 3_000_000),
    ("750 000 F", 750_000),
    (None, None),
    ("deux millions", 2_000_000),
    ("12 500 000,50", "12500000.50"),
    (875_000.0, 875_000),
)
_PERIODS = (
    ("20/12/2025", (date(2025, 12, 20), "day"), (date(2025, 12, 20), "day")),
    ("fin mars 2025", (date(2025, 3, 21), "month_end"), (date(2025, 3, 31), "month_end")),
    ("1er Janvier 2025 au 31 Décembre 2025", (date(2025, 1, 1), "day"), (date(2025, 12, 31), "day")),
    ("Sept 2025 - Déc 2025", (date(2025, 9, 1), "month"), (date(2025, 12, 31), "month")),
    ("T2 2025", (date(2025, 4, 1), "quarter"), (date(2025, 6, 30), "quarter")),
    ("2025-2028", (date(2025, 1, 1), "year"), (date(2028, 12, 31), "year")),
    (45_991, (date(2025, 11, 30), "day"), (date(2025, 11, 30), "day")),
    (date(2025, 6, 30), (date(2025, 6, 30), "day"), (date(2025, 6, 30), "day")),
    ("1er trimestre 2025", (date(2025, 1, 1), "quarter"), (date(2025, 3, 31), "quarter")),
    ("Janvier - Mars 2025", (date(2025, 1, 1), "month"), (date(2025, 3, 31), "month")),
    (None, None, None),
)
_TICKS = (
    ("X", "", "", ""),
    ("x", "X", "", ""),
    ("", "✓", "✓", ""),
    ("", "", "", "X"),
    ("X", "x", "X", "x"),
    ("", "", "x ", "✔"),
)
_DONE = (
    "Réalisé",
    "réalisée",
    "REALISE",
    "Exécutée",
    "Terminé",
    "100%",
    "Fait",
    "Achevée",
    "Réalisé (100 %)",
    "R",
)
_IN_PROGRESS = (
    ("En cours", None),
    ("En cours d’exécution", None),
    ("en cours d'exécution (45 %)", Decimal(45)),
    ("EC", None),
    ("60 %", Decimal(60)),
    (0.45, Decimal(45)),
    ("Démarrée", None),
)
_NOT_DONE = ("NR", "Non réalisé", "non réalisée", "Non exécutée", "Pas réalisé")
_COMMENTS = (
    "",
    "Retard dans la mobilisation des fonds",
    "Insécurité dans la zone ;\nmission reportée deux fois",
    "RAS",
    "Attente de l’avis de non objection",
)
# Lines (from 0) with one cell that a person must confirm: what is typed, what is proposed.
_DOUBTS = {
    5: ("budget", "1.500", Decimal(1_500)),
    17: ("budget", "?????", None),
    29: ("budget", "environ 2 millions", Decimal(2_000_000)),
    38: ("status", "Reporté", "not_done"),
    47: ("period", "45657", date(2024, 12, 31)),
    53: ("quarters", ("X", "", "X", ""), None),
}


def lines() -> list[Line]:
    """The 68 activities: 42 done, 15 in progress, 11 not done; six doubtful cells."""
    made = [_line(number) for number in range(sum(SIZES))]
    for number, doubt in _DOUBTS.items():
        made[number] = _made_doubtful(made[number], *doubt)
    return made


def plain_lines() -> list[Line]:
    """The same as a text file in Windows-1252 can hold them: no « ✓ », no narrow space.

    There a percentage and a date kept as numbers are texts, and asked: « 0.45 », « 45991 ».
    """
    made = []
    for line in lines():
        quarters = tuple("X" if tick in {"✓", "✔"} else tick for tick in line.quarters)
        typed = line.budget_cell
        doubts = set(line.doubts)
        doubts |= {"period"} if isinstance(line.period_cell, int) else set()
        doubts |= {"status"} if isinstance(line.status_cell, float) else set()
        made.append(
            replace(
                line,
                quarters=quarters,
                budget_cell=typed.replace("\u202f", " ") if isinstance(typed, str) else typed,
                doubts=frozenset(doubts),
            )
        )
    return made


def _line(number: int) -> Line:
    theme, action = divmod(number, len(_ACTIONS))
    department, written = _DEPARTMENTS[number // 3 % 5]
    places, places_cell = _PLACES[number % 6]
    sources, sources_cell = _SOURCES[number // 2 % 6]
    typed, amount = _AMOUNTS[number % 11]
    status, progress, status_cell = _state(number)
    period_cell, start, end = _PERIODS[number // 2 % 11]
    quarters: tuple[object, ...] = ("", "", "", "")
    if number % 2:
        period_cell, quarters = None, _TICKS[number // 2 % 6]
        start, end = ticked(quarters)
    comment = _COMMENTS[number % 5]
    return Line(
        objective=0 if number < SIZES[0] else 1 if number < SIZES[0] + SIZES[1] else 2,
        title=f"{_ACTIONS[action]} {_THEMES[theme]} {MARK}",
        department_cell=written,
        places_cell=places_cell,
        period_cell=period_cell,
        quarters=quarters,
        budget_cell=typed,
        sources_cell=sources_cell,
        status_cell=status_cell,
        comment=comment,
        department=department,
        places=places,
        start=start,
        end=end,
        budget=None if amount is None else Decimal(amount),
        sources=sources,
        status=status,
        progress=progress,
        code=f"A-{number + 1:02}",
    )


def _state(number: int) -> tuple[str, Decimal | None, object]:
    """42, 15 and 11 among 68, well mixed."""
    order = [("done", n) for n in range(42)] + [("in_progress", n) for n in range(15)]
    order += [("not_done", n) for n in range(11)]
    status, rank = order[number * 25 % 68]
    if status == "done":
        return status, None, _DONE[rank % len(_DONE)]
    if status == "not_done":
        return status, None, _NOT_DONE[rank % len(_NOT_DONE)]
    cell, progress = _IN_PROGRESS[rank % len(_IN_PROGRESS)]
    return status, progress, cell


def ticked(quarters: Sequence[object]) -> tuple[Bound, Bound]:
    """From the first quarter ticked to the last one, in 2025."""
    marked = [number for number, tick in enumerate(quarters) if tick]
    if not marked:
        return None, None
    last = date(2025, marked[-1] * 3 + 3, 30 if marked[-1] in {1, 2} else 31)
    return (date(2025, marked[0] * 3 + 1, 1), "quarter"), (last, "quarter")


def _made_doubtful(line: Line, name: str, typed: object, proposed: object) -> Line:
    if name == "budget":
        return replace(line, budget_cell=typed, budget=proposed, doubts=frozenset({"budget"}))
    if name == "status":
        return replace(line, status_cell=typed, status=proposed, progress=None, doubts=frozenset({"status"}))
    if name == "period":
        bound = (proposed, "day")
        nothing = ("", "", "", "")
        return replace(
            line, period_cell=typed, quarters=nothing, start=bound, end=bound, doubts=frozenset({"period"})
        )
    start, end = ticked(typed)
    return replace(line, period_cell=None, quarters=typed, start=start, end=end, doubts=frozenset({"t1"}))


def total_of(plan: Iterable[Line]) -> Decimal:
    """The sum of the amounts as they are read, doubtful ones as they are proposed."""
    return sum((line.budget or Decimal(0) for line in plan), Decimal(0))


# --- what the plan refers to


def ground() -> None:
    """The departments, sources and places that the plan names, and no more."""
    for code, name in (
        ("DGCT", "Direction générale des collectivités territoriales"),
        ("SDFL", "Sous-direction Finances locales"),
        ("SDAJ", "Sous-direction des affaires juridiques"),
        ("CADD", "Cellule d’appui à la décentralisation"),
    ):
        DepartmentFactory(code=code, name=name, acronym="")
    for code, name in (
        ("BN", "Budget national"),
        ("UNICEF", "UNICEF"),
        ("PADRE", "PADRE/GIZ"),
        ("DAT", "DAT du FNACT"),
    ):
        FundingSourceFactory(code=code, name=name)
    territory()


def territory() -> None:
    """Two cercles of one region with their communes, and one commune that is spelled almost like another."""
    region = Region.objects.create(key="region-gao", name="Gao")
    gao = Cercle.objects.create(key="cercle-gao", name="Gao", region=region)
    ansongo = Cercle.objects.create(key="cercle-ansongo", name="Ansongo", region=region)
    for key, name, cercle in (
        ("gounzoureye", "Gounzourèye", gao),
        ("soni-ali-ber", "Soni Ali Ber", gao),
        ("gabero", "Gabéro", gao),
        ("bara", "Bara", ansongo),
        ("ansongo", "Ansongo", ansongo),
    ):
        Commune.objects.create(key=key, name=name, region=region, cercle=cercle)
    soni = Commune.objects.get(key="soni-ali-ber")
    PlaceAlias.objects.create(place=soni, written="Soni Aliber")
