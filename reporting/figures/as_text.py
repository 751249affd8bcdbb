"""The figures of a plan, or of a dashboard, as a page of text, for a terminal."""

from collections.abc import Iterable, Iterator

from programmes.dimensions import NONE, Dimension
from programmes.formats import integer
from programmes.models import Status
from reporting.figures.dashboard import DashboardFigures, DashboardGroup
from reporting.figures.declared import DeclaredLine
from reporting.figures.groups import Group
from reporting.figures.plans import PlanFigures
from reporting.figures.totals import Figures

# How each count is called under « Activités ».
COUNT_LABELS = {
    Status.DONE: "Réalisées",
    Status.IN_PROGRESS: "En cours",
    Status.NOT_DONE: "Non réalisées",
    Status.PLANNED: "Planifiées",
}


def plan_text(figures: PlanFigures, declared: Iterable[DeclaredLine] = ()) -> str:
    """Title, dates, counts, rates, groups, declared figures; one fact a line."""
    plan = figures.plan
    parts = [f"{plan.code} – {plan.title}", f"Situation au {figures.situation.label}"]
    if figures.is_partial:
        parts.append("Chiffres des seules activités visibles de cette personne")
    if not figures.is_adopted:
        return "\n".join(
            [*parts, f"Plan non adopté à cette date\u00a0: {figures.listed} activités inscrites"]
        )
    parts += _table(total_rows(figures.total))
    parts += _groups("Par structure", figures.departments)
    parts += _groups("Par source de financement", figures.sources.groups)
    parts += [figures.sources.note] if figures.sources.note else []
    if figures.named_sources:
        names = ", ".join(named.source.name for named in figures.named_sources)
        parts += ["", f"Sources citées pour l’ensemble du plan\u00a0: {names}"]
    parts += _declared(declared)
    return "\n".join(parts)


def dashboard_text(figures: DashboardFigures, by: Dimension | None) -> str:
    """What is looked at, dates, counts, rates, groups; one fact a line."""
    scope = figures.scope
    looked_at = ["tous les exercices" if scope.year is None else f"exercice {scope.year}"]
    if not scope.is_of_one_plan:
        looked_at.insert(0, scope.owner.label)
    looked_at += [
        dimension.without if code == NONE else f"{dimension.label} {code}"
        for dimension, code in scope.filters
    ]
    parts = [f"Tableau de bord\u00a0: {', '.join(looked_at)}", f"Situation au {figures.situation.label}"]
    rows = [*total_rows(figures.total), ("Sans nouvelle", integer(figures.silent))]
    if figures.last_year:
        rows.append(("Un an plus tôt", figures.last_year.execution.text))
    parts += _table(rows)
    if by:
        parts += _groups(f"Par {by.label}", figures.groups)
    return "\n".join([*parts, *figures.notes])


def total_rows(total: Figures) -> Iterator[tuple[str, str]]:
    """Each figure in words, under its label."""
    yield "Base", f"{integer(total.base)} ({total.cancelled_text})"
    for status, label in COUNT_LABELS.items():
        yield label, integer(total.counts.of(status))
    yield "En retard", integer(total.late)
    yield "Exécution physique", total.execution.text
    if total.initial_text:
        yield "", total.initial_text
    yield "Avancement", total.progress.text
    yield "Exécution à date", total.due.text
    yield "Exécution financière", total.financial_text
    yield "Engagement", total.commitment_text
    yield "Couverture", total.coverage.text
    yield "À valider", total.pending_text or "rien n’attend une validation"


def _table(rows: Iterable[tuple[str, str]]) -> list[str]:
    rows = list(rows)
    width = max((len(label) for label, _ in rows), default=0)
    return [f"  {label:<{width}}  {value}" for label, value in rows]


def _groups(title: str, groups: Iterable[Group | DashboardGroup]) -> list[str]:
    rows = [(group.label, group.figures.execution.text) for group in groups]
    return ["", title, *_table(rows)] if rows else []


def _declared(lines: Iterable[DeclaredLine]) -> list[str]:
    said = []
    for line in lines:
        said.append(
            f"  {line.label}\u00a0: déclaré {line.declared_text}, calculé {line.computed_text}"
            f"{f' ({line.computed_fraction})' if line.computed_fraction else ''} – {line.explanation_text}"
        )
    return ["", "Déclaré et calculé", *said] if said else []
