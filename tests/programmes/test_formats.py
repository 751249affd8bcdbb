"""French formats: the spaces, the signs and the roundings, character by character."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from programmes import formats
from programmes.formats import MINUS, NARROW, NO_BREAK
from programmes.partial_dates import PartialDate

N, B = NARROW, NO_BREAK
EXACT = st.one_of(
    st.integers(-(10**30), 10**30),
    st.decimals(-(10**20), 10**20, allow_nan=False, places=9),
    st.fractions(),
)


@pytest.mark.parametrize(
    ("amount", "currency", "printed"),
    [
        (96303057, "XOF", f"96{N}303{N}057{B}FCFA"),
        (Decimal("171764.9"), "EUR", f"171{N}764,90{B}EUR"),
        (Decimal("96303057.00"), "XOF", f"96{N}303{N}057{B}FCFA"),
        (Decimal("1500.5"), "XOF", f"1{N}500,50{B}FCFA"),
        (0, "XOF", f"0{B}FCFA"),
        (-1500, "XOF", f"{MINUS}1{N}500{B}FCFA"),
        (10, "USD", f"10,00{B}USD"),
        (None, "XOF", "—"),
    ],
)
def test_money(amount, currency, printed):
    assert formats.money(amount, currency) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(42, 68), f"61,76{N}%"),
        (Fraction(42, 62), f"67,74{N}%"),
        (Fraction(1, 2), f"50{N}%"),
        (Fraction(-1, 2), f"{MINUS}50{N}%"),
        (Fraction(3, 2), f"150{N}%"),
        (Fraction(499999, 1000000), f"50,00{N}%"),  # rounded: not exactly a half, and it shows
        (Fraction(125, 1000), f"12,50{N}%"),
        (Fraction(12345, 10**6), f"1,23{N}%"),
        (Fraction(12355, 10**6), f"1,24{N}%"),
        (Fraction(-12355, 10**6), f"{MINUS}1,24{N}%"),
        (Fraction(0), f"0{N}%"),
        (None, "—"),
    ],
)
def test_a_ratio_is_rounded_half_up_from_its_exact_value(value, printed):
    assert formats.ratio(value) == printed


@pytest.mark.parametrize(
    ("function", "arguments", "printed"),
    [
        (formats.integer, (1234567,), f"1{N}234{N}567"),
        (formats.integer, (Decimal("2.5"),), "3"),
        (formats.integer, (None,), "—"),
        (formats.decimal, (Decimal("0.005"),), "0,01"),
        (formats.decimal, (Decimal("-0.004"),), "0,00"),
        (formats.decimal, (Fraction(1, 3), 4), "0,3333"),
        (formats.number, (Decimal("12.50"),), "12,5"),
        (formats.number, (1000,), f"1{N}000"),
        (formats.number, (Decimal("12.346"),), "12,35"),
        (formats.fraction, (42, 68), f"42{B}/{B}68"),
        (formats.fraction, (Decimal("1500.50"), 20000), f"1{N}500,5{B}/{B}20{N}000"),
        (formats.enumeration, ([],), ""),
        (formats.enumeration, (["a"],), "a"),
        (formats.enumeration, (["a", "b"],), "a et b"),
        (formats.enumeration, (iter(["a", "b", "c"]), "ou"), "a, b ou c"),
        (formats.counted, (0, "activité"), "0 activité"),
        (formats.counted, (1, "activité"), "1 activité"),
        (formats.counted, (Decimal("1.5"), "million"), "1,5 million"),
        (formats.counted, (2000, "activité"), f"2{N}000 activités"),
        (formats.counted, (2, "journal", "journaux"), "2 journaux"),
        (formats.file_size, (0,), f"0{B}octet"),
        (formats.file_size, (737,), f"737{B}octets"),
        (formats.file_size, (999,), f"999{B}octets"),
        (formats.file_size, (35_400,), f"35{B}ko"),
        (formats.file_size, (999_600,), f"1{B}Mo"),
        (formats.file_size, (1_500_000,), f"1,5{B}Mo"),
        (formats.file_size, (5 * 10**12,), f"5{N}000{B}Go"),
    ],
)
def test_other_formats(function, arguments, printed):
    assert function(*arguments) == printed


@pytest.mark.parametrize("value", [0.5, 12.0])
def test_a_float_is_refused(value):
    with pytest.raises(TypeError, match="never a float"):
        formats.half_up(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        formats.half_up(value)


@given(EXACT, st.integers(0, 6))
def test_rounding_is_never_off_by_more_than_half_a_unit(value, places):
    rounded = formats.half_up(value, places)
    distance = abs(Fraction(rounded) - Fraction(value))
    assert distance <= Fraction(1, 2 * 10**places)
    assert -rounded.as_tuple().exponent == places
    if distance == Fraction(1, 2 * 10**places):
        assert abs(Fraction(rounded)) > abs(Fraction(value))


@given(st.integers(-(10**18), 10**18))
def test_a_printed_integer_holds_its_digits(value):
    assert int(formats.integer(value).replace(N, "").replace(MINUS, "-")) == value


def test_dates():
    assert formats.date_long(date(2023, 12, 20)) == "20 décembre 2023"
    assert formats.date_long(date(2024, 1, 1)) == "1er janvier 2024"
    assert formats.date_long(date(2023, 12, 20), weekday=True) == "mercredi 20 décembre 2023"
    assert formats.date_short(date(2024, 1, 1)) == "01/01/2024"
    assert formats.month_long(date(2024, 8, 15)) == "août 2024"
    assert [f(None) for f in (formats.date_long, formats.date_short, formats.datetime_long)] == ["—"] * 3


def test_a_moment_is_printed_in_bamako():
    paris_midnight = datetime.fromisoformat("2024-01-01T00:05:00+01:00")
    assert formats.datetime_long(paris_midnight) == f"31 décembre 2023 à 23{B}h{B}05"
    assert formats.date_short(paris_midnight) == "31/12/2023"
    assert formats.datetime_long(datetime(2023, 12, 20, 9, tzinfo=UTC)) == f"20 décembre 2023 à 9{B}h"
    with pytest.raises(ValueError, match="time zone"):
        formats.datetime_long(datetime(2023, 12, 20, 9))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quoi ?", f"Quoi{N}?"),
        ("état : « fait »", f"état{B}: «{B}fait{B}»"),
        ("45 % ; 50 % !", f"45{N}%{N}; 50{N}%{N}!"),
        ("à 09:30, http://exemple", "à 09:30, http://exemple"),
    ],
)
def test_typeset_changes_only_existing_spaces(text, expected):
    assert formats.typeset(text) == expected
    assert formats.typeset(expected) == expected


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("{{ n|words }} activités", "quarante-deux (42) activités"),
        ("{{ one|words_feminine }}", "vingt et une (21)"),
        ("{{ n|words_only }}", "quarante-deux"),
        ("{{ rank|rank_feminine }} journée", "troisième journée"),
        ("{{ amount|money }}", f"96{N}303{N}057{B}FCFA"),
        ("{{ amount|money:'EUR' }}", f"96{N}303{N}057,00{B}EUR"),
        ("{{ n|counted:'journal,journaux' }}", "42 journaux"),
        ("{{ nothing|counted:'activité' }}", "—"),
        ("activité{{ n|plural:',s' }}", "activités"),
        ("{{ n|fraction:68 }}", f"42{B}/{B}68"),
        ("{{ n|percent }} {{ half|ratio }}", f"42{N}% 50{N}%"),
        ("{{ day|date_long }}, {{ day|date_short }}", "20 décembre 2023, 20/12/2023"),
        ("{{ day|date_weekday }}", "mercredi 20 décembre 2023"),
        ("{{ start|date_long }}", "fin 2008"),
        ("{% period start end %}", "de fin 2008 à fin 2011"),
        ("{{ nothing|money }}{{ nothing|words }}{{ nothing|integer }}{{ nothing|date_long }}", "————"),
        ("{{ names|enumeration }}", "a &lt;b&gt; et c"),
        ("{{ n|number }} {{ amount|integer }} {{ n|decimal:1 }} {{ n|file_size }}", None),
    ],
)
def test_template_filters(source, printed):
    context = {
        "n": 42, "one": 21, "rank": 3, "amount": 96303057, "nothing": None, "half": Fraction(1, 2),
        "day": date(2023, 12, 20), "names": ["a <b>", "c"],
        "start": PartialDate.covering(date(2008, 12, 31), "year_end"),
        "end": PartialDate.covering(date(2011, 12, 31), "year_end"),
    }  # fmt: skip
    expected = f"42 96{N}303{N}057 42,0 42{B}octets" if printed is None else printed
    assert Template("{% load formats %}" + source).render(Context(context)) == expected
