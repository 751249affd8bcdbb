"""Sheets of plans, their funding, what was declared about them; then their activities and status reports."""

from programmes.imports.cell_types import ADOPTION, CODE, DAY, DECIMAL, YEAR, choice, reference
from programmes.imports.columns import Column, Kind
from programmes.imports.kinds import shared
from programmes.imports.kinds.activities import ACTIVITIES
from programmes.imports.kinds.shared import line, text
from programmes.imports.kinds.statuses import ACTIVITY_COLUMN, STATUS_REPORTS
from programmes.models import DeclaredFigure

PLANS = Kind(
    word="plans",
    title="Plans d’actions",
    model="programmes.ActionPlan",
    key=("code",),
    columns=(
        Column("code", ("Code",), CODE, required=True, example="DGCT-2023"),
        line(
            "title",
            "Titre",
            "Intitulé",
            "Plan",
            "Intitulé du plan",
            "Titre du plan",
            "Nom du plan",
            required=True,
            example="Plan d’actions 2023 de la DGCT",
        ),
        Column(
            "year",
            ("Exercice", "Année", "Exercice budgétaire", "Année du plan"),
            YEAR,
            required=True,
            example="2023",
        ),
        shared.department(),
        shared.programme(required=False),
        text("description", "Présentation", "Description"),
        shared.SOURCE,
        Column(
            "adopted_on",
            ("Adopté le", "Date d’adoption", "Adoption"),
            ADOPTION,
            example="22/12/2022",
            help="Vide : le plan reste en préparation.",
        ),
        Column("closed_on", ("Clos le", "Date de clôture", "Clôture"), DAY, example="20/12/2023"),
    ),
    note="Un plan est celui d’une structure ou celui d’un programme.",
)

_SOURCE = Column(
    "source",
    (
        "Source",
        "Source de financement",
        "Bailleur",
        "Financement",
        "PTF",
        "Bailleur de fonds",
        "Partenaire financier",
    ),
    reference("funding-sources"),
    required=True,
    example="PADRE-GIZ",
    help="Code ou nom de la source.",
)

PLAN_FUNDING = Kind(
    word="plan-funding",
    title="Financement des plans",
    model="programmes.PlanFunding",
    key=("plan", "source"),
    loaded_by=("plan",),
    ranked_in=("plan",),
    columns=(shared.plan(), _SOURCE, shared.CURRENCY_COLUMN, shared.AMOUNT_COLUMN, shared.POSITION),
    note="Une source nommée pour tout le plan n’est jamais répartie sur ses activités.",
)

DECLARED_FIGURES = Kind(
    word="declared-figures",
    title="Chiffres déclarés",
    model="programmes.DeclaredFigure",
    key=("plan", "workshop", "measure"),
    loaded_by=("plan",),
    columns=(
        shared.plan(),
        shared.workshop(required=False, heading="Atelier"),
        Column(
            "measure",
            ("Mesure", "Chiffre"),
            choice(
                DeclaredFigure.Measure,
                total=("total", "activités"),
                done=("réalisées",),
                in_progress=("en cours",),
                not_done=("non réalisées",),
                execution_rate=("taux d’exécution", "taux d’exécution physique"),
            ),
            required=True,
            example="activités réalisées",
        ),
        Column("value", ("Valeur", "Valeur déclarée"), DECIMAL, required=True, example="42"),
        Column("declared_on", ("Date", "Déclaré le"), DAY, example="20/12/2023"),
        text("quote", "Phrase du document", "Citation"),
    ),
)

ACTIVITY_FUNDING = Kind(
    word="activity-funding",
    title="Financement des activités",
    model="programmes.Funding",
    key=("activity", "source"),
    loaded_by=("activity__plan",),
    columns=(shared.plan(), ACTIVITY_COLUMN, _SOURCE, shared.CURRENCY_COLUMN, shared.AMOUNT_COLUMN),
)

KINDS = (PLANS, PLAN_FUNDING, DECLARED_FIGURES, ACTIVITIES, ACTIVITY_FUNDING, STATUS_REPORTS)
