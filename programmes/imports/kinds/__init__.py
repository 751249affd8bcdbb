"""The kinds of sheets, in the order in which a workbook is loaded: what is referred to comes first."""

from programmes.imports.columns import Kind
from programmes.imports.kinds import (
    indicators,
    plans,
    priorities,
    programmes,
    reference_lists,
    results,
    workshops,
)

ORDER: tuple[Kind, ...] = (
    reference_lists.SECTORS,
    reference_lists.DEPARTMENTS,
    reference_lists.PARTNERS,
    reference_lists.ACTIVITY_KINDS,
    *programmes.KINDS,
    reference_lists.FUNDING_SOURCES,
    plans.PLANS,
    plans.PLAN_FUNDING,
    *results.KINDS,
    *indicators.KINDS,
    plans.ACTIVITIES,
    plans.ACTIVITY_FUNDING,
    plans.STATUS_REPORTS,
    *workshops.KINDS,
    plans.DECLARED_FIGURES,
    *priorities.KINDS,
)
KINDS: dict[str, Kind] = {kind.word: kind for kind in ORDER}
# Besides the kinds: the territory has a reader of its own; the sheets of a workbook are named after their kind, or
# recognised one by one.
TERRITORY, WORKBOOK, AUTO = "territory", "workbook", "auto"
WORDS: tuple[str, ...] = (TERRITORY, *KINDS, WORKBOOK, AUTO)
