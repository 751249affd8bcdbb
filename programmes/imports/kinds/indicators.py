"""Sheets of indicators, their targets, their measurements and the parts of these."""

from programmes.imports.cell_types import CODE_IN_PARENT, DECIMAL, LINE, YES_NO, choice
from programmes.imports.columns import Column, Kind, Parent
from programmes.imports.kinds import shared
from programmes.imports.kinds.shared import line, text
from programmes.models import Indicator, MeasurementPart

INDICATORS = Kind(
    word="indicators",
    title="Indicateurs",
    model="programmes.Indicator",
    key=("programme", "code"),
    loaded_by=("programme",),
    columns=(
        shared.programme(),
        shared.result("Résultat attendu"),
        Column("code", ("Code", "N°"), CODE_IN_PARENT, required=True, example="IND-1"),
        line(
            "label",
            "Intitulé",
            "Indicateur",
            "Libellé",
            "Nom de l’indicateur",
            "Intitulé de l’indicateur",
            required=True,
            example="Conflits résolus",
        ),
        Column("unit", ("Unité", "Unité de mesure"), LINE, example="conflits"),
        Column(
            "direction",
            ("Sens",),
            choice(Indicator.Direction, up=("hausse",), down=("baisse",)),
            example="à la hausse",
        ),
        Column(
            "nature",
            ("Nature", "Mode de calcul"),
            choice(
                Indicator.Nature, level=("niveau",), increment=("réalisé de la période",), running=("cumul",)
            ),
            example="cumul",
        ),
        Column(
            "baseline",
            (
                "Référence",
                "Valeur de référence",
                "Situation de référence",
                "Valeur de base",
                "Baseline",
                "Base",
            ),
            DECIMAL,
            example="0",
        ),
        Column("by_sex", ("Ventilé par sexe",), YES_NO, example="non"),
        Column("by_age", ("Ventilé par âge",), YES_NO, example="non"),
    ),
)

TARGETS = Kind(
    word="targets",
    title="Cibles des indicateurs",
    model="programmes.IndicatorTarget",
    key=("indicator", "place", "place_label", "start", "end", "reason"),
    loaded_by=("indicator__programme",),
    columns=(
        shared.programme(),
        shared.indicator(),
        shared.PLACE_COLUMN,
        shared.PLACE_LABEL,
        *shared.PERIOD,
        Column(
            "value",
            ("Cible", "Valeur", "Valeur cible", "Objectif chiffré", "Prévu"),
            DECIMAL,
            required=True,
            example="14",
        ),
        text("reason", "Motif de la révision"),
    ),
    note="Une cible révisée se donne sur une nouvelle ligne, avec le motif ; elle remplace la précédente.",
)

_MEASURED = (shared.programme(), shared.indicator(), shared.PLACE_COLUMN, *shared.PERIOD)

MEASUREMENTS = Kind(
    word="measurements",
    title="Mesures des indicateurs",
    model="programmes.Measurement",
    key=("indicator", "place", "start", "end"),
    loaded_by=("indicator__programme",),
    columns=(
        *_MEASURED,
        Column(
            "value",
            ("Valeur", "Réalisé", "Mesure", "Valeur atteinte", "Valeur réalisée", "Réalisation", "Atteint"),
            DECIMAL,
            required=True,
            example="8",
        ),
        shared.SOURCE,
        text("comment", "Commentaire", *shared.OBSERVATIONS),
    ),
)

MEASUREMENT_PARTS = Kind(
    word="measurement-parts",
    title="Ventilation des mesures",
    model="programmes.MeasurementPart",
    key=("measurement", "sex", "age_band"),
    loaded_by=("measurement__indicator__programme",),
    parent=Parent("measurement", "measurements"),
    columns=(
        *_MEASURED,
        Column("sex", ("Sexe",), choice(MeasurementPart.Sex, women=("F", "femme"), men=("H", "homme"))),
        line("age_band", "Tranche d’âge", "Âge", example="18 à 24 ans"),
        Column("value", ("Valeur",), DECIMAL, required=True, example="5"),
    ),
)

KINDS = (INDICATORS, TARGETS, MEASUREMENTS, MEASUREMENT_PARTS)
