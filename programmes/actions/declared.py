"""What a workshop, or a document, declared about a plan: entered, corrected, taken back, always with a trace."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from accounts.rules import check_instance
from programmes.actions.refusals import Refusal
from programmes.formats import number, percent
from programmes.locks import only
from programmes.models import ActionPlan, DeclaredFigure, Workshop

Measure = DeclaredFigure.Measure


@transaction.atomic
def declare_figures(
    *,
    plan: ActionPlan,
    values: Mapping[str, Decimal | None],
    by: User | None,
    workshop: Workshop | None = None,
    declared_on: date | None = None,
    quote: str | None = "",
    seen: str | None = None,
) -> str:
    """Make the figures of one declaration exactly these, by measure; None takes one back. What they now say, in words.

    `quote` is the sentence of the document for all of them; None leaves each its own. `seen` is what the form showed
    (`declared_text`). A closed plan takes them too: they stand beside the frozen figures and change none. Raises
    Refusal without the right, for a draft, where nothing is declared, and where somebody declared meanwhile.
    """
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if by is not None and not by.may(Permission.CLOSE_PLANS):
        raise Refusal(
            f"Votre rôle ne permet pas de saisir un chiffre déclaré\u00a0: {only(Permission.CLOSE_PLANS)} le faire."
        )
    if not plan.adopted_on:
        raise Refusal("Le plan est en préparation\u00a0: rien n’a encore pu être déclaré de son exécution.")
    rows = {row.measure: row for row in declaration(plan, workshop)}
    before = declared_text(plan, workshop)
    if seen is not None and seen != before:
        raise Refusal(
            f"Des chiffres sont déjà enregistrés pour cette déclaration\u00a0: {before or 'plus aucun'}. "
            "Rien n’est enregistré\u202f: ouvrez-la et corrigez-la."
        )
    if not rows and all(value is None for value in values.values()):
        raise Refusal("Indiquez au moins un chiffre déclaré.", field=Measure.TOTAL)
    for measure, value in values.items():
        _write(plan, workshop, rows.get(measure), Measure(measure), value, declared_on, quote)
    after = declared_text(plan, workshop)
    told = {
        "workshop": str(workshop) if workshop else "",
        "declared": after or "aucun chiffre",
        "declared_before": before,
        "declared_on": declared_on.isoformat() if declared_on else "",
        "quote": quote or "",
    }
    audit.record(
        by=by,
        action="plan.declare",
        target=plan,
        before={"declared": before},
        after={name: said for name, said in told.items() if said},
    )
    return after


def declaration(plan: ActionPlan, workshop: Workshop | None) -> list[DeclaredFigure]:
    """The figures that one workshop, or none, declared about a plan, in the order of the measures."""
    order = list(Measure.values)
    rows = plan.declared_figures.filter(workshop=workshop)
    return sorted(rows, key=lambda row: order.index(row.measure))


def declared_text(plan: ActionPlan, workshop: Workshop | None) -> str:
    """« activités réalisées 42, taux d’exécution physique 67,74 % »; empty when nothing is declared."""
    return ", ".join(_said(row) for row in declaration(plan, workshop))


def _said(row: DeclaredFigure) -> str:
    if row.measure == Measure.EXECUTION_RATE:
        return f"taux d’exécution physique {percent(row.value)}"
    return f"{row.get_measure_display()} {number(row.value)}"


def _write(
    plan: ActionPlan,
    workshop: Workshop | None,
    row: DeclaredFigure | None,
    measure: Measure,
    value: Decimal | None,
    declared_on: date | None,
    quote: str | None,
) -> None:
    if value is None:
        if row is not None:
            row.delete()
        return
    row = row or DeclaredFigure(plan=plan, workshop=workshop, measure=measure)
    row.value, row.declared_on = value, declared_on
    if quote is not None:
        row.quote = quote.strip()
    check_instance(row)
    row.save()
