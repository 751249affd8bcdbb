"""Numbers in words: the ministry's spelling, one spelling a number, and reading them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.imports.written_numbers import read_words
from programmes.number_words import LARGEST, cardinal, in_words_and_digits, ordinal

NUMBERS = st.one_of(st.integers(0, 2000), st.integers(0, 999_999_999), st.integers(0, LARGEST))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"), (1, "un"), (11, "onze"), (15, "quinze"), (17, "dix-sept"), (20, "vingt"),
        (21, "vingt et un"), (22, "vingt-deux"), (30, "trente"), (42, "quarante-deux"),
        (60, "soixante"), (61, "soixante et un"), (62, "soixante-deux"), (68, "soixante-huit"),
        (70, "soixante-dix"), (71, "soixante et onze"), (79, "soixante-dix-neuf"),
        (80, "quatre-vingts"), (81, "quatre-vingt-un"), (90, "quatre-vingt-dix"),
        (91, "quatre-vingt-onze"), (99, "quatre-vingt-dix-neuf"), (100, "cent"), (101, "cent un"),
        (111, "cent onze"), (180, "cent quatre-vingts"), (200, "deux cents"), (201, "deux cent un"),
        (1000, "mille"), (1001, "mille un"), (2000, "deux mille"), (2023, "deux mille vingt-trois"),
        (21_000, "vingt et un mille"), (80_000, "quatre-vingt mille"), (200_000, "deux cent mille"),
        (1_000_000, "un million"), (80_000_000, "quatre-vingts millions"),
        (200_000_000, "deux cents millions"), (1_000_000_000, "un milliard"),
        (96_303_057, "quatre-vingt-seize millions trois cent trois mille cinquante-sept"),
    ],
)  # fmt: skip
def test_cardinals(number, words):
    assert cardinal(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "une"), (21, "vingt et une"), (81, "quatre-vingt-une"), (11, "onze"), (71, "soixante et onze"),
     (101, "cent une"), (1001, "mille une"), (21_000, "vingt et un mille"), (1_000_000, "un million")],
)  # fmt: skip
def test_feminine_changes_only_a_final_un(number, words):
    assert cardinal(number, feminine=True) == words


def test_words_and_digits_as_the_report_writes_them():
    # « quarante-deux (42) activités ont été réalisées, quinze (15) en cours et onze (11) non réalisées »
    assert [in_words_and_digits(n) for n in (42, 15, 11, 62)] == [
        "quarante-deux (42)", "quinze (15)", "onze (11)", "soixante-deux (62)",
    ]  # fmt: skip
    assert in_words_and_digits(21, feminine=True) == "vingt et une (21)"
    assert in_words_and_digits(1000) == "mille (1\u202f000)"


@pytest.mark.parametrize(
    ("number", "feminine", "words"),
    [
        (1, False, "premier"), (1, True, "première"), (2, False, "deuxième"), (4, True, "quatrième"),
        (5, False, "cinquième"), (9, False, "neuvième"), (11, False, "onzième"), (19, False, "dix-neuvième"),
        (21, False, "vingt et unième"), (30, False, "trentième"), (71, False, "soixante et onzième"),
        (80, False, "quatre-vingtième"), (100, False, "centième"), (200, False, "deux centième"),
        (1000, False, "millième"), (1_000_000, False, "millionième"), (2_000_000, False, "deux millionième"),
    ],
)  # fmt: skip
def test_ordinals(number, feminine, words):
    assert ordinal(number, feminine) == words


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_out_of_range_is_refused(number):
    with pytest.raises(ValueError, match="no words"):
        cardinal(number)
    with pytest.raises(ValueError, match=r"no rank|no words"):
        ordinal(number)


SMALL = {
    "zéro": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20,
    "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
}  # fmt: skip


def value_of(words: str) -> int:
    """A reader of its own, by the grammar: what stands before a scale multiplies it, the rest adds."""
    for name, scale in (("milliard", 10**9), ("million", 10**6), ("mille", 1000), ("cent", 100)):
        before, found, after = words.partition(name)
        if found:
            after = after.removeprefix("s").strip()
            return (value_of(before.strip()) if before.strip() else 1) * scale + (
                value_of(after) if after else 0
            )
    if words.startswith("quatre-vingt"):
        rest = words.removeprefix("quatre-vingt").strip("s-")
        # « sept » and « dix-sept » begin or end with an s of their own: only the plural stands alone.
        rest = words.removeprefix("quatre-vingt").removeprefix("-") if rest else ""
        return 80 + (value_of(rest) if rest else 0)
    return sum(SMALL[word] for word in words.replace(" et ", "-").split("-"))


@given(NUMBERS)
def test_an_independent_reader_finds_the_number(number):
    assert value_of(cardinal(number)) == number


@given(NUMBERS)
def test_the_importer_reads_what_the_report_writes(number):
    assert read_words(cardinal(number)) == number
    assert read_words(cardinal(number, feminine=True)) == number
    assert read_words(cardinal(number).upper().replace("-", "\u00a0")) == number


@given(NUMBERS, NUMBERS)
def test_two_numbers_are_never_spelled_alike(one, other):
    assert (cardinal(one) == cardinal(other)) == (one == other)


@pytest.mark.parametrize(
    ("text", "number"), [("vingt un", 21), ("Quatre vingt", 80), ("une", 1), ("deux cent", 200)]
)
def test_careless_spellings_are_read(text, number):
    assert read_words(text) == number


@pytest.mark.parametrize(
    "text", ["", "et", "vingt trente", "un cent", "mille mille", "dix un", "42", "activités", "un " * 50]
)
def test_what_is_no_number_is_none(text):
    assert read_words(text) is None
