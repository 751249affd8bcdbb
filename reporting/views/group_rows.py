"""The table of groups of a dashboard, ready to be printed: each number with the list that it opens."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from programmes.dimensions import NONE, Dimension
from programmes.formats import counted, integer, money
from reporting.charts import grouped, strip
from reporting.dashboard_drawings import parts_of
from reporting.figures.dashboard import DashboardFigures, DashboardGroup
from reporting.figures.totals import Figures
from reporting.rates import BudgetRate
from reporting.views.asked_scope import MONEY, AskedScope
from reporting.views.scope_links import COUNTED, ScopeLinks, groups_within, links_of_group

#: More are on a page of their own: a dashboard is read at a glance.
MOST_GROUPS = 15

#: Heading, name of the count, what the list is narrowed by.
COUNTS = (
    ("Réalisées", "done", f"{COUNTED}&status=done"),
    ("En cours", "in_progress", f"{COUNTED}&status=in_progress"),
    ("Planifiées", "planned", f"{COUNTED}&status=planned"),
    ("Non réalisées", "not_done", f"{COUNTED}&status=not_done"),
)
CANCELLED = ("Annulées", "cancelled", "status=cancelled")


@dataclass(frozen=True)
class GroupRow:
    """One line: the name, what choosing it opens, the bar, and each cell as written, after its heading."""

    label: str
    url: str
    bar: SafeString
    cells: tuple[tuple[str, SafeString], ...]


@dataclass(frozen=True)
class GroupTable:
    """The lines shown, and how many there are in all."""

    heading: str
    headings: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    total: GroupRow
    count: int
    has_bars: bool

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.rows)


def group_table(
    asked: AskedScope, figures: DashboardFigures, groups: Iterable[DashboardGroup] | None = None
) -> GroupTable:
    """The table of these groups; without any given, of all, or of the largest where they are many."""
    shown = tuple(groups) if groups is not None else largest(figures.groups)
    inner = groups_within(asked.scope, asked.by, [group.key for group in shown])
    total = ScopeLinks.of(asked.user, asked.scope)
    make = _money_row if asked.view == MONEY else _count_row
    columns = _money_headings(figures, asked.by) if asked.view == MONEY else _count_headings(figures.total)
    rows = tuple(
        make(
            group.label,
            asked.narrowed(asked.by, group.key) if group.key else "",
            group,
            links_of_group(asked.user, asked.scope, asked.by, group.key, inner),
            columns,
        )
        for group in shown
    )
    whole = DashboardGroup("", "Ensemble", figures.total)
    return GroupTable(
        heading=capfirst(asked.by.label),
        headings=columns,
        rows=rows,
        total=make("Ensemble", "", whole, total, columns),
        count=figures.group_count,
        has_bars=asked.view != MONEY,
    )


def largest(groups: tuple[DashboardGroup, ...]) -> tuple[DashboardGroup, ...]:
    """All of them in their order; where they are many, those that hold the most activities, « sans … » last."""
    if len(groups) <= MOST_GROUPS:
        return groups
    chosen = sorted(groups, key=lambda group: -group.figures.base)[:MOST_GROUPS]
    return tuple(sorted(chosen, key=lambda group: group.key in {"", NONE}))


def _count_headings(total: Figures) -> tuple[str, ...]:
    """A column of zeros is left out."""
    names = [heading for heading, name, _ in COUNTS if total.counts.of(name) or name == "done"]
    late = ["En retard"] if total.late else []
    cancelled = [CANCELLED[0]] if total.counts.cancelled else []
    return ("Activités", *names, *late, *cancelled, "Exécution physique")


def _count_row(
    label: str, url: str, group: DashboardGroup, links: ScopeLinks, columns: tuple[str, ...]
) -> GroupRow:
    figures, cells = group.figures, []
    cells.append(number(figures.base, links.counted))
    for heading, name, query in (*COUNTS, ("En retard", "", "late=1"), CANCELLED):
        if heading in columns:
            count = figures.counts.of(name) if name else figures.late
            cells.append(number(count, links.to(query)))
    rate = figures.execution
    cells.append(
        format_html('<strong>{}</strong> <span class="sub">{}</span>', rate.percent_text, rate.fraction_text)
        if rate.is_defined
        else mark_safe("—")
    )
    bar = mark_safe(strip(parts_of(figures)))  # noqa: S308 (numbers and the colours of the charts)
    return GroupRow(label, url, bar, tuple(zip(columns, cells, strict=True)))


def _money_headings(figures: DashboardFigures, by: Dimension) -> tuple[str, ...]:
    shared = ("Partagé, dépensé",) if by.is_funder and any(group.shared for group in figures.groups) else ()
    return ("Budget", "Engagé", "Dépensé", "Laissé de côté", *shared)


def _money_row(
    label: str, url: str, group: DashboardGroup, links: ScopeLinks, columns: tuple[str, ...]
) -> GroupRow:
    figures = group.figures
    spent, committed = figures.financial, figures.commitment
    cells = [
        _lines(money(rate.budget, rate.currency) for rate in spent),
        _lines(_share(rate) for rate in committed),
        _lines(_share(rate) for rate in spent),
        # The money of what several fund is set apart, and so are those of them without a budget.
        left_out(figures, ScopeLinks("") if group.shared else links),
    ]
    if len(columns) > len(cells):
        several = counted(
            group.shared, "activité de plusieurs financeurs", "activités de plusieurs financeurs"
        )
        cells.append(
            format_html('{} <span class="sub">{}</span>', group.remainder_text, several)
            if group.shared
            else mark_safe("—")
        )
    return GroupRow(label, url, mark_safe(""), tuple(zip(columns, cells, strict=True)))


def left_out(figures: Figures, links: ScopeLinks) -> SafeString:
    """What the rates of money leave aside: activities without a budget, amounts never told."""
    said = []
    without = sum(rate.without_budget for rate in figures.financial)
    if without:
        spent = [
            money(rate.spent_without_budget, rate.currency)
            for rate in figures.financial
            if rate.spent_without_budget
        ]
        text = f"{integer(without)} sans budget"
        own = link(text, links.to(f"{COUNTED}&without=budget"))
        said.append(format_html("{}, {} dépensés", own, " + ".join(spent)) if spent else own)
    if figures.spent_unstated:
        said.append(format_html("{} sans dépense indiquée", integer(figures.spent_unstated)))
    return _lines(said)


def _share(rate: BudgetRate) -> SafeString:
    amount = money(rate.spent, rate.currency)
    if not rate.rate.is_defined:
        return format_html("{}", amount)
    return format_html('{} <span class="sub">{}</span>', amount, rate.rate.percent_text)


def _lines(texts: Iterable[str]) -> SafeString:
    """One below the other; a dash where there is nothing."""
    written = [format_html("<div>{}</div>", text) for text in texts]
    return mark_safe("".join(written)) if written else mark_safe("—")  # noqa: S308 (each part is escaped)


def number(count: int, url: str) -> SafeString:
    """A count and the list that it opens; nothing leads to zero rows."""
    return link(grouped(count), url if count else "")


def link(text: str, url: str) -> SafeString:
    """A text that leads somewhere, or the text alone."""
    return format_html('<a href="{}">{}</a>', url, text) if url else format_html("{}", text)
