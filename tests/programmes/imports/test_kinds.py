"""The columns of every kind fit the models, and say what they mean."""

import pytest
from django.apps import apps
from django.db.models import F, UniqueConstraint

from programmes.imports.cell_types import CellType
from programmes.imports.headings import heading_key
from programmes.imports.kinds import KINDS, ORDER, WORDS
from programmes.imports.lookups import Lookups, RowScope
from programmes.imports.readings import CellFault
from programmes.imports.tables import known_headings
from programmes.partial_dates import PartialDate

# Columns that are no field of the model: what finds the object, or what is stored elsewhere.
ELSEWHERE = {
    "swot": {"programme", "place", "structure", "date"},
    "targets": {"programme"},
    "measurements": {"programme"},
    "measurement-parts": {"programme", "indicator", "place", "start", "end"},
    "activities": {"funding_sources"},
    "activity-funding": {"plan"},
    "status": {"plan"},
    "recommendation-updates": {"workshop"},
}

by_word = pytest.mark.parametrize("kind", ORDER, ids=lambda kind: kind.word)


def test_the_words_are_those_of_the_command_line():
    fixed = (
        "territory departments partners programmes contributions results achievements indicators measurements plans "
        "activities status workshops recommendations swot priorities pledges workbook"
    )
    assert set(fixed.split()) <= set(WORDS)
    assert len(KINDS) == len(ORDER)


@by_word
def test_columns_are_fields_of_the_model(kind):
    fields = {field.name for field in apps.get_model(kind.model)._meta.get_fields()}
    names = [column.name for column in kind.columns]
    assert len(set(names)) == len(names)
    assert {name for name in names if name not in fields} == ELSEWHERE.get(kind.word, set())


@by_word
def test_a_heading_names_one_column(kind):
    owners = known_headings(kind.recognised)
    assert {column.name for column in owners.values()} == {column.name for column in kind.recognised}
    for column in kind.recognised:
        for heading in column.headings:
            assert owners[heading_key(heading)] is column, heading


@by_word
def test_columns_beside_bear_other_names(kind):
    names = [column.name for column in kind.recognised]
    assert len(set(names)) == len(names)
    assert {column.name for column in kind.beside_columns} <= {
        column.name for column in (KINDS[kind.beside].columns if kind.beside else ())
    }


def _inside(expression):
    """What an expression is made of, a level down."""
    return expression.get_source_expressions() if hasattr(expression, "get_source_expressions") else ()


def fields_of(constraint: UniqueConstraint) -> set[str]:
    """The fields of a unique constraint, inside its expressions too."""
    nodes = [node for one in constraint.expressions for node in (one, *_inside(one))]
    inside = {node.name for node in nodes if isinstance(node, F)}
    return set(constraint.fields) | inside


# What no constraint identifies is identified by everything that tells it from others.
FREE = {
    "contributions", "suspensions", "team", "swot", "status", "workshop-days", "workshop-sections",
    "recommendation-updates", "pledges",
}  # fmt: skip


@by_word
def test_the_key_is_one_the_database_keeps(kind):
    model = apps.get_model(kind.model)
    unique = [
        fields_of(constraint)
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    kept = any(fields <= set(kind.key) for fields in unique) or model._meta.get_field(kind.key[-1]).unique
    assert kept or kind.word in FREE


def test_what_is_referred_to_is_loaded_first():
    rank = {kind.word: number for number, kind in enumerate(ORDER)}
    late = [
        (kind.word, column.parse.refers_to)
        for kind in ORDER
        for column in kind.columns
        if column.parse.refers_to in rank and rank[column.parse.refers_to] > rank[kind.word]
    ]
    assert late == []


@pytest.mark.django_db
@by_word
def test_an_example_can_be_read(kind):
    scope = RowScope(Lookups())
    for column in kind.columns:
        if not column.example or column.parse.refers_to:
            continue
        reading = column.parse.read(column.example, scope)
        assert reading.sure, column.name
        assert reading.value is not None, column.name


def read(cell_type: CellType, cell: object):
    """The value of a cell that needs nothing else."""
    return cell_type.read(cell, RowScope(Lookups())).value


@pytest.mark.parametrize(
    ("word", "column", "cell", "expected"),
    [
        ("plans", "code", "DGCT-2023", "DGCT-2023"),
        ("plans", "code", 12.0, "12"),
        ("plans", "year", 2023.0, 2023),
        ("plans", "title", "  Plan \n 2023 ", "Plan 2023"),
        ("workshops", "start_time", "9 heures", "09:00:00"),
        ("workshops", "start_time", "14h30", "14:30:00"),
        ("partners", "kind", "ONG", "ngo"),
        ("partners", "kind", "Organisation non gouvernementale", "ngo"),
        ("partners", "aliases", "A.M.S.S. ; AMSS Mali;A.M.S.S.", ("A.M.S.S.", "AMSS Mali")),
        ("contributions", "currency", "F CFA", "XOF"),
        ("contributions", "currency", "euros", "EUR"),
        ("target-groups", "planned", "200 jeunes", 200),
        ("activities", "is_demonstration", "oui", True),
    ],
)
def test_cells(word, column, cell, expected):
    value = read(KINDS[word].column(column).parse, cell)
    assert (str(value) if hasattr(value, "hour") else value) == expected


@pytest.mark.parametrize(
    ("word", "column", "cell"),
    [
        ("plans", "code", "DGCT 2023"),
        ("plans", "code", "été"),
        ("plans", "year", "1789"),
        ("plans", "closed_on", "décembre 2023"),
        ("workshops", "start_time", "25 h"),
        ("workshops", "start_time", "matin"),
        ("partners", "kind", "chose"),
        ("contributions", "currency", "cauris"),
        ("contributions", "amount", "abc"),
        ("contributions", "amount", "-5"),
        ("status", "status", "annulée"),
        ("status", "progress", "140 %"),
        ("status", "effective_date", "31 novembre 2023"),
        ("programmes", "start", "un jour"),
    ],
)
def test_bad_cells(word, column, cell):
    with pytest.raises(CellFault) as fault:
        read(KINDS[word].column(column).parse, cell)
    assert fault.value.expected


def test_a_partial_date_fills_two_fields():
    parse = KINDS["programmes"].column("end").parse
    value = read(parse, "fin 2011")
    assert isinstance(value, PartialDate)
    assert {key: str(field) for key, field in parse.spread("end", value).items()} == {
        "end": "2011-12-31",
        "end_precision": "year_end",
    }
