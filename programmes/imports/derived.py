"""The other tables that a sheet brings: the objectives of its group rows, the statuses beside its activities.

Pure: no Django.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from communes.text import normalise
from programmes.imports.body import Body, Group
from programmes.imports.columns import Column, Kind
from programmes.imports.group_rows import LONGEST_CODE, GroupName, read_group, unnamed_group
from programmes.imports.layout import Header
from programmes.imports.readings import as_text, is_blank
from programmes.imports.tables import Table
from programmes.imports.workbooks import Row, Sheet

RESULT, DEPARTMENT, PLAN = "result", "department", "plan"
LONGEST_REFERENCE = 20  # letters; above, a cell states an objective rather than names one
NEW_PLAN = "Plan à créer"


@dataclass
class Codes:
    """The codes given to the objectives of a file: the same words have the same code, others another one."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    renamed: list[tuple[str, str]] = field(
        default_factory=list
    )  # a code that was taken, and the one given instead

    def code_for(self, plan: str, name: GroupName, parent: str) -> tuple[str, bool]:
        """The code of an objective in a plan, and whether it is met for the first time."""
        text = normalise(name.text).removesuffix(" suite")
        tried = [
            name.code,
            f"{parent}-{name.code}" if parent else "",
            *(f"{name.code}-{n}" for n in range(2, 100)),
        ]
        for code in (one[:LONGEST_CODE] for one in tried if one):
            known = self.texts.get((plan, code))
            if known is None:
                self.texts[plan, code] = text
                if code != name.code:
                    self.renamed.append((name.code, code))
                return code, True
            # « OS1 » alone, further down, is the one that was stated above.
            if known == text or text == normalise(name.code):
                return code, False
        return name.code, False


def with_groups(table: Table, body: Body, kind: Kind, codes: Codes) -> tuple[Table, Table | None]:
    """The table, its rows told the objective and the department named above them; and the table of these objectives."""
    made = _Objectives(table, kind, codes)
    inherited: dict[int, dict[str, str]] = {}
    last: tuple[Group, ...] = ()
    told: dict[str, str] = {}
    for number, groups in body.groups_of.items():
        if groups is not last:
            last = groups
            told = {}
            for group in groups:
                told |= {RESULT: made.code_of(group)} if group.name else {DEPARTMENT: group.text}
        inherited[number] = told
    for group in body.groups:
        if group.name:
            made.code_of(group)
    data = list(made.with_codes())
    return replace(table, data=data, inherited=inherited, memory={}), made.table()


class _Objectives:
    """The objectives that a sheet states, in rows of their own or in a column, each given a code once."""

    def __init__(self, table: Table, kind: Kind, codes: Codes) -> None:
        self.source, self.kind, self.codes = table, kind, codes
        self.known: dict[int, str] = {}
        self.stated: dict[str, str] = {}
        self.rows: list[tuple[int, Row]] = []
        self.pinned: dict[int, int] = {}
        places = {column.name: index for index, column in table.columns.items()}
        self.plan, self.column = places.get(PLAN, -1), places.get(RESULT, -1)
        self.plans = {
            number: as_text(row[self.plan]) for number, row in table.data if 0 <= self.plan < len(row)
        }

    def code_of(self, group: Group) -> str:
        """The code of a group row."""
        if group.row not in self.known:
            parent = self.code_of(group.parent) if group.parent else ""
            plan = self._plan_below(group.row)
            self.known[group.row] = self._code(
                group.row, group.index, plan, group.name or unnamed_group(group.text), parent
            )
        return self.known[group.row]

    def _plan_below(self, row: int) -> str:
        if not self.plans:
            return self.source.given.get(PLAN, "")
        return next((plan for number, plan in self.plans.items() if number > row), "")

    def _code(self, row: int, index: int, plan: str, name: GroupName, parent: str) -> str:
        code, first = self.codes.code_for(plan, name, parent)
        if first:
            self.rows.append((row, [plan, code, name.level, name.text, parent]))
            self.pinned[row] = index
        return code

    def with_codes(self) -> Iterator[tuple[int, Row]]:
        """The rows, an objective stated in its column being named by its code there."""
        for number, row in self.source.data:
            text = row[self.column] if 0 <= self.column < len(row) else ""
            if not isinstance(text, str) or not text.strip():
                yield number, row
                continue
            if text not in self.stated:
                self.stated[text] = self._stated(number, row, text)
            code = self.stated[text]
            yield number, _with(row, self.column, code) if code != text else row

    def _stated(self, number: int, row: Row, text: str) -> str:
        name = read_group(text)
        if name is None and len(as_text(text)) > LONGEST_REFERENCE:
            name = unnamed_group(text)
        if name is None or (name.text == as_text(text) and len(name.text) <= LONGEST_REFERENCE):
            return text
        plan = as_text(row[self.plan]) if 0 <= self.plan < len(row) else self.source.given.get(PLAN, "")
        return self._code(number, self.column, plan, name, "")

    def table(self) -> Table | None:
        """The table of the objectives; None when there is none."""
        if not self.rows:
            return None
        names = (PLAN, "code", "kind", "text", "parent")
        columns = {index: self.kind.column(name) for index, name in enumerate(names)}
        return Table(
            self.source.sheet,
            self.kind,
            self.source.header,
            columns,
            {},
            data=sorted(self.rows, key=lambda one: one[0]),
            pinned=self.pinned,
        )


def _with(row: Row, index: int, cell: object) -> Row:
    return [*row[:index], cell, *row[index + 1 :]]


# --- statuses beside activities


def beside(table: Table, header: Header, kind: Kind, given: Mapping[str, str]) -> Table | None:
    """The table of what is said of the rows of another one, on the same rows; None when nothing is.

    Where only a rate is written, it is the status: « 45 % » is in progress.
    """
    own = {column.name for column in table.kind.readable}
    columns = {index: column for index, column in header.columns.items() if column.name not in own}
    places = {column.name: index for index, column in columns.items()}
    status, progress = places.get("status", -1), places.get("progress", -1)
    if status < 0 and progress < 0:
        return None
    if status < 0:
        status = progress
        columns[progress], progress = kind.column("status"), -1
    rows = [_told(row, status, progress) for _, row in table.data]
    data = [(number, row) for (number, _), row in zip(table.data, rows, strict=True) if row is not None]
    if not data:
        return None
    names = {column.name for column in kind.columns} - {PLAN, "activity"}
    return replace(
        table,
        kind=kind,
        columns=dict(sorted(columns.items())),
        unknown={},
        data=data,
        given={name: text for name, text in given.items() if name in names and text.strip()},
        inherited={},
        beside=table.kind.word,
        memory={},
    )


def _told(row: Row, status: int, progress: int) -> Row | None:
    """The row with its status; None when it says none."""
    if status < len(row) and not is_blank(row[status]):
        return row
    if 0 <= progress < len(row) and not is_blank(row[progress]):
        return _with([*row, *[""] * (status + 1 - len(row))], status, row[progress])
    return None


def without_status(table: Table, told: Table | None, header: Header) -> int:
    """How many rows have an observation or an expense, and no status to go with it."""
    own = {column.name for column in table.kind.readable}
    others = [index for index, column in header.columns.items() if column.name not in own]
    has = {number for number, _ in told.data} if told else set()
    return sum(
        number not in has and any(index < len(row) and not is_blank(row[index]) for index in others)
        for number, row in table.data
    )


def new_plan(kind: Kind, described: Mapping[str, str]) -> Table:
    """The table of one plan that comes with the file, described by a person."""
    named: list[Column] = [column for column in kind.columns if described.get(column.name, "").strip()]
    cells = [described[column.name] for column in named]
    headings = {index: column.heading for index, column in enumerate(named)}
    sheet = Sheet(NEW_PLAN, [list(headings.values()), cells])
    return Table(sheet, kind, 1, dict(enumerate(named)), {}, headings, [(2, cells)])
