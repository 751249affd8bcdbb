"""Comparing what files say with what the portal holds, and keeping the history of attachments."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.territory import (
    Attached,
    Change,
    PartialDate,
    Record,
    difference,
    merge_attachments,
    shown,
)

REFORM = PartialDate(datetime.date(2023, 3, 13))
IN_1999 = PartialDate(datetime.date(1999, 1, 1), "year")


@pytest.mark.parametrize(
    ("text", "expected", "eve"),
    [
        ("13/03/2023", PartialDate(datetime.date(2023, 3, 13)), "12/03/2023"),
        ("1/1/2024", PartialDate(datetime.date(2024, 1, 1)), "31/12/2023"),
        ("03/2023", PartialDate(datetime.date(2023, 3, 1), "month"), "03/2023"),
        ("2016", PartialDate(datetime.date(2016, 1, 1), "year"), "2016"),
    ],
)
def test_a_date_as_far_as_it_is_known(text, expected, eve):
    date = PartialDate.read(text)
    assert date == expected
    assert str(date) == (text if text != "1/1/2024" else "01/01/2024")
    assert str(date.eve()) == eve


def test_the_end_of_a_month_or_a_year_is_its_last_day():
    assert PartialDate.read("02/2024").eve().date == datetime.date(2024, 2, 29)
    assert PartialDate.read("2016").eve().date == datetime.date(2016, 12, 31)


@pytest.mark.parametrize("text", ["", "mars 2023", "31/02/2023", "13/2023", "99", "2023-03-13", "0000"])
def test_what_is_not_a_date(text):
    with pytest.raises(ValueError, match=r".*"):
        PartialDate.read(text)


@given(st.dates(min_value=datetime.date(1960, 1, 1)))
def test_dates_are_read_as_they_are_written(date):
    assert PartialDate.read(str(PartialDate(date))).date == date


# --- attachments ------------------------------------------------------------------------------------


def test_a_new_attachment_ends_the_one_in_force():
    old = Attached("loi de 1999", "region-sikasso", "cercle-kadiolo", IN_1999)
    now = Attached("loi de 2023", "region-kadiolo", None, REFORM)
    ended, in_force = merge_attachments([old], now)
    assert in_force == now
    assert (ended.source, str(ended.until)) == ("loi de 1999", "12/03/2023")


def test_an_attachment_of_unknown_start_is_ended_too():
    ended, _ = merge_attachments([Attached("usage", "r")], Attached("loi", "r", "c", REFORM))
    assert str(ended.until) == "12/03/2023"


def test_the_same_source_is_a_correction():
    known = [Attached("loi", "r", "c1", REFORM)]
    now = Attached("loi", "r", "c2", REFORM)
    assert merge_attachments(known, now) == (now,)


def test_one_that_did_not_begin_earlier_gives_way():
    known = [Attached("liste déduite", "r", None, REFORM)]
    now = Attached("liste officielle", "r", "c", REFORM)
    assert merge_attachments(known, now) == (now,)


def test_the_previous_one_may_be_stated():
    now = Attached("loi de 2023", "r2", "c", REFORM)
    previous = Attached("loi de 1999", "r1", "c", IN_1999)
    first, last = merge_attachments([], now, previous)
    assert (first.region, str(first.until), last) == ("r1", "12/03/2023", now)


def test_what_ended_earlier_is_kept_in_order():
    oldest = Attached("loi de 1991", "r0", None, None, PartialDate.read("1998"))
    known = [oldest, Attached("loi de 1999", "r1", "c", IN_1999)]
    merged = merge_attachments(known, Attached("loi de 2023", "r2", "c", REFORM))
    assert [one.source for one in merged] == ["loi de 1991", "loi de 1999", "loi de 2023"]
    assert merged[0] == oldest


def test_an_end_needs_a_date():
    with pytest.raises(ValueError, match="loi"):
        merge_attachments([Attached("usage", "r")], Attached("loi", "r"))
    with pytest.raises(ValueError, match="loi"):
        merge_attachments([], Attached("loi", "r"), Attached("usage", "r"))


def test_merging_twice_is_merging_once():
    known = (Attached("loi de 1999", "r1", "c", IN_1999),)
    now, previous = Attached("loi de 2023", "r2", "c", REFORM), Attached("loi de 1999", "r1", "c", IN_1999)
    once = merge_attachments(known, now, previous)
    assert merge_attachments(once, now, previous) == once
    assert merge_attachments(once, now) == once


# --- difference -------------------------------------------------------------------------------------


def record(key, level="commune", **values):
    return Record(key, level, values)


def test_difference():
    current = {
        "a": record("a", name="Bara", latitude=Decimal("16.50000"), qualifier=""),
        "b": record("b", name="Tessit", population=None),
        "c": record("c", name="Bourra"),
        "d": record("d", level="cercle", name="Ansongo"),
    }
    wanted = [
        record("a", name="Bara", latitude=Decimal("16.5")),
        record("b", name="Tessite", population=1200),
        record("e", name="Talataye"),
    ]
    found = difference(current, wanted, ["commune"])
    assert [one.key for one in found.created] == ["e"]
    assert [(one.key, changes) for one, changes in found.changed] == [
        ("b", (Change("name", "Tessit", "Tessite"), Change("population", None, 1200)))
    ]
    assert found.unchanged == 1
    assert [one.key for one in found.absent] == ["c"]  # the file of communes says nothing of cercles
    assert not found.is_empty


def test_a_column_that_the_file_does_not_have_changes_nothing():
    current = {"a": record("a", name="Bara", population=1200)}
    assert difference(current, [record("a", name="Bara")], ["commune"]).is_empty


def test_an_empty_cell_empties():
    current = {"a": record("a", name="Bara", population=1200, **{"code:ocha-2019": "ML07"})}
    found = difference(current, [record("a", population=None, **{"code:ocha-2019": ""})], ["commune"])
    assert [str(change) for change in found.changed[0][1]] == [
        "population\u00a0: 1200 → vide",
        "code ocha-2019\u00a0: ML07 → vide",
    ]


def test_an_empty_text_and_none_are_the_same():
    current = {"a": record("a", name="Bara", qualifier="")}
    assert difference(current, [record("a", qualifier=None, **{"code:ocha-2019": ""})], ["commune"]).is_empty


def test_spellings_are_only_added():
    current = {"a": record("a", spellings=frozenset({"Barah"}))}
    assert difference(current, [record("a", spellings=frozenset())], ["commune"]).is_empty
    found = difference(current, [record("a", spellings=frozenset({"Baara"}))], ["commune"])
    assert [str(change) for change in found.changed[0][1]] == ["autres graphies\u00a0: + Baara"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "vide"),
        ("", "vide"),
        ((), "vide"),
        (0, "0"),
        (True, "oui"),
        (False, "non"),
        (Decimal("16.50000"), "16,5"),
        (Decimal(100), "100"),
        ("region", "région"),
        ("Bara", "Bara"),
        (frozenset({"b", "a"}), "a\u202f; b"),
        ((Attached("loi", "r", "c", REFORM),), "c (depuis 13/03/2023, loi)"),
        ((Attached("loi", "r", None, None, REFORM),), "r (… à 13/03/2023, loi)"),
    ],
)
def test_shown(value, expected):
    assert shown(value) == expected
