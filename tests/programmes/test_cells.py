"""Cells as they arrive in a canevas: what is read, what is asked, what is refused and how it is said."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.imports import cells
from programmes.imports.cells import (
    Amount,
    Attendance,
    CellFault,
    Count,
    StatusCell,
    read_amount,
    read_attendance,
    read_boolean,
    read_count,
    read_date,
    read_decimal,
    read_integer,
    read_list,
    read_percent,
    read_period,
    read_status,
    read_text,
    read_tick,
    split_list,
)

READERS = [getattr(cells, name) for name in cells.__all__ if name.startswith("read_")]
EMPTY = ["", "   ", "\u00a0", None, "-", "—", " – ", "n/a", "Néant"]
UNKNOWN = ["?????", "?", "à déterminer", "A RECHERCHER", "inconnu", "ND", "…"]
WITH_VALUES = [
    read_amount,
    read_attendance,
    read_count,
    read_date,
    read_decimal,
    read_integer,
    read_percent,
    read_period,
    read_status,
]


@pytest.mark.parametrize("reader", WITH_VALUES)
@pytest.mark.parametrize("cell", EMPTY)
def test_an_empty_cell_has_no_value_and_asks_nothing(reader, cell):
    assert (reader(cell).value, reader(cell).sure) == (None, True)


@pytest.mark.parametrize("reader", WITH_VALUES)
@pytest.mark.parametrize("cell", UNKNOWN)
def test_a_value_said_to_be_unknown_is_asked(reader, cell):
    reading = reader(cell)
    assert reading.value is None
    assert "valeur non connue" in reading.question


# --- amounts


@pytest.mark.parametrize(
    ("cell", "value", "currency"),
    [
        ("1 500 000 F CFA", "1500000", "XOF"),
        ("1\u202f500\u00a0000 F\u00a0CFA", "1500000", "XOF"),
        ("1 500 000\nFrancs CFA", "1500000", "XOF"),
        ("96 303 057FCFA", "96303057", "XOF"),
        ("452.610.330 FCFA ", "452610330", "XOF"),
        ("1.500.000", "1500000", "XOF"),
        ("1,500,000", "1500000", "XOF"),
        ("1'500’000", "1500000", "XOF"),
        ("1.500.000,50", "1500000.50", "XOF"),
        ("1,500,000.50", "1500000.50", "XOF"),
        ("1 500 000,5", "1500000.5", "XOF"),
        ("100 000 000 F", "100000000", "XOF"),
        ("500000 xof.", "500000", "XOF"),
        ("1,5 million", "1500000", "XOF"),
        ("1,500 million", None, "XOF"),
        ("2 milliards", "2000000000", "XOF"),
        ("deux milliards de francs CFA", "2000000000", "XOF"),
        ("1 milliard 500 millions", "1500000000", "XOF"),
        ("150MFCFA", "150000000", "XOF"),
        ("1,5 M€", "1500000", "EUR"),
        ("500 mille", "500000", "XOF"),
        ("171764,9 EURO", "171764.9", "EUR"),
        ("€ 12,50", "12.50", "EUR"),
        ("USD 447 746", "447746", "USD"),
        ("447746 $", "447746", "USD"),
        ("300 livres sterling", "300", "GBP"),
        (1500000, "1500000", "XOF"),
        (1500000.0, "1500000", "XOF"),
        (0.1 + 0.2, "0.3", "XOF"),
        (Decimal("10.25"), "10.25", "XOF"),
        (0, "0", "XOF"),
    ],
)
def test_amounts_are_read(cell, value, currency):
    reading = read_amount(cell)
    if value is None:  # « 1,500 million »: one and a half, or one thousand five hundred
        assert (reading.value, reading.sure) == (Amount(Decimal("1500000")), False)
    else:
        assert (reading.value, reading.question) == (Amount(Decimal(value), currency), None)


@pytest.mark.parametrize(
    ("cell", "proposed", "question"),
    [
        ("1.500", "1500", "lu 1\u202f500\u00a0FCFA. Est-ce exact\u202f?"),
        ("1,500", "1500", "lu 1\u202f500\u00a0FCFA. Est-ce exact\u202f?"),
        ("1.500 FCFA", "1500", "lu 1\u202f500\u00a0FCFA"),
        ("1500 000", "1500000", "lu 1\u202f500\u202f000\u00a0FCFA"),
        ("12.345,678", "12345.68", "lu 12\u202f345,68\u00a0FCFA"),
        (100000 / 3, "33333.33", "lu 33\u202f333,33\u00a0FCFA"),
        ("environ 2 millions", "2000000", "sans «\u00a0environ\u00a0»"),
    ],
)
def test_doubtful_amounts_are_proposed_and_asked(cell, proposed, question):
    reading = read_amount(cell)
    assert reading.value == Amount(Decimal(proposed))
    assert question in reading.question


@pytest.mark.parametrize("cell", ["447746 USD soit 279 653 629 FCFA", "447 746 $ (279 653 629 FCFA)"])
def test_of_two_amounts_the_first_is_proposed_and_both_are_shown(cell):
    reading = read_amount(cell)
    assert reading.value == Amount(Decimal(447746), "USD")
    assert "447\u202f746,00\u00a0USD plutôt que 279\u202f653\u202f629\u00a0FCFA" in reading.question


@pytest.mark.parametrize(
    "cell",
    ["abc", "-5", "15 00 000", "1.500.00", "1,5,5", "12 GNF", "1 million 500", "1 500 000 (budget national)",
     "FCFA", True, float("nan"), float("inf"), 10**15, "9" * 30, time(3), date(2024, 1, 1), "2 millions 3 millions"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(CellFault, match="attendu"):
        read_amount(cell)


@pytest.mark.parametrize("reader", [read_amount, read_decimal, read_integer, read_count])
@pytest.mark.parametrize("cell", ["500 000\n250 000", "500 000 \r\n 250 000", "500\t250"])
def test_two_numbers_on_two_lines_are_never_joined(reader, cell):
    with pytest.raises(CellFault, match="attendu"):
        reader(cell)


@pytest.mark.parametrize(
    "cell", ["BN : 2 000 000 ; UNICEF : 3 000 000", "2 000 000 (BN) + 3 000 000 (UNICEF)"]
)
def test_an_amount_for_each_source_is_refused_and_sent_where_it_belongs(cell):
    with pytest.raises(CellFault, match="activity-funding"):
        read_amount(cell)


def test_another_currency_may_be_the_default():
    assert read_amount("1 500,5", currency="EUR").value == Amount(Decimal("1500.5"), "EUR")


# --- numbers


@pytest.mark.parametrize(
    ("cell", "value", "sure"),
    [
        ("12,5", "12.5", True), ("-3,2", "-3.2", True), ("− 3", "-3", True), ("0.500", "0.5", True),
        ("1234.500", "1234.5", True), (12.1, "12.1", True), ("1,500", "1.5", False), ("1.500", "1500", False),
        ("quatre-vingt-dix", "90", True), ("12.3456", "12.3456", True),
    ],
)  # fmt: skip
def test_decimals(cell, value, sure):
    reading = read_decimal(cell)
    assert (reading.value, reading.sure) == (Decimal(value), sure)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("12", 12), (12.0, 12), ("12,0", 12), ("1 500", 1500), ("quatre-vingt-dix", 90), ("Dix-sept", 17),
     ("vingt un (21)", 21), ("quarante-deux (42)", 42), ("1 million", 1_000_000)],
)  # fmt: skip
def test_integers(cell, value):
    assert (read_integer(cell).value, read_integer(cell).sure) == (value, True)


@pytest.mark.parametrize("cell", ["12,5", 12.5, "abc", "12 activités", False])
def test_what_is_no_integer_is_refused(cell):
    with pytest.raises(CellFault, match="nombre entier attendu"):
        read_integer(cell)


def test_words_and_digits_that_differ_are_refused():
    with pytest.raises(CellFault, match="les lettres disent 21 et les chiffres 22"):
        read_integer("vingt et un (22)")


@pytest.mark.parametrize(
    ("cell", "value", "sure"),
    [
        ("61,76 %", "61.76", True), ("67,74%", "67.74", True), ("45 pour cent", "45", True), ("100", "100", True),
        (45, "45", True), (0.45, "45", True), (0, "0", True), ("0,45 %", "0.45", True),
        (1.0, "100", False), ("0,45", "45", False),
    ],
)  # fmt: skip
def test_percentages_are_in_hundredths(cell, value, sure):
    reading = read_percent(cell)
    assert (reading.value, reading.sure) == (Decimal(value), sure)


@pytest.mark.parametrize("cell", ["140", "140 %", -1, "-1 %", "abc", "%", True])
def test_percentages_out_of_range_are_refused(cell):
    with pytest.raises(CellFault, match="de 0 à 100"):
        read_percent(cell)


def test_the_ceiling_may_be_lifted():
    assert read_percent("140 %", ceiling=None).value == 140
    with pytest.raises(CellFault, match="0 ou plus"):
        read_percent("-1 %", ceiling=None)


@pytest.mark.parametrize(
    ("cell", "number", "approximate"),
    [
        ("une cinquantaine", 50, True), ("Une cinquantaine de participants", 50, True), ("une centaine", 100, True),
        ("trois dizaines", 30, True), ("environ 50", 50, True), ("~50", 50, True), ("près de 200 personnes", 200, True),
        ("50", 50, False), (50.0, 50, False), ("50 participants", 50, False), ("quatre-vingt-dix", 90, False),
        ("dix-sept communes", 17, False),
    ],
)  # fmt: skip
def test_counts_say_whether_they_are_exact(cell, number, approximate):
    reading = read_count(cell)
    assert (reading.value, reading.sure) == (Count(number, approximate), True)


def test_a_count_without_a_number_is_asked():
    reading = read_count("quelques dizaines")
    assert reading.value is None
    assert "combien" in reading.question


@pytest.mark.parametrize("cell", ["-5", "beaucoup", "12,5", "des participants"])
def test_what_is_no_count_is_refused(cell):
    with pytest.raises(CellFault, match="nombre attendu"):
        read_count(cell)


# --- dates


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ("20/12/2023", "20 décembre 2023"), ("1er Janvier 2024", "1er janvier 2024"),
        ("fin mars 2024", "fin mars 2024"), ("Sept\n2024", "septembre 2024"), ("T2 2024", "2e trimestre 2024"),
        (2024, "2024"), (2024.0, "2024"),
        (45280, "20 décembre 2023"), (45280.75, "20 décembre 2023"), (date(2023, 12, 20), "20 décembre 2023"),
        (datetime(2023, 12, 20, 8, 30), "20 décembre 2023"),
    ],
)  # fmt: skip
def test_dates(cell, label):
    assert (read_date(cell).value.label(), read_date(cell).sure) == (label, True)


def test_a_day_number_kept_as_text_is_asked():
    assert read_date("45280").value.label() == "20 décembre 2023"
    assert "lu 20 décembre 2023" in read_date("45280").question


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("31 Novembre 2023", "«\u00a031 Novembre 2023\u00a0»\u00a0: le 31 novembre 2023 n’existe pas"),
        ("bientôt", "«\u00a0bientôt\u00a0»\u00a0: date attendue"),
        (date(2123, 1, 1), "année de 1900 à 2099 attendue"),
        (12, "date attendue"), (10**9, "date attendue"), (time(8), "date attendue"), (True, "date attendue"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_in_words(cell, message):
    with pytest.raises(CellFault) as caught:
        read_date(cell)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ("2024-2028", "de 2024 à 2028"),
        ("1er Janvier 2024 au 31 Décembre 2025", "du 1er janvier 2024 au 31 décembre 2025"),
        ("Sept 2024 - Déc 2025", "de septembre 2024 à décembre 2025"),
        ("Décembre 2020-Mars 2021", "de décembre 2020 à mars 2021"),
        ("du 17 au 19 octobre 2023", "du 17 au 19 octobre 2023"),
        (date(2024, 1, 1), "le 1er janvier 2024"),
    ],
)
def test_periods(cell, label):
    assert (str(read_period(cell).value), read_period(cell).sure) == (label, True)


def test_a_year_and_two_digits_are_asked():
    assert str(read_period("2011-12").value) == "en décembre 2011"
    assert not read_period("2011-12").sure
    assert read_period("2011-08").sure


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(CellFault, match="avant le début"):
        read_period("2028-2024")


# --- statuses

STATUSES = {
    "done": ["Réalisé", "réalisée", "Réalisées", "REALISEES", "Réalisé(e)s", "Activité réalisée", "Exécutée", "fait",
             "Terminée.", "achevé", "R"],
    "in_progress": ["En cours", "En cours d'exécution", "En cours d’exécution", "en cours de réalisation",
                    "En  cours\nde mise en œuvre", "EC", "démarrée", "partiellement réalisée", "Entamée"],
    "not_done": ["NR", "N.R.", "non réalisé", "Non réalisées", "pas fait", "Non exécutée", "n’a pas été réalisée"],
    "planned": ["prévu", "Planifiée", "Programmé", "Non démarré", "non entamée", "pas encore démarrée", "à venir"],
    "cancelled": ["annulée", "Annulé", "supprimée"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "cell"), [(code, cell) for code, written in STATUSES.items() for cell in written]
)
def test_statuses_in_every_spelling(code, cell):
    reading = read_status(cell)
    assert (reading.value, reading.question) == (StatusCell(code), None)


@pytest.mark.parametrize(
    ("cell", "code", "progress", "sure"),
    [
        ("100%", "done", 100, True), ("45%", "in_progress", 45, True), ("45", "in_progress", 45, True),
        (0.45, "in_progress", 45, True), (45, "in_progress", 45, True), ("12,5 %", "in_progress", "12.5", True),
        ("En cours (45 %)", "in_progress", 45, True), ("Réalisée à 100%", "done", 100, True),
        ("non réalisée 0 %", "not_done", 0, True),
        ("0%", "planned", 0, False), (1.0, "done", 100, False),
        ("Réalisé-60%", "in_progress", 60, False),
        ("réalisée à 60 %", "in_progress", 60, False), ("en cours 100 %", "done", 100, False),
    ],
)  # fmt: skip
def test_statuses_with_a_progress(cell, code, progress, sure):
    reading = read_status(cell)
    assert (reading.value, reading.sure) == (StatusCell(code, Decimal(progress)), sure)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("reportée", "not_done"), ("pas encore réalisée", "planned"), ("suspendue", "in_progress"),
     ("abandonnée", "cancelled"), ("X", "done"), ("relaisée", "done"), ("nom réalisée", "not_done")],
)  # fmt: skip
def test_doubtful_statuses_are_asked(cell, code):
    reading = read_status(cell)
    assert reading.value.status == code
    assert "Est-ce exact" in reading.question


@pytest.mark.parametrize(
    "cell", ["abc", "voir annexe", True, date(2024, 1, 1), "-5%", "en cours (-5 %)", "1045 %"]
)
def test_what_is_no_status_is_refused(cell):
    with pytest.raises(CellFault, match="attendu"):
        read_status(cell)


# --- texts, ticks, lists


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  a\u00a0 b\r\nc\x00\u200b ", "a b\nc"), ("N’Tillit", "N’Tillit"),
        (12.0, "12"), (12.5, "12.5"), (True, "oui"),
        (date(2023, 12, 20), "20/12/2023"), ("—", None), (None, None), ("Néant", "Néant"),
    ],
)  # fmt: skip
def test_texts(cell, text):
    assert read_text(cell).value == text


def test_a_text_too_long_is_refused_and_quoted_short():
    with pytest.raises(CellFault, match="10 caractères au plus") as caught:
        read_text("x" * 500, longest=10)
    assert len(caught.value.found) == 60
    assert caught.value.expected == "texte de 10 caractères au plus attendu (500 trouvés)"


@pytest.mark.parametrize("cell", ["X", "x", " X ", "oui", "✓", "✔️", "✗", 1, 1.0, True])
def test_ticked(cell):
    assert read_tick(cell).value is True


@pytest.mark.parametrize("cell", ["", None, "-", "non", 0, False])
def test_not_ticked(cell):
    assert read_tick(cell).value is False


@pytest.mark.parametrize(
    ("cell", "value"), [("Oui", True), ("NON", False), ("vrai", True), ("", None), (True, True)]
)
def test_yes_or_no(cell, value):
    assert read_boolean(cell).value is value


def test_what_is_neither_is_refused():
    with pytest.raises(CellFault, match="oui"):
        read_boolean("✗")
    with pytest.raises(CellFault, match="croix"):
        read_tick("T1")


KNOWN = [
    "PADRE/GIZ",
    "Budget national",
    "UNICEF",
    "PEDREAS/Banque mondiale",
    "Santé et Éducation",
    "AMSS",
    "ARGA",
]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Budget national/UNICEF", ("Budget national", "UNICEF")),
        ("a ; b", ("a", "b")),
        ("PADRE/GIZ", ("PADRE/GIZ",)),
        ("padre / giz, UNICEF", ("padre / giz", "UNICEF")),
        ("Budget national/PADRE/GIZ/UNICEF", ("Budget national", "PADRE/GIZ", "UNICEF")),
        ("AMSS & ARGA", ("AMSS", "ARGA")),
        ("AMSS et ARGA", ("AMSS", "ARGA")),
        ("Bamako et Ségou", ("Bamako et Ségou",)),
        ("santé et éducation", ("santé et éducation",)),
        ("- San\n- Tominian\n", ("San", "Tominian")),
        ("1. San\n2) Tominian", ("San", "Tominian")),
        ("• San • Tominian", ("San", "Tominian")),
        ("ANICT (FNACT/DAT), PAM", ("ANICT (FNACT/DAT)", "PAM")),
        ("Unicef, UNICEF", ("Unicef",)),
        ("Wassoulou-Ballé / Bougouni", ("Wassoulou-Ballé", "Bougouni")),
        ("", ()),
        ("—", ()),
    ],
)
def test_lists_keep_known_names_whole(text, items):
    assert split_list(text, KNOWN) == items


def test_without_known_names_only_clear_separators_split():
    assert split_list("PADRE/GIZ") == ("PADRE", "GIZ")
    assert split_list("Ansongo et Bara") == ("Ansongo et Bara",)
    assert split_list("Gounzourèye, Soni Aliber, Ansongo et Bara", ["Bara", "Ansongo"]) == (
        "Gounzourèye", "Soni Aliber", "Ansongo", "Bara",
    )  # fmt: skip
    assert read_list("a/b").value == ("a", "b")
    assert read_list(None).value is None


# --- participants


@pytest.mark.parametrize(
    ("cell", "attendance"),
    [
        ("une cinquantaine de participants, dont 4 femmes", Attendance(Count(50, True), women=4)),
        ("50", Attendance(Count(50))),
        (50, Attendance(Count(50))),
        ("50 dont 20 femmes", Attendance(Count(50), women=20)),
        ("45 (12 femmes, 33 hommes)", Attendance(Count(45), 12, 33)),
        ("20 F / 30 H", Attendance(None, 20, 30)),
        ("12H 5F", Attendance(None, 5, 12)),
        ("20 femmes et 30 hommes", Attendance(None, 20, 30)),
        ("quatre femmes", Attendance(None, 4, None)),
    ],
)
def test_attendance_says_what_was_said_and_derives_nothing(cell, attendance):
    assert (read_attendance(cell).value, read_attendance(cell).sure) == (attendance, True)


@pytest.mark.parametrize("cell", ["45 (12 femmes, 30 hommes)", "5 dont 10 femmes"])
def test_attendance_that_does_not_add_up_is_asked(cell):
    assert "ne font pas le total" in read_attendance(cell).question


@pytest.mark.parametrize("cell", ["tout le monde", "50 dont 10 jeunes", "dont 4 femmes et autres"])
def test_what_is_no_attendance_is_refused(cell):
    with pytest.raises(CellFault, match="attendu"):
        read_attendance(cell)


# --- anything at all

PIECES = st.sampled_from(
    [
        "1",
        "500",
        "000",
        "1.500",
        "1,5",
        ",",
        ".",
        "-",
        "/",
        "(",
        ")",
        "%",
        "F",
        "FCFA",
        "€",
        "$",
        "USD",
        "soit",
        "million",
        "milliards",
        "quatre",
        "vingt",
        "dix",
        "cent",
        "mille",
        "un",
        "une",
        "cinquantaine",
        "environ",
        "femmes",
        "hommes",
        "dont",
        "et",
        "réalisée",
        "non",
        "en",
        "cours",
        "45%",
        "T2",
        "2024",
        "décembre",
        "fin",
        "?",
        "X",
        "2023-12",
        "20/12/2023",
        "=",
        ";",
    ]
)
NATIVE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.dates(), st.datetimes(), st.times(),
    st.timedeltas(), st.just(timedelta(1)),
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@given(cell=st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=8).map(" ".join), NATIVE))
def test_no_cell_raises_anything_but_a_cell_fault(reader, cell):
    with suppress(CellFault):
        reading = reader(cell)
        assert reading.question is None or reading.question.startswith("«")


@pytest.mark.parametrize("reader", READERS)
def test_a_very_long_cell_is_read_quickly(reader):
    for text in ("1 " * 16_000, "a/" * 16_000, "(" * 32_000, "un " * 10_000, "9" * 32_000, "1," * 16_000):
        with suppress(CellFault):
            reader(text)


@given(value=st.integers(0, 10**12))
def test_printed_amounts_read_as_themselves(value):
    amount = Amount(Decimal(value))
    reading = read_amount(str(amount))
    assert reading.value == amount
    assert reading.sure
