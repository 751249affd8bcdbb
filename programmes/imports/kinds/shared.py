"""Columns that several kinds of sheets share, and the families of columns that go together."""

from programmes.imports.cell_types import (
    AMOUNT,
    COUNT,
    CURRENCY,
    END,
    LINE,
    PLACE,
    PLACES,
    START,
    TEXT,
    YES_NO,
    reference,
)
from programmes.imports.columns import Column

CURRENCY_COLUMN = Column(
    "currency",
    ("Devise", "Monnaie", "Unité monétaire"),
    CURRENCY,
    example="FCFA",
    help="FCFA quand rien n’est dit.",
)


def programme(*, required: bool = True, heading: str = "Programme") -> Column:
    """The programme of a row."""
    return Column(
        "programme",
        (
            heading,
            "Programme",
            "Projet",
            "Programme ou projet",
            "Programme/Projet",
            "Projet/Programme",
            "Code programme",
            "Code projet",
            "Nom du projet",
            "Nom du programme",
        ),
        reference("programmes"),
        required=required,
        example="EAM",
        help="Code, sigle ou titre du programme.",
    )


def plan(*, required: bool = True) -> Column:
    """The plan of a row."""
    return Column(
        "plan",
        ("Plan", "Plan d’actions", "Plan annuel", "Plan de travail", "PTA", "Code plan", "Code du plan"),
        reference("plans"),
        required=required,
        example="DGCT-2023",
        help="Code du plan.",
    )


def workshop(*, required: bool = True, heading: str = "Atelier") -> Column:
    """The workshop of a row."""
    return Column(
        "workshop",
        (heading, "Atelier", "Code atelier", "Code de l’atelier", "Rencontre", "Réunion", "Table ronde"),
        reference("workshops"),
        required=required,
        example="ATELIER-SEGOU-2023",
        help="Code de l’atelier.",
    )


def partner(*, required: bool = True) -> Column:
    """The partner of a row."""
    return Column(
        "partner",
        (
            "Partenaire",
            "PTF",
            "Organisation partenaire",
            "Nom du partenaire",
            "Partenaire technique et financier",
            "Partenaire/PTF",
        ),
        reference("partners"),
        required=required,
        example="UNICEF",
        help="Code, nom, sigle ou graphie connue.",
    )


def department(*, heading: str = "Structure") -> Column:
    """The department of a row."""
    return Column(
        "department",
        (
            heading,
            "Structure",
            "Structure responsable",
            "Structure resp.",
            "Responsable",
            "Resp.",
            "Service responsable",
            "Direction responsable",
            "Entité responsable",
            "Acteur responsable",
            "Sous-direction",
            "Sous-direction responsable",
            "Structure chargée",
            "Structure chargée de l’exécution",
            "Structure chargée de la mise en œuvre",
            "Structure de mise en œuvre",
            "Structure d’exécution",
            "Structure pilote",
            "Structure porteuse",
            "Responsable de l’activité",
            "Responsable de mise en œuvre",
            "Responsable d’exécution",
            "Service",
            "Pilote",
            "Porteur",
        ),
        reference("departments"),
        example="SDFL",
        help="Code, nom, sigle ou graphie connue.",
    )


def result(*others: str) -> Column:
    """The result, or objective, of a row; its code is unique in the programme or plan named before it."""
    return Column(
        "result",
        (
            "Résultat",
            "Objectif",
            "Objectif ou résultat",
            "Objectif spécifique",
            "Objectif/Résultat",
            "OS",
            "Axe",
            "Axe stratégique",
            "Composante",
            "Volet",
            "Code résultat",
            "Code objectif",
            *others,
        ),
        reference("results", within=("programme", "plan")),
        example="R1.1",
        help="Code du résultat dans son programme, ou de l’objectif dans son plan.",
    )


def indicator() -> Column:
    """The indicator of a row, by its code in the programme named before it."""
    return Column(
        "indicator",
        ("Indicateur", "Code indicateur", "Code de l’indicateur", "N° indicateur", "Réf. indicateur"),
        reference("indicators", within=("programme",)),
        required=True,
        example="IND-1",
        help="Code de l’indicateur dans son programme.",
    )


def sector() -> Column:
    """The sector of a row."""
    return Column(
        "sector",
        ("Domaine", "Secteur", "Thème", "Thématique", "Domaine d’intervention", "Secteur d’activité"),
        reference("sectors"),
        example="education",
    )


START_COLUMN = Column(
    "start",
    ("Début", "Date de début", "Du", "Démarrage", "Date de démarrage", "Date début", "Commencement"),
    START,
    example="décembre 2020",
    help="Jour, mois, trimestre ou année, « début » ou « fin » : rien n’est inventé.",
)
END_COLUMN = Column(
    "end",
    ("Fin", "Date de fin", "Au", "Date fin", "Achèvement", "Date d’achèvement", "Clôture"),
    END,
    example="mars 2021",
    help="Comme le début.",
)
PERIOD = (START_COLUMN, END_COLUMN)
PLACES_COLUMN = Column(
    "places",
    (
        "Localisation",
        "Lieux",
        "Communes",
        "Territoires",
        "Zone d’intervention",
        "Lieu d’intervention",
        "Lieu d’exécution",
        "Lieu de réalisation",
        "Lieu de mise en œuvre",
        "Lieu de l’activité",
        "Zone",
        "Zone couverte",
        "Zone concernée",
        "Commune concernée",
        "Commune bénéficiaire",
        "Commune d’intervention",
        "Commune cible",
        "Localité",
        "Collectivité",
        "Collectivité territoriale",
        "Collectivité concernée",
        "Collectivité bénéficiaire",
        "Site",
        "Site d’intervention",
        "Localisation géographique",
    ),
    PLACES,
    example="communes de Bara et Ansongo, cercle d’Ansongo",
    help="Régions, cercles ou communes ; plusieurs, séparés par un point-virgule.",
)
PLACE_COLUMN = Column(
    "place",
    (
        "Commune",
        "Lieu",
        "Localité",
        "Collectivité",
        "Collectivité territoriale",
        "Nom de la commune",
        "Commune concernée",
    ),
    PLACE,
    example="commune de Bara, cercle d’Ansongo",
    help="Le cercle départage les homonymes.",
)
PLACE_LABEL = Column(
    "place_label",
    ("Commune non nommée", "Commune (non nommée)"),
    LINE,
    example="7e commune (non nommée)",
    help="Pour une commune que le document compte sans la nommer.",
)
DEMONSTRATION = Column(
    "is_demonstration",
    ("Démonstration", "Donnée de démonstration", "Ligne de démonstration"),
    YES_NO,
    example="non",
    help="« oui » pour une ligne qu’aucun document ne donne.",
)
SOURCE = Column(
    "source",
    ("Source", "Document source", "Référence du document", "Source d’information"),
    LINE,
    example="Rapport de l’atelier de Ségou, décembre 2023",
)
POSITION = Column(
    "position",
    ("Ordre", "Rang", "N°", "Numéro", "N° d’ordre", "Numéro d’ordre"),
    COUNT,
    example="1",
    help="Sinon, l’ordre des lignes.",
)
AMOUNT_COLUMN = Column(
    "amount",
    (
        "Montant",
        "Coût",
        "Apport",
        "Montant total",
        "Montant prévu",
        "Montant alloué",
        "Montant de l’apport",
        "Contribution",
        "Contribution financière",
        "Budget",
    ),
    AMOUNT,
    example="96 303 057 FCFA",
    help="Vide quand le document ne le donne pas.",
)


OBSERVATIONS = (
    "Observations",
    "Obs.",
    "Remarques",
    "Observations et commentaires",
    "Commentaires et observations",
)


def text(name: str, *headings: str, required: bool = False, example: str = "") -> Column:
    """A column of free text, on several lines."""
    return Column(name, headings, TEXT, required=required, example=example)


def line(name: str, *headings: str, required: bool = False, example: str = "") -> Column:
    """A column of text on one line."""
    return Column(name, headings, LINE, required=required, example=example)
