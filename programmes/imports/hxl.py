"""HXL tag rows (#activity+name, #adm3+name…): what humanitarian files say of their columns. Pure: no Django.

They are used for columns whose heading is not known, never required, and never read as data.
"""

import re
from collections.abc import Mapping, Sequence

from programmes.imports.columns import Column

_TAG = re.compile(r"#(?P<tag>[a-z][a-z0-9_]*)(?P<attributes>(?:\s*\+\s*[a-z0-9_]+)*)", re.IGNORECASE)

# A tag, the attributes it must have, and the columns it may stand for: the first that the kind has. The more precise
# lines come first.
_MEANINGS: tuple[tuple[str, frozenset[str], tuple[str, ...]], ...] = tuple(
    (tag, frozenset(attributes.split()), tuple(names.split()))
    for tag, attributes, names in (
        ("activity", "code", "code activity"),
        ("activity", "plan", "plan"),
        ("activity", "type", "kind"),
        ("activity", "", "title activity text"),
        ("project", "code", "code programme"),
        ("project", "", "programme title"),
        ("program", "code", "code programme"),
        ("program", "", "programme title"),
        ("objective", "", "result text objective"),
        ("result", "code", "result code"),
        ("result", "", "result text"),
        ("output", "", "expected_product result text"),
        ("org", "code", "code department partner"),
        ("org", "funder", "funding_sources source partner"),
        ("org", "funding", "funding_sources source partner"),
        ("org", "donor", "funding_sources source partner"),
        ("org", "partner", "associated_departments partner"),
        ("org", "acronym", "acronym"),
        ("org", "", "department partner organisation name"),
        ("contact", "email", "responsible"),
        ("contact", "", "responsible name"),
        ("adm3", "", "places place"),
        ("loc", "", "places place venue"),
        ("adm2", "", "places place"),
        ("adm1", "", "places place"),
        ("sector", "", "sectors sector"),
        ("subsector", "", "sectors sector"),
        ("date", "start", "planned_start start"),
        ("date", "end", "planned_end end due"),
        ("date", "reported", "effective_date date"),
        ("date", "", "effective_date date period"),
        ("value", "spent", "spent"),
        ("value", "expenditure", "spent"),
        ("value", "committed", "committed"),
        ("value", "", "budget amount cost value"),
        ("currency", "", "currency"),
        ("status", "code", "status state"),
        ("status", "pct", "progress"),
        ("status", "progress", "progress"),
        ("status", "", "status state"),
        ("indicator", "code", "code indicator"),
        ("indicator", "value", "value"),
        ("indicator", "target", "value"),
        ("indicator", "baseline", "baseline"),
        ("indicator", "", "label indicator"),
        ("targeted", "", "planned value"),
        ("reached", "f", "women reached"),
        ("reached", "m", "men reached"),
        ("reached", "", "reached attendance value"),
        ("beneficiary", "", "label"),
        ("meta", "source", "source"),
        ("description", "", "description comment text"),
        ("impact", "", "difficulty comment"),
    )
)


def is_tag_row(row: Sequence[object]) -> bool:
    """Whether every cell that holds something holds a tag, and there is one at least."""
    filled = [cell for cell in row if cell not in ("", None)]
    return bool(filled) and all(isinstance(cell, str) and _TAG.fullmatch(cell.strip()) for cell in filled)


def tagged_columns(row: Sequence[object], columns: Mapping[str, Column]) -> dict[int, Column]:
    """The columns that a tag row names, by index; one column is named once, by its most precise tag."""
    found: dict[str, tuple[int, int]] = {}
    for index, cell in enumerate(row):
        meaning = _meaning(str(cell), columns)
        if meaning and meaning[0] < found.get(meaning[1], (len(_MEANINGS), 0))[0]:
            found[meaning[1]] = (meaning[0], index)
    return {index: columns[name] for name, (_, index) in found.items()}


def _meaning(cell: str, columns: Mapping[str, Column]) -> tuple[int, str] | None:
    """The rank of the line of `_MEANINGS` that fits a tag, and the name of a column; None when none does."""
    tag = _TAG.fullmatch(cell.strip())
    if tag is None:
        return None
    word = tag["tag"].casefold()
    attributes = {one.strip().casefold() for one in tag["attributes"].split("+") if one.strip()}
    for rank, (known, needed, names) in enumerate(_MEANINGS):
        if (
            known == word
            and needed <= attributes
            and (name := next((one for one in names if one in columns), ""))
        ):
            return rank, name
    return None
