"""Sheets of activities: the columns of a canevas, with its calendar ticked or written."""

from functools import partial

from programmes.imports.cell_calendar import (
    MONTH_COLUMNS,
    QUARTERS,
    are_apart,
    read_months,
    read_quarters,
    spread_period,
)
from programmes.imports.cell_types import (
    ACCOUNT,
    AMOUNT,
    CODE_IN_PARENT,
    DAY,
    DECIMAL,
    PERIOD,
    PLANNED_END,
    PLANNED_START,
    TEXT,
    TICK,
    reference,
    references,
)
from programmes.imports.columns import Column, Grid, Kind
from programmes.imports.kinds import shared
from programmes.imports.kinds.shared import line
from programmes.imports.kinds.statuses import BESIDE_ACTIVITIES
from programmes.partial_dates import MONTHS

_TITLES = (
    "Intitulé",
    "Activité",
    "Titre",
    "Activité prévue",
    "Activité programmée",
    "Activité planifiée",
    "Activité principale",
    "Activité retenue",
    "Activité à réaliser",
    "Activité à mener",
    "Activités et tâches",
    "Activité/Action",
    "Action",
    "Action prévue",
    "Action à mener",
    "Action/Activité",
    "Tâche",
    "Libellé",
    "Libellé de l’activité",
    "Intitulé de l’activité",
    "Désignation",
    "Désignation de l’activité",
    "Description de l’activité",
    "Nom de l’activité",
    "Intitulé des activités prévues",
)

_PRODUCTS = (
    "Produit attendu",
    "Livrable",
    "Livrable attendu",
    "Produit",
    "Produit/Résultat attendu",
    "Résultat/Produit attendu",
    "Résultat attendu",
    "Extrant",
    "Extrant attendu",
    "Produit livrable",
    "Preuve",
    "Moyen de vérification",
    "Source de vérification",
)

_BUDGETS = (
    "Budget",
    "Coût",
    "Montant",
    "Coût total",
    "Coût global",
    "Coût estimatif",
    "Coût estimé",
    "Coût prévisionnel",
    "Coût prévu",
    "Coût de l’activité",
    "Budget prévisionnel",
    "Budget prévu",
    "Budget estimatif",
    "Budget total",
    "Budget alloué",
    "Budget de l’activité",
    "Montant prévu",
    "Montant prévisionnel",
    "Montant total",
    "Montant alloué",
    "Prévision",
    "Prévision budgétaire",
    "Dotation",
    "Enveloppe",
)

_SOURCES = (
    "Sources de financement",
    "Financement",
    "Bailleur",
    "Bailleur de fonds",
    "Source",
    "Source fin.",
    "Source de fonds",
    "Origine du financement",
    "Origine des fonds",
    "Partenaire financier",
    "Partenaire technique et financier",
    "Financé par",
    "Financeur",
    "PTF",
)

_PERIODS = (
    "Période",
    "Calendrier",
    "Chronogramme",
    "Échéancier",
    "Planning",
    "Programmation",
    "Période d’exécution",
    "Période de réalisation",
    "Période de mise en œuvre",
    "Période prévue",
    "Calendrier d’exécution",
    "Calendrier de réalisation",
    "Calendrier prévisionnel",
    "Chronogramme d’exécution",
    "Délai d’exécution",
    "Date",
    "Date prévue",
    "Date d’exécution",
    "Date de réalisation",
    "Trimestre",
    "Mois",
)

_ORDINALS = (
    ("1er", "1ère", "premier"),
    ("2e", "2ème", "2nd", "deuxième"),
    ("3e", "3ème", "troisième"),
    ("4e", "4ème", "quatrième"),
)

_SHORT_MONTHS = (
    ("Janv", "Jan"),
    ("Févr", "Fév"),
    ("Mar",),
    ("Avr",),
    (),
    (),
    ("Juil", "Jul"),
    ("Aoû",),
    ("Sept", "Sep"),
    ("Oct",),
    ("Nov",),
    ("Déc",),
)


def _quarter(number: int) -> Column:
    """The column of a quarter, ticked."""
    nth = _ORDINALS[number - 1]
    headings = [
        f"T{number}",
        f"T {number}",
        f"Trim {number}",
        f"Trimestre {number}",
        f"{number}T",
        f"Q{number}",
    ]
    headings += [f"{one} {word}" for one in nth for word in ("trimestre", "trim")]
    return Column(f"t{number}", tuple(headings), TICK, example="X")


def _month(number: int) -> Column:
    """The column of a month, ticked."""
    return Column(
        f"m{number}", (MONTHS[number - 1].capitalize(), *_SHORT_MONTHS[number - 1]), TICK, example="X"
    )


_CALENDAR = (
    Column("period", _PERIODS, PERIOD, example="T1-T3 2024"),
    *(_quarter(number) for number in range(1, 5)),
    *(_month(number) for number in range(1, 13)),
)

# In a plan that is adopted, dates and budgets change by a decision: what a revised file says of it.
DECISION = (
    Column(
        "revision_reason",
        ("Motif de la révision", "Motif de révision", "Motif du changement"),
        TEXT,
        example="Fonds disponibles en septembre seulement",
        help="Pour un plan adopté, dont une date, un budget, un intitulé ou une structure change.",
    ),
    Column(
        "revised_on",
        ("Révision décidée le", "Date de la révision", "Décidée le"),
        DAY,
        example="15/07/2024",
        help="Aujourd’hui quand rien n’est dit.",
    ),
)

ACTIVITIES = Kind(
    word="activities",
    title="Activités",
    model="programmes.Activity",
    key=("plan", "code"),
    loaded_by=("plan",),
    ranked_in=("plan",),
    columns=(
        shared.plan(),
        Column(
            "code",
            (
                "Code",
                "N°",
                "Code activité",
                "Code de l’activité",
                "N° activité",
                "N° d’ordre",
                "Numéro",
                "Num.",
                "Réf.",
                "Référence",
            ),
            CODE_IN_PARENT,
            example="A-12",
            help="Sans code, une activité est reconnue à son intitulé dans le plan.",
        ),
        line("title", *_TITLES, required=True),
        shared.department(heading="Structure responsable"),
        Column(
            "associated_departments",
            (
                "Structures associées",
                "Structures impliquées",
                "Autres structures",
                "Structures concernées",
                "Structures partenaires",
                "Structures d’appui",
                "Acteurs impliqués",
                "Acteurs associés",
                "Services associés",
                "Services impliqués",
                "Autres acteurs",
                "Autres intervenants",
                "Intervenants",
                "Collaboration",
            ),
            references("departments"),
            example="CADD ; DNPFEF",
        ),
        Column(
            "responsible",
            ("Personne responsable", "Point focal", "Agent responsable", "Chargé de l’activité"),
            ACCOUNT,
            help="Adresse électronique du compte.",
        ),
        shared.programme(required=False),
        shared.result(),
        shared.sector(),
        Column(
            "kind",
            ("Nature", "Type", "Nature de l’activité", "Type d’activité", "Catégorie"),
            reference("activity-kinds"),
            example="formation",
        ),
        shared.PLACES_COLUMN,
        Column(
            "planned_start",
            (
                "Début prévu",
                "Date de début",
                "Début",
                "Date de démarrage",
                "Démarrage",
                "Date début",
                "Date prévue de début",
            ),
            PLANNED_START,
            example="janvier 2024",
        ),
        Column(
            "planned_end",
            (
                "Fin prévue",
                "Date de fin",
                "Fin",
                "Échéance",
                "Délai",
                "Date limite",
                "Date butoir",
                "Date fin",
                "Date prévue de fin",
                "Date d’échéance",
                "Date d’achèvement",
            ),
            PLANNED_END,
            example="T2 2024",
        ),
        line("expected_product", *_PRODUCTS, example="Rapport de formation"),
        shared.CURRENCY_COLUMN,
        Column("budget", _BUDGETS, AMOUNT, example="1 500 000 FCFA"),
        Column(
            "funding_sources",
            _SOURCES,
            references("funding-sources"),
            example="budget national ; ICAE/UNICEF",
            help="Sans montant ; les montants se donnent dans la feuille activity-funding.",
        ),
        Column("weight", ("Poids", "Pondération", "Coefficient"), DECIMAL, example="1"),
        Column(
            "carried_from",
            ("Reconduite de", "Reconduction de", "Reprise de"),
            reference("activities"),
            example="DGCT-2023/A-12",
            help="Code du plan, barre oblique, code de l’activité.",
        ),
        Column("added_on", ("Ajoutée hors plan le", "Hors plan initial"), DAY),
        Column("position", ("Ordre", "Rang"), shared.POSITION.parse, help="Sinon, l’ordre des lignes."),
        shared.DEMONSTRATION,
    ),
    read_only=(*_CALENDAR, *DECISION),
    grids=(
        Grid(QUARTERS, read_quarters, partial(spread_period, ""), ("plan",), are_apart),
        Grid(MONTH_COLUMNS, read_months, partial(spread_period, ""), ("plan",), are_apart),
    ),
    groups="results",
    beside="status",
    beside_columns=BESIDE_ACTIVITIES,
)
