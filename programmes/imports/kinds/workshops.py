"""Sheets of workshops and of what their reports say."""

from programmes.imports.cell_types import (
    ATTENDANCE,
    CODE,
    CODE_IN_PARENT,
    COUNT,
    DAY,
    END,
    LINE,
    PLACE,
    PLACES,
    TIME,
    choice,
    reference,
    references,
)
from programmes.imports.columns import Column, Kind
from programmes.imports.kinds import shared
from programmes.imports.kinds.shared import line, text
from programmes.models import (
    Participant,
    Recommendation,
    Workshop,
    WorkshopOfficial,
    WorkshopOrganisation,
    WorkshopPlan,
    WorkshopSection,
)

WORKSHOPS = Kind(
    word="workshops",
    title="Ateliers",
    model="programmes.Workshop",
    key=("code",),
    columns=(
        Column("code", ("Code",), CODE, required=True, example="ATELIER-SEGOU-2023"),
        Column("kind", ("Nature", "Type"), choice(Workshop.Kind, training=("formation",)), example="atelier"),
        line("title", "Titre", "Intitulé", "Objet", "Thème", "Intitulé de l’atelier", required=True),
        Column("series", ("Série",), LINE),
        Column("place", ("Localité", "Ville"), PLACE, example="commune de Ségou"),
        Column("venue", ("Lieu", "Salle"), LINE, example="Hôtel Fanta N’Dongo"),
        *shared.PERIOD,
        Column("start_time", ("Heure d’ouverture", "Heure"), TIME, example="9 h"),
        text("objective", "Objectif", "Objectifs"),
        text("method", "Méthode", "Méthodologie"),
        Column(
            "attendance",
            ("Participants", "Nombre de participants", "Effectif"),
            ATTENDANCE,
            example="une cinquantaine",
            help="Un nombre, ou ce que le document en dit : « une cinquantaine ».",
        ),
        Column("women", ("Femmes", "Dont femmes"), COUNT, example="4"),
        Column("men", ("Hommes", "Dont hommes"), COUNT, help="Jamais obtenu par soustraction."),
        Column("programmes", ("Programmes", "Programme"), references("programmes"), example="ICAE"),
        Column(
            "places",
            ("Territoires concernés", "Communes concernées", "Zone"),
            PLACES,
            example="cercles de San et Tominian",
        ),
        shared.SOURCE,
    ),
)

WORKSHOP_PLANS = Kind(
    word="workshop-plans",
    title="Plans traités",
    model="programmes.WorkshopPlan",
    key=("workshop", "plan", "purpose"),
    loaded_by=("workshop",),
    columns=(
        shared.workshop(),
        shared.plan(),
        Column(
            "purpose",
            ("Objet", "Ce qui en a été fait"),
            choice(WorkshopPlan.Purpose, prepared=("élaboré",), examined=("examiné",)),
            required=True,
            example="évalué",
        ),
    ),
)

WORKSHOP_OFFICIALS = Kind(
    word="workshop-officials",
    title="Personnalités",
    model="programmes.WorkshopOfficial",
    key=("workshop", "name", "role"),
    loaded_by=("workshop",),
    ranked_in=("workshop",),
    columns=(
        shared.workshop(),
        line(
            "name",
            "Nom",
            "Prénom et nom",
            "Prénoms et nom",
            "Nom et prénom",
            "Noms et prénoms",
            "Participant",
            required=True,
            example="Bourama DIARRA",
        ),
        line("title", "Fonction", "Titre", example="Sous-directeur Finances locales"),
        line("represents", "Représente", "Représentant"),
        Column("role", ("Rôle",), choice(WorkshopOfficial.Role), required=True, example="dirige les travaux"),
        shared.POSITION,
    ),
)

WORKSHOP_DAYS = Kind(
    word="workshop-days",
    title="Déroulement par journée",
    model="programmes.WorkshopDay",
    key=("workshop", "label"),
    loaded_by=("workshop",),
    ranked_in=("workshop",),
    columns=(
        shared.workshop(),
        line("label", "Journée", "Jour", required=True, example="Première et deuxième journées"),
        Column("date", ("Date",), DAY, example="20/12/2023"),
        text("text", "Déroulement", "Travaux", "Texte", required=True),
        shared.POSITION,
    ),
)

WORKSHOP_GROUPS = Kind(
    word="workshop-groups",
    title="Groupes de travail",
    model="programmes.WorkingGroup",
    key=("workshop", "name"),
    loaded_by=("workshop",),
    ranked_in=("workshop",),
    columns=(
        shared.workshop(),
        line("name", "Groupe", "Nom", "Groupe de travail", required=True),
        shared.department(),
        shared.POSITION,
    ),
)

WORKSHOP_ORGANISATIONS = Kind(
    word="workshop-organisations",
    title="Organisations",
    model="programmes.WorkshopOrganisation",
    key=("workshop", "name", "role"),
    loaded_by=("workshop",),
    ranked_in=("workshop",),
    columns=(
        shared.workshop(),
        line("name", "Organisation", "Nom", required=True, example="ADR de Ségou"),
        Column(
            "role",
            ("Rôle",),
            choice(
                WorkshopOrganisation.Role,
                organiser=("organisateur", "organisatrice"),
                co_organiser=("collaboration", "co-organisateur"),
                attending=("participant", "présent"),
            ),
            example="organise",
        ),
        shared.partner(required=False),
        shared.department(),
        shared.POSITION,
    ),
)

PARTICIPANTS = Kind(
    word="participants",
    title="Liste de présence",
    model="programmes.Participant",
    key=("workshop", "name", "organisation"),
    loaded_by=("workshop",),
    ranked_in=("workshop",),
    columns=(
        shared.workshop(),
        line("name", "Nom", "Prénom et nom", "Prénoms et nom", "Nom et prénom", "Participant", required=True),
        line("function", "Fonction", "Titre"),
        line("organisation", "Organisation", "Structure", "Service", "Provenance", "Structure d’origine"),
        Column("sex", ("Sexe",), choice(Participant.Sex, woman=("F",), man=("H", "M")), example="F"),
        shared.POSITION,
    ),
)

WORKSHOP_SECTIONS = Kind(
    word="workshop-sections",
    title="Rubriques du compte rendu",
    model="programmes.WorkshopSection",
    key=("workshop", "kind", "title"),
    loaded_by=("workshop",),
    ranked_in=("workshop",),
    columns=(
        shared.workshop(),
        Column("kind", ("Rubrique", "Nature"), choice(WorkshopSection.Kind), example="ouverture"),
        line("title", "Titre", "Intitulé"),
        text("text", "Texte", "Contenu", required=True),
        shared.POSITION,
    ),
)

RECOMMENDATIONS = Kind(
    word="recommendations",
    title="Recommandations",
    model="programmes.Recommendation",
    key=("workshop", "code"),
    loaded_by=("workshop",),
    ranked_in=("workshop",),
    columns=(
        shared.workshop(),
        Column("code", ("Code", "N°"), CODE_IN_PARENT, required=True, example="REC-1"),
        Column("kind", ("Nature", "Type"), choice(Recommendation.Kind), example="recommandation"),
        text(
            "text", "Recommandation", "Énoncé", "Texte", "Recommandation formulée", "Libellé", required=True
        ),
        line("addressee", "À la charge de", "Responsable", "Destinataire", "Responsable de mise en œuvre"),
        Column("department", ("Structure", "Structure responsable"), reference("departments")),
        shared.partner(required=False),
        Column(
            "due", ("Échéance", "Délai", "Date limite", "Délai d’exécution"), END, example="fin mars 2024"
        ),
        Column("state", ("État", "Statut"), choice(Recommendation.State), example="à mettre en œuvre"),
        Column("position", ("Ordre", "Rang"), shared.POSITION.parse, help="Sinon, l’ordre des lignes."),
    ),
)

RECOMMENDATION_UPDATES = Kind(
    word="recommendation-updates",
    title="Suivi des recommandations",
    model="programmes.RecommendationUpdate",
    key=("recommendation", "date", "state"),
    loaded_by=("recommendation__workshop",),
    columns=(
        shared.workshop(),
        Column(
            "recommendation",
            ("Recommandation", "Code"),
            reference("recommendations", within=("workshop",)),
            required=True,
            example="REC-1",
        ),
        Column("date", ("Date",), DAY, required=True, example="15/01/2024"),
        Column("state", ("État", "Statut"), choice(Recommendation.State), required=True, example="en cours"),
        text("comment", "Commentaire", *shared.OBSERVATIONS),
    ),
)

KINDS = (
    WORKSHOPS,
    WORKSHOP_PLANS,
    WORKSHOP_OFFICIALS,
    WORKSHOP_DAYS,
    WORKSHOP_GROUPS,
    WORKSHOP_ORGANISATIONS,
    PARTICIPANTS,
    WORKSHOP_SECTIONS,
    RECOMMENDATIONS,
    RECOMMENDATION_UPDATES,
)
