"""Partial dates: read, kept in two columns, printed as they were written; no day is invented."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.partial_date_reading import PartialDateError, parse_partial_date, parse_period
from programmes.partial_dates import PRECISION_LABELS, PartialDate, Precision, period_label

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
PRECISIONS = st.sampled_from(list(Precision))
PARTIAL = st.builds(PartialDate.covering, DAYS, PRECISIONS)

# written, printed, first day, last day
WRITTEN = [
    ("20/12/2023", "20 décembre 2023", (2023, 12, 20), (2023, 12, 20)),
    ("20-12-2023", "20 décembre 2023", (2023, 12, 20), (2023, 12, 20)),
    ("20.12.23", "20 décembre 2023", (2023, 12, 20), (2023, 12, 20)),
    ("2023-12-20", "20 décembre 2023", (2023, 12, 20), (2023, 12, 20)),
    ("2023-12-20 00:00:00", "20 décembre 2023", (2023, 12, 20), (2023, 12, 20)),
    ("Le mercredi 20 Décembre 2023", "20 décembre 2023", (2023, 12, 20), (2023, 12, 20)),
    ("1er Janvier 2024", "1er janvier 2024", (2024, 1, 1), (2024, 1, 1)),
    ("1ᵉʳ janvier 2024", "1er janvier 2024", (2024, 1, 1), (2024, 1, 1)),
    ("20\u00a0décembre\n2023", "20 décembre 2023", (2023, 12, 20), (2023, 12, 20)),
    ("29/02/2024", "29 février 2024", (2024, 2, 29), (2024, 2, 29)),
    ("Décembre 2020", "décembre 2020", (2020, 12, 1), (2020, 12, 31)),
    ("DECEMBRE 2020", "décembre 2020", (2020, 12, 1), (2020, 12, 31)),
    ("Sept 2024", "septembre 2024", (2024, 9, 1), (2024, 9, 30)),
    ("févr. 2024", "février 2024", (2024, 2, 1), (2024, 2, 29)),
    ("déc-20", "décembre 2020", (2020, 12, 1), (2020, 12, 31)),
    ("12/2020", "décembre 2020", (2020, 12, 1), (2020, 12, 31)),
    ("au mois d’août 2024", "août 2024", (2024, 8, 1), (2024, 8, 31)),
    ("T2 2024", "2e trimestre 2024", (2024, 4, 1), (2024, 6, 30)),
    ("2024-T2", "2e trimestre 2024", (2024, 4, 1), (2024, 6, 30)),
    ("2ème trimestre 2024", "2e trimestre 2024", (2024, 4, 1), (2024, 6, 30)),
    ("Premier trimestre 2024", "1er trimestre 2024", (2024, 1, 1), (2024, 3, 31)),
    ("2024", "2024", (2024, 1, 1), (2024, 12, 31)),
    ("courant 2024", "2024", (2024, 1, 1), (2024, 12, 31)),
    ("fin 2008", "fin 2008", (2008, 9, 1), (2008, 12, 31)),
    ("fin de l’année 2008", "fin 2008", (2008, 9, 1), (2008, 12, 31)),
    ("à la fin de 2008", "fin 2008", (2008, 9, 1), (2008, 12, 31)),
    ("début 2008", "début 2008", (2008, 1, 1), (2008, 4, 30)),
    ("fin mars 2024", "fin mars 2024", (2024, 3, 21), (2024, 3, 31)),
    ("Début du mois de mars 2024", "début mars 2024", (2024, 3, 1), (2024, 3, 10)),
    ("fin T2 2024", "fin du 2e trimestre 2024", (2024, 6, 1), (2024, 6, 30)),
    ("début du 1er trimestre 2024", "début du 1er trimestre 2024", (2024, 1, 1), (2024, 1, 31)),
]


@pytest.mark.parametrize(("text", "label", "first", "last"), WRITTEN)
def test_a_written_date_keeps_its_words_and_its_bounds(text, label, first, last):
    found = parse_partial_date(text)
    assert (found.label(), found.first, found.last) == (label, date(*first), date(*last))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31 Novembre 2023", "le 31 novembre 2023 n’existe pas\u00a0: ce mois compte 30 jours"),
        ("29/02/2023", "le 29 février 2023 n’existe pas\u00a0: ce mois compte 28 jours"),
        ("0/1/2024", "le 0 janvier 2024 n’existe pas"),
        ("12/20/2023", "le mois 20 n’existe pas\u00a0: écrire jour/mois/année"),
        ("1/1/2124", "l’année 2124 est hors limites\u00a0: attendue de 1900 à 2099"),
        ("20 décembre", "date attendue, par exemple «\u00a020/12/2023\u00a0»"),
        ("fin", "date attendue"),
        ("fin 20/12/2023", "date attendue"),
        ("fin début 2024", "date attendue"),
        ("bientôt", "date attendue"),
        ("", "date attendue"),
        ("x" * 200, "texte trop long (200 caractères)"),
    ],
)
def test_what_is_no_date_is_said(text, message):
    with pytest.raises(PartialDateError) as caught:
        parse_partial_date(text)
    assert message in str(caught.value)


# written, printed
PERIODS = [
    ("du 20 au 23 décembre 2023", "du 20 au 23 décembre 2023"),
    ("20–23 décembre 2023", "du 20 au 23 décembre 2023"),
    ("20/12/2023 - 23/12/2023", "du 20 au 23 décembre 2023"),
    ("20-12-2023 au 23-12-2023", "du 20 au 23 décembre 2023"),
    ("17, 18 et 19 octobre 2023", "du 17 au 19 octobre 2023"),
    ("du 17 au 19/10/2023", "du 17 au 19 octobre 2023"),
    ("du 28 novembre au 2 décembre 2023", "du 28 novembre au 2 décembre 2023"),
    ("01/10 au 15/12/2023", "du 1er octobre au 15 décembre 2023"),
    ("1er Janvier 2024 au 31 Décembre 2025", "du 1er janvier 2024 au 31 décembre 2025"),
    ("Décembre 2020-Mars 2021", "de décembre 2020 à mars 2021"),
    ("Sept 2024 - Déc 2025", "de septembre 2024 à décembre 2025"),
    ("janvier à mars 2024", "de janvier à mars 2024"),
    ("avril-juin 2024", "d’avril à juin 2024"),
    ("T1-T2 2024", "du 1er au 2e trimestre 2024"),
    ("T4 2023 - T1 2024", "du 4e trimestre 2023 au 1er trimestre 2024"),
    ("1er semestre 2024", "de janvier à juin 2024"),
    ("S2 2024", "de juillet à décembre 2024"),
    ("2024-2028", "de 2024 à 2028"),
    ("2024/2025", "de 2024 à 2025"),
    ("fin 2008 à fin 2011", "de fin 2008 à fin 2011"),
    ("fin T2 2024 au fin T3 2024", "de la fin du 2e trimestre 2024 à la fin du 3e trimestre 2024"),
    ("depuis 2015", "depuis 2015"),
    ("à partir du 1er mars 2024", "depuis le 1er mars 2024"),
    ("2015 à ce jour", "depuis 2015"),
    ("jusqu’à fin 2011", "jusqu’à fin 2011"),
    ("jusqu'au 31/12/2011", "jusqu’au 31 décembre 2011"),
    ("le 20 décembre 2023", "le 20 décembre 2023"),
    ("décembre 2020", "en décembre 2020"),
    ("T2 2024", "au 2e trimestre 2024"),
    ("fin 2008", "fin 2008"),
]


@pytest.mark.parametrize(("text", "label"), PERIODS)
def test_a_written_period_is_printed_in_good_french(text, label):
    assert period_label(*parse_period(text)) == label


def test_the_seeds_periods_have_the_bounds_the_documents_give():
    start, end = parse_period("Décembre 2020-Mars 2021")  # PECIC II
    assert (start.as_start(), end.as_end()) == (
        (date(2020, 12, 1), Precision.MONTH),
        (date(2021, 3, 31), Precision.MONTH),
    )
    start, end = parse_period("fin 2008 à fin 2011")  # DDRK III
    assert start.as_start() == (date(2008, 9, 1), Precision.YEAR_END)
    assert end.as_end() == (date(2011, 12, 31), Precision.YEAR_END)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2028-2024", "la fin (2024) est avant le début (2028)"),
        ("1er avril au 31 novembre 2024", "le 31 novembre 2024 n’existe pas"),
        ("17 et 19 octobre 2023", "période attendue"),
        ("de temps en temps", "période attendue"),
        ("jusqu’à", "période attendue"),
        ("", "période attendue"),
    ],
)
def test_what_is_no_period_is_said(text, message):
    with pytest.raises(PartialDateError) as caught:
        parse_period(text)
    assert message in str(caught.value)


def test_no_bounds_have_no_label():
    assert period_label(None, None) == ""


@given(PARTIAL)
def test_both_pairs_of_columns_give_the_date_back(partial):
    assert PartialDate.from_columns(*partial.as_start()) == partial
    assert PartialDate.from_columns(*partial.as_end()) == partial


@given(PARTIAL)
def test_a_printed_date_reads_as_itself(partial):
    assert parse_partial_date(partial.label()) == partial


@given(PARTIAL, PARTIAL)
def test_a_printed_period_reads_as_itself(one, other):
    start, end = sorted((one, other))
    if end.last >= start.first and start != end:
        assert parse_period(period_label(start, end)) == (start, end)


@given(PARTIAL, PARTIAL)
def test_the_order_is_that_of_the_bounds(one, other):
    if one < other:
        assert (one.first, one.last) <= (other.first, other.last)


@given(st.text(max_size=150))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    for parse in (parse_partial_date, parse_period):
        with suppress(PartialDateError):
            parse(text)


# Texts made of what dates are made of go deeper than any text does.
PIECES = st.sampled_from(
    [
        "20",
        "1er",
        "31",
        "2023",
        "2024",
        "23",
        "décembre",
        "mars",
        "sept.",
        "d’",
        "de",
        "du",
        "au",
        "à",
        "-",
        "/",
        ".",
        ",",
        "et",
        "fin",
        "début",
        "T2",
        "2e",
        "trimestre",
        "semestre",
        "depuis",
        "jusqu’à",
        "le",
        "ce",
        "jour",
        "12/2020",
        "année",
        "mois",
    ]
)


@given(st.lists(PIECES, max_size=9).map(" ".join))
def test_texts_that_look_like_dates_are_read_or_refused(text):
    for parse in (parse_partial_date, parse_period):
        with suppress(PartialDateError):
            parse(text)


def test_a_moment_counts_by_its_day_and_no_date_is_none():
    moment = datetime(2023, 12, 20, 23, 59, tzinfo=UTC)
    assert PartialDate.covering(moment, Precision.MONTH).as_end() == (date(2023, 12, 31), Precision.MONTH)
    assert PartialDate.from_columns(None, "") is None
    assert PartialDate.from_columns(date(2023, 12, 20), "").precision is Precision.DAY


def test_an_unknown_precision_is_refused():
    with pytest.raises(ValueError, match="century"):
        PartialDate.covering(date(2023, 12, 20), "century")


def test_every_precision_has_a_french_label():
    assert set(PRECISION_LABELS) == set(Precision)
