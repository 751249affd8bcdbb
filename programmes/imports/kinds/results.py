"""Sheets of the logical framework, of achievements, local structures and diagnoses."""

from programmes.imports.cell_types import CODE_IN_PARENT, DECIMAL, LINE, MOMENT, choice, reference
from programmes.imports.columns import Column, Kind, Parent
from programmes.imports.kinds import shared
from programmes.imports.kinds.shared import line, text
from programmes.models import Achievement, LocalStructure, Result, SwotItem

RESULTS = Kind(
    word="results",
    title="Cadre logique",
    model="programmes.Result",
    key=("programme", "plan", "code"),
    loaded_by=("programme", "plan"),
    ranked_in=("programme", "plan"),
    columns=(
        shared.programme(required=False),
        shared.plan(required=False),
        Column("code", ("Code", "N°"), CODE_IN_PARENT, required=True, example="R1.1"),
        Column(
            "parent",
            ("Relève de", "Parent", "Rattaché à", "Objectif parent"),
            reference("results", within=("programme", "plan")),
            example="OS1",
            help="Code d’un résultat ou d’un objectif donné plus haut.",
        ),
        Column(
            "kind",
            ("Niveau", "Nature", "Type"),
            choice(Result.Kind, objective=("objectif",)),
            example="résultat",
        ),
        text(
            "text",
            "Énoncé",
            "Texte",
            "Intitulé",
            "Résultat attendu",
            "Libellé",
            "Résultat",
            "Objectif",
            required=True,
        ),
        Column(
            "position",
            ("Ordre", "Rang"),
            shared.POSITION.parse,
            example="1",
            help="Sinon, l’ordre des lignes.",
        ),
    ),
    note="Chaque ligne relève d’un programme ou d’un plan, pas des deux.",
)

ACHIEVEMENTS = Kind(
    word="achievements",
    title="Résultats atteints",
    model="programmes.Achievement",
    key=("programme", "result", "position"),
    loaded_by=("programme",),
    ranked_in=("programme", "result"),
    columns=(
        shared.programme(),
        shared.result("Résultat attendu"),
        Column(
            "kind",
            ("Nature", "Type"),
            choice(Achievement.Kind, training=("renforcement des capacités",), advocacy=("sensibilisation",)),
            required=True,
            example="formation",
        ),
        text(
            "text",
            "Réalisation",
            "Résultat atteint",
            "Texte",
            "Résultat obtenu",
            "Activité réalisée",
            required=True,
        ),
        Column("quantity", ("Quantité", "Nombre"), DECIMAL, example="100"),
        Column("unit", ("Unité",), LINE, example="acteurs"),
        Column("theme", ("Thème",), LINE, example="protection de l’enfance"),
        shared.PLACES_COLUMN,
        *shared.PERIOD,
        shared.POSITION,
    ),
    note="Une réalisation est reconnue à son ordre dans son résultat : ne changez pas l’ordre des lignes.",
)

STRUCTURES = Kind(
    word="structures",
    title="Structures locales",
    model="programmes.LocalStructure",
    key=("programme", "name"),
    loaded_by=("programme",),
    columns=(
        shared.programme(),
        Column(
            "kind", ("Nature", "Type"), choice(LocalStructure.Kind, mechanism=("mécanisme",)), required=True
        ),
        line("name", "Nom", "Structure", required=True, example="Mécanisme de Kadiolo"),
        shared.PLACE_COLUMN,
    ),
)

_DIAGNOSIS = (
    shared.programme(),
    Column(
        "place",
        shared.PLACE_COLUMN.headings,
        shared.PLACE_COLUMN.parse,
        required=True,
        example="commune de Kadiolo",
    ),
    Column(
        "structure",
        ("Structure", "Mécanisme"),
        reference("structures", within=("programme",)),
        example="Mécanisme de Kadiolo",
    ),
    Column("date", ("Date",), MOMENT, example="février 2021"),
)

SUPPORT_PLANS = Kind(
    word="support-plans",
    title="Diagnostics et plans d’appui",
    model="programmes.SwotAnalysis",
    key=("programme", "place", "structure", "date"),
    loaded_by=("programme",),
    columns=(*_DIAGNOSIS, text("support_plan", "Plan d’appui", "Plan d’appui au mécanisme")),
)

SWOT = Kind(
    word="swot",
    title="FFOM",
    model="programmes.SwotItem",
    key=("analysis", "kind", "text"),
    loaded_by=("analysis__programme",),
    parent=Parent("analysis", "support-plans", create=True),
    ranked_in=("analysis", "kind"),
    columns=(
        *_DIAGNOSIS,
        Column(
            "kind",
            ("Rubrique", "FFOM", "Nature"),
            choice(
                SwotItem.Kind,
                strength=("forces", "F"),
                weakness=("faiblesses",),
                opportunity=("opportunités", "O"),
                threat=("menaces", "M"),
            ),
            required=True,
            example="force",
        ),
        text("text", "Constat", "Texte", "Description", "Élément", required=True),
        shared.POSITION,
    ),
)

KINDS = (RESULTS, ACHIEVEMENTS, STRUCTURES, SUPPORT_PLANS, SWOT)
