"""The territory as the files it is loaded from: regions, cercles, communes."""

from collections.abc import Iterator

from communes.reference import current_records
from communes.territory import LEVELS, Attached, Record
from communes.territory_files import COLUMNS, SEPARATOR, Column
from programmes.exports.cells import Cell, OutColumn, OutSheet, Style

SHEETS = {"region": "regions", "cercle": "cercles", "commune": "communes"}
TITLES = {"region": "Régions", "cercle": "Cercles", "commune": "Communes"}
# Fields of the attachment in force, and of the one before it.
_NOW = {"source": "source", "since": "since"}
_BEFORE = {
    "old_source": "source",
    "old_since": "since",
    "old_region": "region",
    "old_cercle": "cercle",
}
_STYLES = {
    "latitude": Style.NUMBER,
    "longitude": Style.NUMBER,
    "population": Style.AMOUNT,
    "name": Style.TEXT,
}


def territory_columns(level: str) -> tuple[Column, ...]:
    """The columns of the file of a level."""
    return tuple(column for column in COLUMNS if level in column.levels)


def territory_sheets() -> tuple[OutSheet, ...]:
    """The three levels, each with every place the portal holds."""
    records = current_records().values()
    return tuple(
        OutSheet(SHEETS[level], TITLES[level], _columns(level), _rows(level, records)) for level in LEVELS
    )


def _columns(level: str) -> tuple[OutColumn, ...]:
    return tuple(
        OutColumn(column.heading, _STYLES.get(column.field, Style.CODE), 24 if column.field == "name" else 0)
        for column in territory_columns(level)
    )


def _rows(level: str, records) -> Iterator[list[Cell]]:
    fields = [column.field for column in territory_columns(level)]
    for record in records:
        if record.level == level:
            yield [_cell(record, field) for field in fields]


def _cell(record: Record, field: str) -> Cell:
    """What a file says of a place in one column; parents by their key, which names one place only."""
    if field == "key":
        return record.key
    if field in _NOW:
        return _of(_attached(record, 0), _NOW[field])
    if field in _BEFORE:
        return _of(_attached(record, 1), _BEFORE[field])
    value = record.values.get(field)
    if field == "spellings":
        return SEPARATOR.join(sorted(value or ()))
    if field == "is_active":
        return "oui" if value else "non"
    return value


def _attached(record: Record, back: int) -> Attached | None:
    """The attachment in force, or the one so many before it."""
    held = record.values.get("attachments", ())
    return held[-1 - back] if len(held) > back else None


def _of(attached: Attached | None, field: str) -> str:
    value = getattr(attached, field, None)
    return str(value) if value else ""
