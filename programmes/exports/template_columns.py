"""What a template says and asks of each column: how its cells are formatted, checked, listed, explained."""

from collections.abc import Iterator
from dataclasses import dataclass

from programmes.exports.cells import OutColumn, Style
from programmes.exports.columns import Reader, columns_of, stored_columns
from programmes.exports.template_lists import Listed, Lists
from programmes.exports.territory import SHEETS, TITLES, territory_columns, territory_sheets
from programmes.imports.cell_types import TIME
from programmes.imports.columns import Column
from programmes.imports.kinds import KINDS, TERRITORY

MOST_HEADINGS = 8


@dataclass(frozen=True)
class Asked:
    """A column of a template. `as_text` keeps what is typed as it is typed: « mars 2024 » stays a month."""

    out: OutColumn
    required: bool
    expected: str
    example: str
    also: tuple[str, ...] = ()
    listed: Listed | None = None
    as_text: bool = False

    @property
    def heading(self) -> str:
        """The heading; a star marks those that must be filled."""
        return f"{self.out.heading} *" if self.required else self.out.heading

    @property
    def help(self) -> str:
        """All that is to be known of the column, for the comment on its heading."""
        lines = ["Obligatoire." if self.required else "Facultatif.", self.expected]
        lines += [f"Exemple : {self.example}"] if self.example else []
        lines += [f"Intitulés acceptés aussi : {', '.join(self.also)}"] if self.also else []
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class AskedSheet:
    """A sheet of a template: its name, what it is called, a remark, its columns."""

    name: str
    title: str
    note: str
    columns: tuple[Asked, ...]


def asked_sheets(word: str, reader: Reader, lists: Lists) -> Iterator[AskedSheet]:
    """The sheets to fill for a kind: one, or the three levels of the territory."""
    if word == TERRITORY:
        yield from _territory()
        return
    kind = KINDS[word]
    written = columns_of(kind, reader)
    columns = (
        _asked(column, taken.column, lists)
        for column, taken in zip(stored_columns(kind), written, strict=True)
    )
    yield AskedSheet(word, kind.title, kind.note, tuple(columns))


def _asked(column: Column, out: OutColumn, lists: Lists) -> Asked:
    in_part = any(name.endswith("precision") for name in column.parse.spread(column.name, None))
    return Asked(
        out=out,
        required=column.required,
        expected=_expected(column),
        example=column.example or (column.parse.choices[0] if column.parse.choices else ""),
        also=column.headings[1 : 1 + MOST_HEADINGS],
        listed=lists.of(column),
        as_text=in_part or column.parse is TIME or out.style is Style.CODE,
    )


def _expected(column: Column) -> str:
    """« choix dans une liste : A, B, C. Remarque. »"""
    told = column.parse.wording
    if column.parse.choices:
        told += " : " + ", ".join(column.parse.choices)
    # What the help says of a reference is more precise than « code ou nom ».
    shown = "" if column.help and column.parse.refers_to and not column.parse.many else told
    sentences = [shown[:1].upper() + shown[1:], column.help]
    return " ".join(f"{one.rstrip('.')}." for one in sentences if one)


def _territory() -> Iterator[AskedSheet]:
    """The columns of the reference files; the first place of each level is the example."""
    for sheet, level in zip(territory_sheets(), SHEETS, strict=True):
        first = next(iter(sheet.rows), None) or [None] * len(sheet.columns)
        columns = tuple(
            Asked(
                out=out,
                required=column.required,
                expected=f"{column.expected[:1].upper()}{column.expected[1:]}.",
                example="" if cell is None else str(cell).replace(".", ","),
                as_text=out.style is Style.CODE,
            )
            for column, out, cell in zip(territory_columns(level), sheet.columns, first, strict=True)
        )
        yield AskedSheet(sheet.name, TITLES[level], "", columns)
