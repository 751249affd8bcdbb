"""Sheets of the communes' priority actions and of the pledges made for them."""

from programmes.imports.cell_types import AMOUNT, CODE, MOMENT, choice, reference
from programmes.imports.columns import Column, Kind
from programmes.imports.kinds import shared
from programmes.imports.kinds.shared import line, text
from programmes.models import Pledge, PriorityAction

PRIORITIES = Kind(
    word="priorities",
    title="Actions prioritaires",
    model="programmes.PriorityAction",
    key=("code",),
    columns=(
        Column("code", ("Code",), CODE, required=True, example="PA-001"),
        line(
            "title",
            "Intitulé",
            "Action",
            "Action prioritaire",
            "Titre",
            "Intitulé de l’action",
            "Intitulé du projet",
            "Désignation",
            required=True,
        ),
        Column(
            "document",
            ("Inscrite dans", "Document"),
            choice(
                PriorityAction.Document, pdesc=("PDESC", "PDSEC"), ppp=("PPP", "fiche PPP"), other=("autre",)
            ),
            example="PDESC",
        ),
        shared.PLACE_COLUMN,
        shared.PLACE_LABEL,
        shared.programme(required=False),
        shared.workshop(required=False, heading="Présentée à"),
        shared.sector(),
        shared.CURRENCY_COLUMN,
        Column(
            "cost",
            ("Coût estimé", "Coût", "Montant", "Coût estimatif", "Coût total", "Coût prévisionnel", "Budget"),
            AMOUNT,
            example="452 610 330 FCFA",
        ),
        Column(
            "study", ("Étude de faisabilité", "Étude"), choice(PriorityAction.Study), example="à financer"
        ),
        text("description", "Description", "Présentation"),
        shared.DEMONSTRATION,
    ),
)

PLEDGES = Kind(
    word="pledges",
    title="Promesses de financement",
    model="programmes.Pledge",
    key=("action", "programme", "workshop", "partner", "text"),
    loaded_by=("partner",),
    columns=(
        Column(
            "action",
            ("Action prioritaire", "Action", "Code action"),
            reference("priorities"),
            example="PA-001",
        ),
        shared.programme(required=False),
        shared.workshop(required=False, heading="Faite à"),
        shared.partner(),
        Column("state", ("État", "Statut"), choice(Pledge.State), example="annoncé"),
        shared.CURRENCY_COLUMN,
        shared.AMOUNT_COLUMN,
        line("text", "Promesse", "Engagement", "Texte", "Engagement pris", required=True),
        Column("date", ("Date",), MOMENT, example="octobre 2023"),
    ),
)

KINDS = (PRIORITIES, PLEDGES)
