"""Sheets of plans, their funding, what was declared about them, their activities and status reports."""

from programmes.imports.cell_types import (
    ACCOUNT,
    ADOPTION,
    AMOUNT,
    CODE,
    CODE_IN_PARENT,
    DAY,
    DECIMAL,
    END,
    PERCENT,
    PLAIN_AMOUNT,
    START,
    STATUS,
    YEAR,
    choice,
    reference,
    references,
)
from programmes.imports.columns import Column, Kind
from programmes.imports.kinds import shared
from programmes.imports.kinds.shared import line, text
from programmes.models import DeclaredFigure, DelayReason, Review

PLANS = Kind(
    word="plans",
    title="Plans d’actions",
    model="programmes.ActionPlan",
    key=("code",),
    columns=(
        Column("code", ("Code",), CODE, required=True, example="DGCT-2023"),
        line("title", "Titre", "Intitulé", "Plan", required=True, example="Plan d’actions 2023 de la DGCT"),
        Column("year", ("Exercice", "Année"), YEAR, required=True, example="2023"),
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
    ("Source", "Source de financement", "Bailleur"),
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

ACTIVITIES = Kind(
    word="activities",
    title="Activités",
    model="programmes.Activity",
    key=("plan", "code"),
    loaded_by=("plan",),
    ranked_in=("plan",),
    columns=(
        shared.plan(),
        Column("code", ("Code", "N°", "Code activité"), CODE_IN_PARENT, required=True, example="A-12"),
        line("title", "Intitulé", "Activité", "Activités", "Titre", required=True),
        shared.department(heading="Structure responsable"),
        Column(
            "associated_departments",
            ("Structures associées", "Structures impliquées", "Autres structures"),
            references("departments"),
            example="CADD ; DNPFEF",
        ),
        Column(
            "responsible",
            ("Personne responsable", "Point focal"),
            ACCOUNT,
            help="Adresse électronique du compte.",
        ),
        shared.programme(required=False),
        shared.result(),
        shared.sector(),
        Column("kind", ("Nature", "Type"), reference("activity-kinds"), example="formation"),
        shared.PLACES_COLUMN,
        Column("planned_start", ("Début prévu", "Date de début", "Début"), START, example="janvier 2024"),
        Column("planned_end", ("Fin prévue", "Date de fin", "Fin", "Échéance"), END, example="T2 2024"),
        line(
            "expected_product",
            "Produit attendu",
            "Produits attendus",
            "Livrable",
            example="Rapport de formation",
        ),
        shared.CURRENCY_COLUMN,
        Column("budget", ("Budget", "Coût", "Coût (FCFA)", "Montant"), AMOUNT, example="1 500 000 FCFA"),
        Column(
            "funding_sources",
            ("Sources de financement", "Source de financement", "Financement", "Bailleur"),
            references("funding-sources"),
            example="budget national ; ICAE/UNICEF",
            help="Sans montant ; les montants se donnent dans la feuille activity-funding.",
        ),
        Column("weight", ("Poids", "Pondération"), DECIMAL, example="1"),
        Column(
            "carried_from",
            ("Reconduite de",),
            reference("activities"),
            example="DGCT-2023/A-12",
            help="Code du plan, barre oblique, code de l’activité.",
        ),
        Column("added_on", ("Ajoutée hors plan le", "Hors plan initial"), DAY),
        Column("position", ("Ordre", "Rang"), shared.POSITION.parse, help="Sinon, l’ordre des lignes."),
        shared.DEMONSTRATION,
    ),
)

_ACTIVITY = Column(
    "activity",
    ("Activité", "Code activité", "Code de l’activité", "Code"),
    reference("activities", within=("plan",)),
    required=True,
    example="A-12",
    help="Code de l’activité dans le plan.",
)

ACTIVITY_FUNDING = Kind(
    word="activity-funding",
    title="Financement des activités",
    model="programmes.Funding",
    key=("activity", "source"),
    loaded_by=("activity__plan",),
    columns=(shared.plan(), _ACTIVITY, _SOURCE, shared.CURRENCY_COLUMN, shared.AMOUNT_COLUMN),
)

STATUS_REPORTS = Kind(
    word="status",
    title="États d’exécution",
    model="programmes.StatusReport",
    key=("activity", "effective_date", "status", "progress", "committed", "spent"),
    loaded_by=("activity__plan",),
    columns=(
        shared.plan(),
        _ACTIVITY,
        Column(
            "effective_date",
            ("État au", "Date", "Date d’effet", "Situation au"),
            DAY,
            required=True,
            example="20/12/2023",
        ),
        Column(
            "status",
            ("État", "Statut", "État d’exécution", "Etat d'exécution"),
            STATUS,
            required=True,
            example="réalisée",
            help="Planifiée, en cours, réalisée ou non réalisée ; « 45 % » vaut en cours à 45 %.",
        ),
        Column(
            "progress", ("Avancement", "Avancement (%)", "Taux", "Taux d’avancement"), PERCENT, example="45 %"
        ),
        Column("committed", ("Engagé à ce jour", "Engagé", "Montant engagé"), PLAIN_AMOUNT),
        Column("spent", ("Dépensé à ce jour", "Dépensé", "Montant dépensé", "Décaissé"), PLAIN_AMOUNT),
        text("comment", "Commentaire", "Observations"),
        text("difficulty", "Difficulté rencontrée", "Difficultés", "Difficultés rencontrées"),
        Column("delay_reason", ("Cause du retard", "Raison du retard"), choice(DelayReason)),
        Column(
            "entered_at",
            ("Saisi le", "Enregistré le"),
            DAY,
            example="20/12/2023",
            help="Date à laquelle la DGCT a inscrit cet état dans son registre ; jamais dans l’avenir.",
        ),
        Column(
            "review",
            ("Validation",),
            choice(Review, approved=("oui", "validée")),
            example="validé",
            help="« validé » pour un état repris d’un registre ; sinon il reste à valider.",
        ),
    ),
    note="Un état ne se modifie pas : une ligne nouvelle s’ajoute à l’historique, une ligne déjà connue est ignorée.",
)

KINDS = (PLANS, PLAN_FUNDING, DECLARED_FIGURES, ACTIVITIES, ACTIVITY_FUNDING, STATUS_REPORTS)
