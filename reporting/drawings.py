"""Charts of figures: the same drawing on a page and in a document."""

from collections.abc import Iterable

from programmes.formats import integer
from reporting.charts import Group as Bar
from reporting.charts import GroupBars, Part, StackedBar, Tone
from reporting.figures import Figures, Group

PARTS = (
    ("Réalisées", "done", Tone.DONE),
    ("En cours", "in_progress", Tone.IN_PROGRESS),
    ("Planifiées", "planned", Tone.PLANNED),
    ("Non réalisées", "not_done", Tone.NOT_DONE),
)


def status_bar(figures: Figures, title: str) -> StackedBar:
    """The base of a set of activities, by status."""
    counts = figures.counts
    parts = tuple(
        Part(label, counts.of(status), tone, integer(counts.of(status)))
        for label, status, tone in PARTS
        if counts.of(status) or status != "planned"
    )
    said = ", ".join(f"{part.label.lower()} {part.figure}" for part in parts)
    return StackedBar(title=title, description=f"Sur {integer(counts.base)} activités : {said}.", parts=parts)


def execution_bars(groups: Iterable[Group], title: str) -> GroupBars:
    """Done out of the base, one bar a group; groups without any activity are left out."""
    bars = tuple(
        Bar(
            group.label,
            done=group.figures.counts.done,
            total=group.figures.base,
            figure=group.figures.execution.text,
        )
        for group in groups
        if group.figures.base
    )
    said = "; ".join(f"{bar.label} {bar.figure}" for bar in bars)
    return GroupBars(title=title, description=f"Activités réalisées sur le total : {said}.", groups=bars)
