"""Figures: functions from a queryset (already scoped by `visible_to`) and two dates to small frozen dataclasses.

Screen, PDF, spreadsheet, command and API print these objects: they cannot disagree. The rules are told in
docs/figures.md; the arithmetic of rates is in `reporting.rates`.
"""

from programmes.situation import Situation
from reporting.figures.amounts import Amount, amounts_text, sums
from reporting.figures.declared import DeclaredLine, declared_against_computed
from reporting.figures.groups import Group, NamedSource, SourceFigures, SourceGroup
from reporting.figures.lines import Line, lines_of
from reporting.figures.plans import PlanFigures, plan_figures
from reporting.figures.programmes import ContributionTotal, ProgrammeFigures, programme_figures
from reporting.figures.several import figures_of_several, latest_links
from reporting.figures.totals import Counts, Figures, figures_of

__all__ = [
    "Amount",
    "ContributionTotal",
    "Counts",
    "DeclaredLine",
    "Figures",
    "Group",
    "Line",
    "NamedSource",
    "PlanFigures",
    "ProgrammeFigures",
    "Situation",
    "SourceFigures",
    "SourceGroup",
    "amounts_text",
    "declared_against_computed",
    "figures_of",
    "figures_of_several",
    "latest_links",
    "lines_of",
    "plan_figures",
    "programme_figures",
    "sums",
]
