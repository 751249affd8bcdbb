"""The kinds of sheets and the states of an import, in the words of the screens."""

from collections.abc import Iterator
from dataclasses import dataclass

from programmes.formats import counted, enumeration
from programmes.imports.columns import Column, Kind
from programmes.imports.faults import FoundSheet
from programmes.imports.kinds import (
    AUTO,
    KINDS,
    TERRITORY,
    WORKBOOK,
    indicators,
    plans,
    priorities,
    programmes,
    reference_lists,
    results,
    workshops,
)

#: The kinds under the headings of the list to choose from, what is imported most often first.
KIND_GROUPS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("Plans d’actions", plans.KINDS),
    ("Programmes et projets", programmes.KINDS),
    ("Résultats et diagnostics", results.KINDS),
    ("Indicateurs", indicators.KINDS),
    ("Ateliers", workshops.KINDS),
    ("Actions prioritaires", priorities.KINDS),
    ("Listes de référence", reference_lists.KINDS),
)
TERRITORY_TITLE = "Territoire (CSV)"
_OTHER_TITLES = {
    AUTO: "Reconnu automatiquement",
    WORKBOOK: "Classeur, une feuille par sorte",
    TERRITORY: TERRITORY_TITLE,
}

#: The state of an import as the badge of another state draws it: the shape and the colour, never the word.
STATE_SHAPES = {
    "found": "draft",
    "previewing": "in_progress",
    "previewed": "pending",
    "applying": "in_progress",
    "applied": "done",
    "nothing": "approved",
    "failed": "not_done",
    "cancelled": "closed",
    "undone": "returned",
}

Choices = list[tuple[str, str | list[tuple[str, str]]]]


def kind_title(word: str) -> str:
    """« Activités »; the word itself for a kind that is no longer there."""
    return KINDS[word].title if word in KINDS else _OTHER_TITLES.get(word, word)


def file_kind_choices() -> Choices:
    """What a file may hold, for whoever brings one: recognised first, then by group."""
    return [
        (AUTO, "Reconnaître automatiquement"),
        (WORKBOOK, "Un classeur dont chaque feuille porte le nom de sa sorte"),
        *_grouped(),
        ("Territoire", [(TERRITORY, "Régions, cercles et communes (CSV)")]),
    ]


def kind_filter_choices() -> Choices:
    """What an import may be looked for by."""
    return [*_OTHER_TITLES.items(), *_grouped()]


def sheet_kind_choices() -> Choices:
    """What a sheet may be read as."""
    return [("", "Ne pas lire cette feuille"), *_grouped()]


def _grouped() -> Choices:
    return [(label, [(kind.word, kind.title) for kind in kinds]) for label, kinds in KIND_GROUPS]


def sheet_column_choices(sheet: FoundSheet) -> Choices:
    """What the columns of a sheet may be read as: those of its kind, then those that may stand beside them."""
    choices: Choices = [("", "Ne pas lire")]
    if kind := KINDS.get(sheet.kind):
        parts = (
            (kind.title, kind.columns),
            ("Calendrier et révisions", kind.read_only),
            (kind_title(kind.beside), kind.beside_columns),
        )
        choices += [
            (title, [(one.name, _column_label(one)) for one in columns])
            for title, columns in parts
            if columns
        ]
    # A name that an older reading gave keeps its own heading.
    offered = {"", *(one.name for one in kind.recognised)} if kind else {""}
    others = {one.name: one.heading or one.name for one in sheet.columns if one.name not in offered}
    return choices + ([("Autres", list(others.items()))] if others else [])


def _column_label(column: Column) -> str:
    return f"{column.heading} (obligatoire)" if column.required else column.heading


def contents(kind: str, sheets: list[FoundSheet]) -> str:
    """What a file holds: the kinds that were recognised in it, else what it was said to hold."""
    found = dict.fromkeys(word for sheet in sheets if sheet.kind for word in (sheet.kind, *sheet.also))
    return enumeration(kind_title(word) for word in found) or kind_title(kind)


@dataclass(frozen=True)
class Understood:
    """What was understood of one sheet: its name, then a sentence."""

    sheet: str
    sentence: str
    is_read: bool


def understood(sheets: list[FoundSheet]) -> list[Understood]:
    """The sheets that are read, then those that are not."""
    read = sorted(sheets, key=lambda sheet: not sheet.kind)
    return [Understood(sheet.sheet, _sentence(sheet), bool(sheet.kind)) for sheet in read]


def _sentence(sheet: FoundSheet) -> str:
    if not sheet.kind:
        return "n’est pas lue."
    return ", ".join(_parts(sheet)) + "."


def _parts(sheet: FoundSheet) -> Iterator[str]:
    yield f"{counted(sheet.rows, 'ligne')} de la sorte «\u00a0{kind_title(sheet.kind)}\u00a0»"
    if sheet.header:
        yield f"intitulés à la ligne {sheet.header}"
    ignored = [one.heading or one.letter for one in sheet.columns if not one.name]
    if sheet.keyed_by:
        yield sheet.keyed_by
    if sheet.also:
        yield f"qui donnent aussi\u00a0: {enumeration(kind_title(word) for word in sheet.also)}"
    if ignored:
        yield f"{counted(len(ignored), 'colonne non lue', 'colonnes non lues')} ({', '.join(ignored)})"
