"""The rows below the headings: data, names of groups, totals, and what is left out. Pure: no Django.

A cell merged over several rows is said to each of them. Nothing is dropped in silence: `Body.left` counts what is.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from programmes.imports.columns import Kind
from programmes.imports.group_rows import (
    GroupName,
    read_code_and_text,
    read_group,
    read_marker,
    unnamed_group,
)
from programmes.imports.layout import Header
from programmes.imports.left_out import (
    ALL,
    begins_like_a_total,
    is_heading_again,
    is_numbering,
    is_signature,
    total_label,
)
from programmes.imports.readings import as_text, folded
from programmes.imports.workbooks import Row, Sheet

MONEY = "montant"  # the wording of the columns that totals are the sum of
# What a merged cell never says to the rows below its first: what tells them apart.
_OWN = frozenset({"title", "code", "text", "name", "label", "position"})
_NOTHING = ("", None)
MOST_TOLD = 1_000_000  # cells; merged areas that lie over one another are not followed for ever


@dataclass(frozen=True)
class Group:
    """A row that names what the rows below it belong to: an objective, or a department (`name` is then None)."""

    row: int
    index: int
    text: str
    name: GroupName | None
    parent: "Group | None" = None


@dataclass(frozen=True)
class Total:
    """A row of totals: its label, what it is the total of (`left_out.SUB`, ALL or ANY), its amounts by index.

    `since` are the places, in the rows read, from which it may count: after the sub-total before it, from the first
    row of each group it ends, from the first of all.
    """

    row: int
    label: str
    scope: str
    cells: dict[int, object]
    since: tuple[int, ...]
    upto: int


@dataclass
class Body:
    """What stands below the headings. `rows` are the rows of data with their number; `groups_of` the groups, from the
    outermost, that a row belongs to."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    groups_of: dict[int, tuple[Group, ...]] = field(default_factory=dict)
    totals: list[Total] = field(default_factory=list)
    left: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    shared_amounts: list[tuple[int, int, int]] = field(default_factory=list)  # row, index, last row


TOTALS, HEADINGS, NUMBERS, BELOW = "totals", "headings", "numbers", "below"
ALONE = "alone"  # not left out: titles without anything else, which may be those of groups


def read_body(
    sheet: Sheet, header: Header, kind: Kind, is_department: Callable[[str], bool] = lambda _: False
) -> Body:
    """The rows below the headings. `is_department` says whether a text alone on its row names a department."""
    return _Reader(sheet, header, kind, is_department).read()


class _Reader:
    """Goes down a sheet once."""

    def __init__(
        self, sheet: Sheet, header: Header, kind: Kind, is_department: Callable[[str], bool]
    ) -> None:
        self.sheet, self.header, self.kind = sheet, header, kind
        self.is_department = is_department
        self.body = Body()
        self.money = {index for index, one in header.columns.items() if one.parse.wording == MONEY}
        self.known = sorted(header.columns)
        names = {one.name: index for index, one in header.columns.items()}
        self.title = names.get("title", -1)
        self.code = names.get("code", -1)
        # Where the mark of a group never stands: a row of these is one that says what it belongs to.
        self.others = set(self.known) - {names.get(name, -1) for name in ("code", "position", "title")}
        self.numbers = [names[name] for name in ("code", "position") if name in names]
        texts = [
            cell
            for row in sheet.rows[header.first - 1 : header.row]
            for cell in row
            if isinstance(cell, str) and cell.strip()
        ]
        self.headings = set(map(folded, texts))
        self.leads = {text.strip().casefold() for text in texts}
        self.wide = {span[0] + 1: span for span in sheet.merged if span[3] > span[1] and span[0] == span[2]}
        self.stack: list[Group] = []
        self.current: tuple[Group, ...] = ()
        self.starts: list[int] = []  # where the rows of each group of the stack begin
        self.after_total = 0
        self.below = False

    def read(self) -> Body:
        merged = self._merged_down()
        for number, row in enumerate(self.sheet.rows[self.header.last :], start=self.header.last + 1):
            blanks = row.count("") + row.count(None)
            if blanks == len(row):
                continue
            if number in merged:
                row = _filled(row, merged[number])
            self._take(number, row, len(row) - blanks)
        return self.body

    def _take(self, number: int, row: Row, count: int) -> None:
        lead = next((cell for cell in row if cell not in _NOTHING), "")
        if lead in (1, "1", "(1)") and is_numbering(_values(row), len(self.header.headings)):
            self.body.left[NUMBERS].append((number, ""))
        elif self._is_no_data(number, row, lead, count):
            return
        elif any(_says(row[index]) for index in self.known if index < len(row)):
            self._data(number, row)

    def _is_no_data(self, number: int, row: Row, lead: object, count: int) -> bool:
        """Whether the row is headings again, a total, a group, a signature; it is then noted."""
        title = row[self.title] if 0 <= self.title < len(row) else ""
        if not isinstance(lead, str):
            return begins_like_a_total(title) and self._is_total(number, row, title)
        if lead.strip().casefold() in self.leads and is_heading_again(_values(row), self.headings):
            self.body.left[HEADINGS].append((number, ""))
            return True
        for label in (lead, title):
            if begins_like_a_total(label) and self._is_total(number, row, label):
                return True
        if count > 2 + len(self.money):
            return False
        if count == 1 and self._is_below(number, lead):
            return True
        texts = [index for index, cell in enumerate(row) if _says(cell) and index not in self.money]
        return bool(self.kind.groups) and self._is_group(number, row, texts, count)

    def _data(self, number: int, row: Row) -> None:
        self.body.rows.append((number, row))
        self.below = False
        if self.stack:
            self.body.groups_of[number] = self.current

    # --- totals

    def _is_total(self, number: int, row: Row, label: object) -> bool:
        scope = total_label(label)
        if not scope or any(
            _says(row[index]) and row[index] is not label for index in self.numbers if index < len(row)
        ):
            return False
        others = [
            index
            for index in self.known
            if index < len(row) and index not in self.money and _says(row[index]) and row[index] is not label
        ]
        # A total says nothing of who, where and when; numbers it may hold of anything.
        if any(isinstance(row[index], str) and not _is_number(row[index]) for index in others):
            return False
        cells = {index: row[index] for index in self.money if index < len(row) and _says(row[index])}
        upto = len(self.body.rows)
        since = (self.after_total, *reversed(self.starts), 0)
        self.body.totals.append(Total(number, as_text(label), scope, cells, since, upto))
        self.body.left[TOTALS].append((number, as_text(label)))
        if scope != ALL:
            self.after_total = upto
        return True

    # --- signatures

    def _is_below(self, number: int, text: str) -> bool:
        """A text alone that is written under a table, or under another that is; data starts the table again."""
        signed = bool(self.body.rows) and is_signature(text)
        if not signed and (not self.below or read_group(text) or self.is_department(text)):
            return False
        self.below = True
        self.body.left[BELOW].append((number, as_text(text)))
        return True

    # --- groups

    def _is_group(self, number: int, row: Row, texts: Sequence[int], count: int) -> bool:
        if not 1 <= len(texts) <= 2 or not all(isinstance(row[index], str) for index in texts):
            return False
        first = texts[0]
        if len(texts) == 2:
            return self._is_group_of_two(number, row, first, texts[1])
        if named := read_group(row[first]):
            self._group(number, first, as_text(row[first]), named)
            return True
        if count > 1:
            return False
        if self.is_department(as_text(row[first])):
            self._group(number, first, as_text(row[first]), None)
            return True
        apart = number in self.wide or (first != self.title and (first < self.title or self.title < 0))
        if apart:
            self._group(number, first, as_text(row[first]), unnamed_group(row[first]))
        elif first == self.title and len(self.known) > 1:
            self.body.left[ALONE].append((number, as_text(row[first])))
        return apart

    def _is_group_of_two(self, number: int, row: Row, first: int, second: int) -> bool:
        """A code or a mark, then what it is the code of."""
        if second != self.title or first > second or first in self.others:
            return False
        named = read_code_and_text(row[first], row[second])
        if named is None and first != self.code:
            named = read_marker(row[first], row[second])
        if named is None or (first == self.code and named.level in {"result", "output"}):
            return False
        self._group(number, second, named.text, named)
        return True

    def _group(self, number: int, index: int, text: str, name: GroupName | None) -> None:
        """Put a group in its place: it ends those of its sort and those that lie within them."""
        sort = _sort(name)
        depth = next((place for place, one in enumerate(self.stack) if _sort(one.name) == sort), None)
        if depth is not None:
            del self.stack[depth:], self.starts[depth:]
        parent = next((one for one in reversed(self.stack) if one.name), None)
        group = Group(number, index, text, name, parent if name else None)
        self.stack.append(group)
        self.current = tuple(self.stack)
        self.starts.append(len(self.body.rows))
        self.body.groups.append(group)

    # --- merged cells

    def _merged_down(self) -> dict[int, dict[int, object]]:
        """What cells merged over several rows say to those below the first: by number of row, then index."""
        found: dict[int, dict[int, object]] = defaultdict(dict)
        told = 0
        for top, left, bottom, _ in self.sheet.merged:
            bottom = min(bottom, len(self.sheet.rows) - 1)
            column = self.header.columns.get(left)
            if bottom <= top or top < self.header.last or column is None or column.name in _OWN:
                continue
            row = self.sheet.rows[top]
            value = row[left] if left < len(row) else ""
            if value in _NOTHING:
                continue
            if left in self.money:
                self.body.shared_amounts.append((top + 1, left, bottom + 1))
                continue
            told += bottom - top
            if told > MOST_TOLD:
                break
            for number in range(top + 2, bottom + 2):
                found[number][left] = value
        return found


def _filled(row: Row, values: dict[int, object]) -> Row:
    cells = list(row) + [""] * (max(values) + 1 - len(row))
    for index, value in values.items():
        if cells[index] in _NOTHING:
            cells[index] = value
    return cells


def _says(cell: object) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _values(row: Row) -> list[object]:
    return [cell for cell in row if _says(cell)]


def _is_number(cell: object) -> bool:
    return isinstance(cell, str) and not any(sign.isalpha() for sign in cell)


def _sort(name: GroupName | None) -> str:
    """What groups are alike: « OS1 » and « OS2 », departments among themselves."""
    return name.sort if name else "department"
