"""Weeks as ISO 8601 numbers them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.weeks import Week

DAYS = st.dates(date(1991, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2023, 12, 18), "2023-W51"),
        (date(2023, 12, 24), "2023-W51"),
        (date(2023, 1, 1), "2022-W52"),
        (date(2020, 12, 31), "2020-W53"),
        (date(2024, 12, 30), "2025-W01"),
    ],
)
def test_a_day_is_in_its_week(day, code):
    assert Week.of(day).code == code
    assert Week.parse(code).holds(day)


@pytest.mark.parametrize("code", ["2023-w51", "2023-W51"])
def test_capitals_do_not_matter(code):
    assert Week.parse(code) == Week(2023, 51)


@pytest.mark.parametrize(
    "code",
    ["", "2023-51", "2023-W5", "2023-W00", "2023-W53", "2023-W60", "0001-W01", "２０２３-W51", "2023-W51 "],
)
def test_what_is_no_week_is_refused(code):
    with pytest.raises(ValueError, match=r".+"):
        Week.parse(code)


def test_it_is_said_in_french():
    assert str(Week(2023, 51)) == "semaine 51, du 18 au 24 décembre 2023"
    assert Week(2023, 1).days == "du 2 au 8 janvier 2023"


@given(DAYS)
def test_a_week_goes_from_monday_to_sunday(day):
    week = Week.of(day)
    assert (week.monday.weekday(), week.sunday - week.monday) == (0, timedelta(days=6))
    assert week.monday <= day <= week.sunday


@given(DAYS)
def test_weeks_follow_one_another(day):
    week = Week.of(day)
    assert week.next.monday == week.sunday + timedelta(days=1)
    assert week.next.previous == week
    assert week.previous < week < week.next
    assert Week.parse(week.code) == week
