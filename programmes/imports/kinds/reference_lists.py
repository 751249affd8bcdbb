"""Sheets of the reference lists: sectors, departments, partners, sources of funding, kinds of activities."""

from programmes.imports.cell_types import CODE, INTEGER, LINE, SPELLINGS, URL, choice, reference
from programmes.imports.columns import Column, Kind
from programmes.models import Department, FundingSource, Partner

CODE_HELP = "Sans espace ni accent ; désigne la ligne pour toujours."
ALIASES = Column(
    "aliases",
    ("Autres graphies", "Autres noms", "Alias", "Graphies"),
    SPELLINGS,
    example="D.G.C.T. ; Direction des Collectivités",
    help="Séparées par un point-virgule ; elles s’ajoutent à celles qui sont connues.",
)
POSITION = Column("position", ("Ordre", "Rang", "N°", "Numéro"), INTEGER, example="1")

SECTORS = Kind(
    word="sectors",
    title="Domaines",
    model="programmes.Sector",
    key=("code",),
    columns=(
        Column("code", ("Code",), CODE, required=True, example="education", help=CODE_HELP),
        Column(
            "name",
            ("Nom", "Domaine", "Secteur", "Libellé", "Intitulé"),
            LINE,
            required=True,
            example="Éducation",
        ),
    ),
)

DEPARTMENTS = Kind(
    word="departments",
    title="Structures",
    model="programmes.Department",
    key=("code",),
    columns=(
        Column("code", ("Code",), CODE, required=True, example="SDFL", help=CODE_HELP),
        Column(
            "name",
            ("Nom", "Structure", "Intitulé", "Libellé", "Nom de la structure", "Dénomination", "Service"),
            LINE,
            required=True,
            example="Sous-direction Finances locales",
        ),
        Column("acronym", ("Sigle", "Acronyme", "Abréviation"), LINE, example="SDFL"),
        Column(
            "kind",
            ("Nature", "Type"),
            choice(Department.Kind, sub_directorate=("SD",), state_service=("service technique", "service")),
            example="sous-direction",
        ),
        Column(
            "parent", ("Rattachée à", "Relève de", "Rattachement"), reference("departments"), example="DGCT"
        ),
        POSITION,
        ALIASES,
    ),
)

PARTNERS = Kind(
    word="partners",
    title="Partenaires",
    model="programmes.Partner",
    key=("code",),
    columns=(
        Column("code", ("Code",), CODE, required=True, example="UNICEF", help=CODE_HELP),
        Column(
            "name",
            ("Nom", "Partenaire", "Organisation", "Raison sociale", "Nom du partenaire", "Dénomination"),
            LINE,
            required=True,
            example="Fonds des Nations unies pour l’enfance",
        ),
        Column("acronym", ("Sigle", "Acronyme", "Abréviation"), LINE, example="UNICEF"),
        Column(
            "kind",
            ("Nature", "Type"),
            choice(Partner.Kind, donor=("PTF", "bailleur"), ngo=("ONG",), agency=("agence",)),
            example="partenaire technique et financier",
        ),
        Column("website", ("Site internet", "Site web", "Site"), URL, example="https://www.unicef.org/mali"),
        ALIASES,
    ),
)

FUNDING_SOURCES = Kind(
    word="funding-sources",
    title="Sources de financement",
    model="programmes.FundingSource",
    key=("code",),
    columns=(
        Column("code", ("Code",), CODE, required=True, example="PADRE-GIZ", help=CODE_HELP),
        Column(
            "name",
            ("Nom", "Source", "Source de financement", "Libellé", "Intitulé"),
            LINE,
            required=True,
            example="PADRE/GIZ",
        ),
        Column(
            "kind",
            ("Nature", "Type"),
            choice(
                FundingSource.Kind,
                national_budget=("BN", "État"),
                fnact=("FNACT", "DAT", "DAT/FNACT", "Dotation d’appui technique"),
                partner=("PTF", "partenaire"),
                own=("ressources propres",),
            ),
            example="partenaire technique et financier",
        ),
        Column("programme", ("Programme", "Projet"), reference("programmes"), example="PADRE"),
        Column("partner", ("Partenaire", "PTF"), reference("partners"), example="GIZ"),
        POSITION,
    ),
)

ACTIVITY_KINDS = Kind(
    word="activity-kinds",
    title="Natures d’activités",
    model="programmes.ActivityKind",
    key=("code",),
    columns=(
        Column("code", ("Code",), CODE, required=True, example="formation", help=CODE_HELP),
        Column("name", ("Nom", "Nature", "Libellé"), LINE, required=True, example="Formation"),
    ),
)

KINDS = (SECTORS, DEPARTMENTS, PARTNERS, FUNDING_SOURCES, ACTIVITY_KINDS)
