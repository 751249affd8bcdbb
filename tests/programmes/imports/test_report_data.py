"""What a run said and wrote comes back from its bytes as it was."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.imports import report_data
from programmes.imports.faults import (
    Change,
    Choice,
    Effect,
    Fault,
    FoundColumn,
    FoundSheet,
    ImportReport,
    Outcome,
    Question,
    Where,
    WrittenObject,
)
from programmes.imports.report_data import pack_report, pack_written, unpack_report, unpack_written

PLACE = Where("Plan 2024", 12, "C", "Coût (FCFA)")


def full_report() -> ImportReport:
    return ImportReport(
        file="plan.xlsx",
        kind="activities",
        operation=UUID("5d2f7c1e-0f3b-4f57-9f3c-0d7a1f6f7b11"),
        applied=True,
        sheets=[
            FoundSheet(
                "Plan 2024",
                "activities",
                header=4,
                columns=(FoundColumn("A", "Code", ("A1", "A2"), "code"), FoundColumn("B", "Inconnue")),
                rows=68,
                keyed_by="le code",
                also=("results", "status"),
            )
        ],
        outcomes=[
            Outcome(
                "activities",
                PLACE,
                Effect.CHANGED,
                "A1 – Former",
                (Change("Titre", "Ancien", "Nouveau"),),
                17,
            ),
            Outcome("activities", Where("Plan 2024", 13), Effect.REFUSED),
            Outcome("activities", PLACE, Effect.CREATED, pk=UUID(int=3)),
        ],
        faults=[
            Fault(PLACE, "Barra", "nom inconnu", "abc", "places", (Choice("3", "Bara (Ansongo)", 91.5),))
        ],
        questions=[Question(PLACE, "1.500", "lu 1 500", "def")],
        notices=["Feuille « Notes » : non lue."],
    )


def test_a_report_comes_back_as_it_was():
    report = full_report()
    assert unpack_report(pack_report(report)) == report


def test_an_empty_report_too():
    report = ImportReport("vide.csv", "partners", uuid4())
    assert unpack_report(pack_report(report)) == report


def test_what_was_written_is_kept_apart():
    report = full_report()
    report.written.append(WrittenObject("programmes.activity", 1, True, {}, PLACE))
    assert unpack_report(pack_report(report)).written == []
    assert unpack_written(pack_written(report.written)) == report.written


def test_what_a_column_held_keeps_its_type():
    before = {
        "title": "Ancien",
        "budget": Decimal("12.50"),
        "planned_end": date(2024, 3, 31),
        "entered_at": datetime(2024, 3, 31, 8, 30, tzinfo=UTC),
        "hour": time(9, 15),
        "token": UUID(int=7),
        "department_id": None,
        "is_demonstration": False,
        "weight": 1.5,
        "places": [3, 4],
        "funding_lines": [[1, Decimal("2.00"), "XOF"], [2, None, "EUR"]],
    }
    [found] = unpack_written(
        pack_written([WrittenObject("programmes.activity", 4, created=False, before=before, where=PLACE)])
    )
    assert found.before == before
    assert {name: type(value) for name, value in found.before.items()} == {
        name: type(value) for name, value in before.items()
    }


def test_a_field_added_later_has_its_default_in_an_older_report(monkeypatch):
    real = report_data._data

    def older(value):
        data = real(value)
        if isinstance(value, Fault):
            del data["choices"], data["key"]
        return data

    monkeypatch.setattr(report_data, "_data", older)
    [fault] = unpack_report(pack_report(full_report())).faults
    assert (fault.key, fault.choices, fault.refers_to) == ("", (), "places")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.uuids(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_any_value_comes_back(before):
    written = [WrittenObject("a.b", 1, created=False, before=before, where=PLACE)]
    assert unpack_written(pack_written(written)) == written


@pytest.mark.parametrize("text", ["é’« »", "\x00", "\ud800", "𝒜", '"\\'])
def test_any_text_comes_back(text):
    report = full_report()
    report.notices = [text]
    assert unpack_report(pack_report(report)).notices == [text]


def test_ten_thousand_rows_weigh_little():
    report = full_report()
    report.outcomes = [
        Outcome(
            "activities", Where("Plan", number), Effect.CREATED, f"A{number} – Former les maires", (), number
        )
        for number in range(10_000)
    ]
    assert len(pack_report(report)) < 200_000
