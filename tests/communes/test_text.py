"""The normalisation that search columns and name matching share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.text import normalise, of_or_elided


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Gounzourèye", "gounzoureye"),
        ("GOUNZOURÈYE", "gounzoureye"),
        ("Gounzoure\u0300ye", "gounzoureye"),  # the accent typed apart
        ("Wassoulou-Ballé", "wassoulou balle"),
        ("Wassoulou – Ballé", "wassoulou balle"),
        ("N’Tillit", "n tillit"),
        ("N'Tillit", "n tillit"),
        ("  Soni \t Aliber\n", "soni aliber"),
        ("Soni\u00a0Aliber", "soni aliber"),
        ("Dougouténé 2", "dougoutene 2"),
        ("Œuvre", "oeuvre"),
        ("Ɲɔgɔn", "nyogon"),
        ("Kɛlɛya", "keleya"),
        ("R1.1", "r1 1"),
        ("ﬁche", "fiche"),
        ("…", ""),
        ("", ""),
    ],
)
def test_normalise(written, expected):
    assert normalise(written) == expected


@given(st.text())
def test_normalise_is_idempotent(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_normalise_keeps_single_spaces_and_lower_case(text):
    result = normalise(text)
    assert result == " ".join(result.split())
    assert result == result.lower()


@given(st.text(), st.text())
def test_normalise_sees_words_one_by_one(left, right):
    both = f"{normalise(left)} {normalise(right)}".strip()
    assert normalise(f"{left} – {right}") == both


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèàçôûîïÉÈ '-"))
def test_normalise_does_not_see_capitals(text):
    assert normalise(text.upper()) == normalise(text.lower()) == normalise(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Gao", "de Gao"),
        ("Ansongo", "d’Ansongo"),
        ("Émile", "d’Émile"),
        ("Yélimané", "de Yélimané"),
        ("", "de "),
    ],
)
def test_of_or_elided(name, expected):
    assert of_or_elided(name) == expected
