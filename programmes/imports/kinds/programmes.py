"""Sheets of programmes and of what hangs on them."""

from programmes.imports.cell_types import AMOUNT, CODE, COUNT, LINE, MOMENT, choice, reference, references
from programmes.imports.columns import Column, Kind
from programmes.imports.kinds import shared
from programmes.imports.kinds.shared import line, text
from programmes.models import Contribution, Participation

PROGRAMMES = Kind(
    word="programmes",
    title="Programmes et projets",
    model="programmes.Programme",
    key=("code",),
    columns=(
        Column("code", ("Code",), CODE, required=True, example="EAM"),
        line(
            "title",
            "Titre",
            "Intitulé",
            "Projet",
            "Titre du projet",
            "Intitulé du projet",
            "Nom du projet",
            "Intitulé du programme",
            "Programme",
            required=True,
            example="Ensemble pour un avenir meilleur",
        ),
        Column("acronym", ("Sigle", "Acronyme"), LINE, example="EAM"),
        Column("parent", ("Phase de", "Programme parent"), reference("programmes"), example="DDRK"),
        text("objective", "Objectif", "Objectif général", "Objectif global", "But"),
        text("description", "Présentation", "Description"),
        shared.CURRENCY_COLUMN,
        Column(
            "budget",
            ("Budget", "Montant", "Coût total", "Coût", "Coût global", "Budget total", "Montant total"),
            AMOUNT,
            example="96 303 057 FCFA",
        ),
        *shared.PERIOD,
        Column(
            "sectors",
            ("Domaines", "Secteurs", "Domaine d’intervention", "Secteur d’intervention", "Thématique"),
            references("sectors"),
            example="education ; sante",
            help="Plusieurs, séparés par un point-virgule.",
        ),
        shared.PLACES_COLUMN,
        Column(
            "declared_communes",
            (
                "Nombre de communes annoncé",
                "Nombre de communes",
                "Nbre de communes d’intervention",
                "Nbre de communes",
            ),
            COUNT,
            example="4",
        ),
        text("gaps", "Écarts"),
        text("prospects", "Perspectives"),
        shared.SOURCE,
    ),
)

PARTICIPATIONS = Kind(
    word="participations",
    title="Partenaires des programmes",
    model="programmes.Participation",
    key=("programme", "partner", "role"),
    loaded_by=("programme",),
    columns=(
        shared.programme(),
        shared.partner(),
        Column(
            "role",
            ("Rôle", "Qualité", "Rôle dans le projet"),
            choice(
                Participation.Role,
                donor=("PTF", "financeur"),
                lead=("lead",),
                member=("membre", "consortium"),
            ),
            required=True,
            example="chef de file",
        ),
    ),
)

CONTRIBUTIONS = Kind(
    word="contributions",
    title="Apports des partenaires",
    model="programmes.Contribution",
    key=("programme", "partner", "state", "nature", "description", "date"),
    loaded_by=("programme",),
    columns=(
        shared.programme(),
        shared.partner(),
        Column("state", ("État", "Statut"), choice(Contribution.State), example="annoncé"),
        Column(
            "nature", ("Nature", "Type"), choice(Contribution.Nature, money=("argent",)), example="financier"
        ),
        shared.CURRENCY_COLUMN,
        shared.AMOUNT_COLUMN,
        line("description", "Description", "Désignation", "Objet", example="Deux véhicules"),
        Column("date", ("Date",), MOMENT, example="2023"),
    ),
    note="Deux apports semblables du même partenaire se distinguent par leur description ou leur date.",
)

SUSPENSIONS = Kind(
    word="suspensions",
    title="Suspensions",
    model="programmes.Suspension",
    key=("programme", "start"),
    loaded_by=("programme",),
    columns=(
        shared.programme(),
        *shared.PERIOD,
        text("reason", "Motif", "Raison", "Motif de la suspension", required=True),
    ),
)

TARGET_GROUPS = Kind(
    word="target-groups",
    title="Bénéficiaires",
    model="programmes.TargetGroup",
    key=("programme", "label"),
    loaded_by=("programme",),
    ranked_in=("programme",),
    columns=(
        shared.programme(),
        line(
            "label",
            "Bénéficiaires",
            "Groupe",
            "Cible",
            "Groupe cible",
            "Catégorie de bénéficiaires",
            required=True,
            example="Les enfants de 0 à 14 ans",
        ),
        Column("planned", ("Nombre prévu", "Prévu", "Prévus"), COUNT, example="200"),
        Column("reached", ("Nombre atteint", "Atteint", "Atteints"), COUNT, example="180"),
        shared.POSITION,
    ),
)

TEAM = Kind(
    word="team",
    title="Équipe",
    model="programmes.TeamMember",
    key=("programme", "function", "organisation"),
    loaded_by=("programme",),
    ranked_in=("programme",),
    columns=(
        shared.programme(),
        line("function", "Fonction", "Poste", required=True, example="Chef de projet"),
        line("organisation", "Organisation", "Structure", example="AMSS"),
        Column("headcount", ("Effectif", "Nombre", "Nbre"), COUNT, example="1"),
        shared.POSITION,
    ),
)

SECTIONS = Kind(
    word="sections",
    title="Rubriques libres",
    model="programmes.ProgrammeSection",
    key=("programme", "title"),
    loaded_by=("programme",),
    ranked_in=("programme",),
    columns=(
        shared.programme(),
        line("title", "Titre", "Rubrique", required=True, example="Politique genre"),
        text("text", "Texte", "Contenu", required=True),
        shared.POSITION,
    ),
)

KINDS = (PROGRAMMES, PARTICIPATIONS, CONTRIBUTIONS, SUSPENSIONS, TARGET_GROUPS, TEAM, SECTIONS)
