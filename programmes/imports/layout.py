"""Finding the row of headings in a sheet, which may be two, and which column is which. Pure: no Django."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from programmes.exports.headings import is_information
from programmes.imports.columns import Column
from programmes.imports.headings import Headings, joined
from programmes.imports.hxl import is_tag_row, tagged_columns
from programmes.imports.readings import as_text
from programmes.imports.workbooks import Row, Sheet

# Title blocks above the headings are short; further down, a row of data could pass for one.
DEEPEST_HEADER = 30
MOST_MERGED = 1_000  # merged areas that are looked at around the headings
TAGS_WITHIN = 3  # a tag row stands right below the headings, or right above


@dataclass(frozen=True)
class Heading:
    """What stands over a column: its own heading, and the one merged above it and others ("")."""

    text: str
    above: str = ""
    shared: bool = False  # whether what stands above also stands over other columns

    @property
    def whole(self) -> str:
        """As a message quotes it."""
        return self.text or self.above

    def spellings(self) -> Iterator[str]:
        """The texts by which the column may be known, the surest first."""
        if self.text and self.above:
            yield f"{self.above} {self.text}"
        if self.text:
            yield self.text
        if self.above and not (self.text and self.shared):
            yield self.above


@dataclass(frozen=True)
class Header:
    """The headings of a sheet: `row` is the number of the last row of them, `first` of the first."""

    row: int
    first: int
    headings: Mapping[int, Heading]
    columns: dict[int, Column] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)  # index and heading of columns nobody knows
    twice: dict[int, Column] = field(default_factory=dict)  # columns that give what another gives already
    alike: dict[int, Column] = field(default_factory=dict)  # columns known by a misspelled heading
    tags: int = 0  # the number of the row of HXL tags, 0 for none

    @property
    def names(self) -> set[str]:
        """The names of the columns found."""
        return {column.name for column in self.columns.values()}

    @property
    def headings_text(self) -> dict[int, str]:
        """The heading of each column, as a message quotes it."""
        return {index: heading.whole for index, heading in self.headings.items() if heading.whole}

    @property
    def last(self) -> int:
        """The number of the last row that is no data."""
        return max(self.row, self.tags)


class Top:
    """The first rows of a sheet, where its headings are looked for, for one kind or for many."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.depth = min(DEEPEST_HEADER, len(sheet.rows))
        self._texts: dict[int, dict[int, str]] = {}
        self._headings: dict[tuple[int, bool], dict[int, Heading]] = {}

    @cached_property
    def tags(self) -> list[int]:
        """The numbers of the rows of HXL tags."""
        reach = self.sheet.rows[: self.depth + TAGS_WITHIN]
        return [number for number, row in enumerate(reach, start=1) if is_tag_row(row)]

    def texts(self, number: int) -> dict[int, str]:
        """The texts of a row, by index, merged cells said over all the columns they cover."""
        if number not in self._texts:
            self._texts[number] = self._read_texts(number)
        return self._texts[number]

    def _read_texts(self, number: int) -> dict[int, str]:
        row = self.sheet.rows[number - 1] if 0 < number <= len(self.sheet.rows) else ()
        found = {
            index: text for index, cell in enumerate(row) if isinstance(cell, str) and (text := as_text(cell))
        }
        for index, text in self._spread(number).items():
            found.setdefault(index, text)
        return found

    def _spread(self, number: int) -> dict[int, str]:
        """What a cell merged over several columns says of the others."""
        found: dict[int, str] = {}
        for top, left, bottom, right in self._merged_near:
            if top <= number - 1 <= bottom and right > left and (text := self._text_at(top, left)):
                found |= dict.fromkeys(range(left, min(right, left + 300) + 1), text)
        return found

    @cached_property
    def _merged_near(self) -> list[tuple[int, int, int, int]]:
        near = (span for span in self.sheet.merged if span[0] < self.depth + TAGS_WITHIN)
        return list(islice(near, MOST_MERGED))

    def _text_at(self, row: int, column: int) -> str:
        cells = self.sheet.rows[row] if row < len(self.sheet.rows) else ()
        return as_text(cells[column]) if column < len(cells) and isinstance(cells[column], str) else ""

    def headings(self, number: int, *, two: bool) -> dict[int, Heading]:
        """What stands over each column when the last row of headings is that one; `two` reads the row above it too."""
        if (number, two) not in self._headings:
            self._headings[number, two] = self._read_headings(number, two=two)
        return self._headings[number, two]

    def _read_headings(self, number: int, *, two: bool) -> dict[int, Heading]:
        own = self.texts(number)
        if not two:
            return {index: Heading(joined(text)) for index, text in own.items()}
        above = self._above(number, own)
        many = {text for text in above.values() if list(above.values()).count(text) > 1}
        found: dict[int, Heading] = {}
        for index in sorted(own.keys() | above.keys()):
            text, over = joined(own.get(index, "")), joined(above.get(index, ""))
            found[index] = Heading("" if text == over else text, over, above.get(index) in many)
        return found

    def _above(self, number: int, own: Mapping[int, str]) -> dict[int, str]:
        """The row above, its texts said over the columns at their right that have a heading of their own: what a
        merged cell is once saved as text."""
        above = self.texts(number - 1)
        if self.sheet.merged:
            return above
        text, reach = "", dict(above)
        for index in range(max(own, default=-1) + 1):
            text = above.get(index, text)
            if text and index in own:
                reach.setdefault(index, text)
        return reach


def find_header(top: Top, columns: Sequence[Column], *, at: int = 0) -> Header | None:
    """The headings that name the most of these columns; None when none does. `at` is where a person says they are."""
    headings = Headings(columns)
    by_name = {column.name: column for column in columns}
    best: Header | None = None
    for number in [at] if at else range(1, top.depth + 1):
        if not at and number in top.tags and number - 1 not in top.tags and top.texts(number - 1):
            continue  # the headings stand above
        for two in (False, True):
            over = top.headings(number, two=two) if not two or _may_be_two(top, number) else {}
            if two and not _are_two(over):
                continue
            found = _matched(top, number, two, over, headings, by_name)
            if best is None or _worth(found) > _worth(best):
                best = found
    if best and (best.columns or at):
        _spelled_right(best, headings)
        return best
    return None


def _worth(header: Header) -> tuple[int, int]:
    """More columns known; as many, fewer that are not."""
    return len(header.columns), -len(header.unknown) - len(header.twice)


def _may_be_two(top: Top, number: int) -> bool:
    """A title over the table is one text; the first of two rows of headings holds several."""
    return number > 1 and len(set(top.texts(number - 1).values())) > 1 and bool(top.texts(number))


def _are_two(over: Mapping[int, Heading]) -> bool:
    """The second of two rows stands under what several columns share, or beside what the first holds; a row of data
    stands under headings of its own.
    """
    under = any(heading.text and (heading.shared or not heading.above) for heading in over.values())
    own = sum(bool(heading.text and heading.above and not heading.shared) for heading in over.values())
    return under and own <= 1


def _matched(
    top: Top,
    number: int,
    two: bool,
    found: Mapping[int, Heading],
    headings: Headings,
    by_name: Mapping[str, Column],
) -> Header:
    header = Header(number, number - two, found, tags=_tags_of(top, number))
    if number in top.tags:
        found = {index: Heading("") for index in found}
    for index, heading in found.items():
        if any(is_information(text) for text in heading.spellings()):
            continue
        known = next((one for text in heading.spellings() if (one := headings.named(text))), None)
        _place(header, index, known, heading)
    tagged = tagged_columns(top.sheet.rows[header.tags - 1], by_name) if header.tags else {}
    for index, column in tagged.items():
        if index not in header.columns and column.name not in header.names:
            header.columns[index] = column
            header.unknown.pop(index, None)
    return header


def _spelled_right(header: Header, headings: Headings) -> None:
    """Take the headings that are only misspelled for what they are."""
    for index, text in list(header.unknown.items()):
        near = headings.alike(text)
        if near and near.name not in header.names:
            header.columns[index] = header.alike[index] = near
            del header.unknown[index]


def _place(header: Header, index: int, column: Column | None, heading: Heading) -> None:
    if column is None:
        if heading.whole:
            header.unknown[index] = heading.whole
    elif column.name in header.names:
        header.twice[index] = column
    else:
        header.columns[index] = column


def _tags_of(top: Top, number: int) -> int:
    return next((row for row in top.tags if number - 1 <= row <= number + TAGS_WITHIN), 0)


def with_mapping(header: Header, columns: Mapping[int, Column | None]) -> Header:
    """The header with what a person said of some columns: which one it is, None to leave it out."""
    by_hand = {column.name for column in columns.values() if column}
    kept = {
        index: column
        for index, column in header.columns.items()
        if index not in columns and column.name not in by_hand
    }
    freed = {
        index: header.headings[index].whole
        for index, column in header.columns.items()
        if index not in columns and column.name in by_hand and index in header.headings
    }
    return Header(
        header.row,
        header.first,
        header.headings,
        dict(sorted((kept | {index: column for index, column in columns.items() if column}).items())),
        {index: text for index, text in (header.unknown | freed).items() if index not in columns},
        {
            index: column
            for index, column in header.twice.items()
            if index not in columns and column.name not in by_hand
        },
        header.alike,
        header.tags,
    )


def header_cells(sheet: Sheet, header: Header) -> list[Row]:
    """The rows of headings as they stand, to know them again further down."""
    return list(sheet.rows[header.first - 1 : header.row])
