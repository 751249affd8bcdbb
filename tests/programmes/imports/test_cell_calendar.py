"""When an activity of a plan takes place, as it is ticked or written, the year left out or not."""

from types import SimpleNamespace

import pytest

from programmes.imports.cell_calendar import (
    are_apart,
    read_months,
    read_plan_date,
    read_plan_period,
    read_quarters,
    spread_period,
)
from programmes.imports.readings import CellFault

ROW = {"plan": SimpleNamespace(year=2024)}


def plain(value: object) -> str:
    return str(value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ("T1-T3", "du 1er au 3e trimestre 2024"),
        ("T1 à T3", "du 1er au 3e trimestre 2024"),
        ("T1, T2 et T3", "du 1er au 3e trimestre 2024"),
        ("T2", "au 2e trimestre 2024"),
        ("Trim 1", "au 1er trimestre 2024"),
        ("2ème trim.", "au 2e trimestre 2024"),
        ("IIe trimestre", "au 2e trimestre 2024"),
        ("T IV", "au 4e trimestre 2024"),
        ("1er semestre", "de janvier à juin 2024"),
        ("mars", "en mars 2024"),
        ("Fin mars", "fin mars 2024"),
        ("Janvier – Mars", "de janvier à mars 2024"),
        ("Janvier, février et mars", "de janvier à mars 2024"),
        ("Janv/Fév", "de janvier à février 2024"),
        ("Toute l’année", "en 2024"),
        ("Permanent", "en 2024"),
        ("tout au long de l’année 2025", "en 2025"),
        ("Au plus tard le 31 mars 2024", "jusqu’au 31 mars 2024"),
        ("T1-T3 2025", "du 1er au 3e trimestre 2025"),
        ("1er Janvier 2024 au 31 Décembre 2025", "du 1er janvier 2024 au 31 décembre 2025"),
        ("Sept 2024 - Déc 2025", "de septembre 2024 à décembre 2025"),
        ("2024-2028", "de 2024 à 2028"),
        (45280, "le 20 décembre 2023"),
        (2024, "en 2024"),
    ],
)
def test_periods_of_a_plan(cell, label):
    reading = read_plan_period(cell, 2024)
    assert (plain(reading.value), reading.question) == (label, None)


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ("20 décembre", "le 20 décembre 2024"),
        ("du 15 au 20 mars", "du 15 au 20 mars 2024"),
        ("T1 et T3", "du 1er au 3e trimestre 2024"),
        ("Mars, juin, septembre", "de mars à septembre 2024"),
        ("45280", "le 20 décembre 2023"),
    ],
)
def test_doubtful_periods_are_asked(cell, label):
    reading = read_plan_period(cell, 2024)
    assert plain(reading.value) == label
    assert "Est-ce exact" in reading.question


@pytest.mark.parametrize(
    "cell", ["31 Novembre", "31 Novembre 2024", "T5", "bientôt", "3 mois", "20/13", True, -5]
)
def test_what_is_no_period_is_refused(cell):
    with pytest.raises(CellFault):
        read_plan_period(cell, 2024)


def test_an_impossible_day_is_told_with_the_year_of_the_plan():
    with pytest.raises(CellFault, match="le 31 novembre 2024 n’existe pas"):
        read_plan_date("31 Novembre", 2024)


def test_without_a_plan_no_year_is_invented():
    with pytest.raises(CellFault):
        read_plan_period("T2", None)
    assert read_quarters([True, False, False, False], {}).value is None


@pytest.mark.parametrize(
    ("ticks", "label"),
    [
        ((True, False, False, False), "au 1er trimestre 2024"),
        ((False, True, True, False), "du 2e au 3e trimestre 2024"),
        ((True, True, True, True), "du 1er au 4e trimestre 2024"),
    ],
)
def test_ticked_quarters(ticks, label):
    reading = read_quarters(ticks, ROW)
    assert (plain(reading.value), reading.question) == (label, None)


def test_a_gap_between_ticks_is_asked():
    reading = read_quarters((True, False, True, False), ROW)
    assert plain(reading.value) == "du 1er au 3e trimestre 2024"
    assert "T2 n’est pas coché" in reading.question


def test_another_year_in_the_headings_is_asked():
    reading = read_quarters((True, False, False, False), ROW, 2023)
    assert plain(reading.value) == "au 1er trimestre 2023"
    assert "le plan est de 2024" in reading.question
    assert read_quarters((True, False, False, False), ROW, 2024).question is None


@pytest.mark.parametrize(
    ("written", "apart"),
    [
        ("mars", False),
        ("T4", True),
        ("T1-T3", False),
        ("avant fin juin", False),
        ("2025", True),
        ("depuis mai 2024", True),
    ],
)
def test_ticks_and_words_that_have_no_day_in_common_contradict_each_other(written, apart):
    ticked = spread_period("", read_quarters((True, False, False, False), ROW).value)
    assert are_apart(ticked, spread_period("", read_plan_period(written, 2024).value)) is apart


def test_ticked_months():
    reading = read_months([False, True, True, *[False] * 9], ROW)
    assert (plain(reading.value), reading.question) == ("de février à mars 2024", None)
    assert read_months([False] * 12, ROW).value is None


def test_a_period_fills_the_four_fields_of_the_calendar():
    period = read_plan_period("T1-T3", 2024).value
    assert {name: str(value) for name, value in spread_period("period", period).items()} == {
        "planned_start": "2024-01-01",
        "planned_start_precision": "quarter",
        "planned_end": "2024-09-30",
        "planned_end_precision": "quarter",
    }
    until = spread_period("", read_plan_period("avant fin juin", 2024).value)
    assert (until["planned_start"], str(until["planned_end"])) == (None, "2024-06-30")
    assert spread_period("", None) == {"planned_start": None, "planned_end": None}
