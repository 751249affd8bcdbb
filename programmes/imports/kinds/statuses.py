"""Sheets of status reports, and the columns by which they stand beside activities."""

from dataclasses import replace

from programmes.imports.cell_types import DAY, PERCENT, PLAIN_AMOUNT, STATUS, choice, reference
from programmes.imports.columns import Column, Kind
from programmes.imports.kinds import shared
from programmes.imports.kinds.shared import text
from programmes.models import DelayReason, Review

_STATED_ON = ("Date d’effet", "Situation au", "Date de l’état", "État à la date du", "Date de situation")

_STATES = (
    "État",
    "Statut",
    "État d’exécution",
    "État d’avancement",
    "État de réalisation",
    "État de mise en œuvre",
    "Niveau d’exécution",
    "Niveau de réalisation",
    "Niveau d’avancement",
    "Niveau de mise en œuvre",
    "Degré d’exécution",
    "Situation",
    "Situation d’exécution",
    "Exécution",
    "Réalisation",
    "État actuel",
)

_PROGRESS = (
    "Avancement",
    "Avancement (%)",
    "Taux",
    "Taux d’avancement",
    "Taux d’exécution",
    "Taux d’exécution physique",
    "Taux de réalisation",
    "Taux de réalisation physique",
    "Taux physique",
    "Exécution physique",
    "Avancement physique",
    "Pourcentage",
    "Pourcentage d’exécution",
    "Pourcentage de réalisation",
    "Pourcentage d’avancement",
)

_SPENT = (
    "Dépensé à ce jour",
    "Dépensé",
    "Montant dépensé",
    "Décaissé",
    "Dépense",
    "Dépense réelle",
    "Dépense effectuée",
    "Montant décaissé",
    "Montant exécuté",
    "Montant payé",
    "Budget exécuté",
    "Budget consommé",
    "Coût réel",
    "Exécution financière",
)

_DIFFICULTIES = (
    "Difficulté rencontrée",
    "Difficultés",
    "Contrainte",
    "Contrainte rencontrée",
    "Problème",
    "Problème rencontré",
    "Blocage",
    "Difficultés et contraintes",
    "Contraintes et difficultés",
    "Goulots d’étranglement",
)

ACTIVITY_COLUMN = Column(
    "activity",
    (
        "Activité",
        "Code activité",
        "Code de l’activité",
        "Code",
        "N° activité",
        "Intitulé de l’activité",
        "Intitulé",
        "N°",
    ),
    reference("activities", within=("plan",)),
    required=True,
    example="A-12",
    help="Code de l’activité dans le plan.",
)

STATUS_REPORTS = Kind(
    word="status",
    title="États d’exécution",
    model="programmes.StatusReport",
    key=("activity", "effective_date", "status", "progress", "committed", "spent"),
    loaded_by=("activity__plan",),
    columns=(
        shared.plan(),
        ACTIVITY_COLUMN,
        Column(
            "effective_date",
            ("État au", "Date", *_STATED_ON),
            DAY,
            required=True,
            example="20/12/2023",
        ),
        Column(
            "status",
            _STATES,
            STATUS,
            required=True,
            example="réalisée",
            help="Planifiée, en cours, réalisée ou non réalisée ; « 45 % » vaut en cours à 45 %.",
        ),
        Column(
            "progress",
            _PROGRESS,
            PERCENT,
            example="45 %",
        ),
        Column(
            "committed",
            ("Engagé à ce jour", "Engagé", "Montant engagé", "Engagements", "Budget engagé"),
            PLAIN_AMOUNT,
        ),
        Column("spent", _SPENT, PLAIN_AMOUNT),
        text("comment", "Commentaire", *shared.OBSERVATIONS, "Justification", "Explication"),
        text("difficulty", *_DIFFICULTIES),
        Column(
            "delay_reason",
            ("Cause du retard", "Raison du retard", "Motif du retard", "Cause de non-réalisation"),
            choice(DelayReason),
        ),
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

# What a sheet of activities may say of their execution; « Date » alone is there the one of the activity.
BESIDE_ACTIVITIES = tuple(
    replace(column, headings=("État au", *_STATED_ON)) if column.name == "effective_date" else column
    for column in STATUS_REPORTS.columns
    if column.name not in {"plan", "activity", "entered_at", "review"}
)
