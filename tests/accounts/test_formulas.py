"""A text that would run as a formula is made harmless, and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.formulas import harmless, restored


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("'=1", "''=1"),
        ("'-5", "''-5"),
        ("-5", "-5"),
        ("-3,5", "-3,5"),
        ("’=1", "’=1"),
        ("l'école", "l'école"),
        ("'école", "'école"),
        ("", ""),
    ],
)
def test_what_runs_opens_with_an_apostrophe(text, written):
    assert harmless(text) == written
    assert restored(written) == text


@given(st.text(alphabet="'=+-@\t\r5a ,."))
def test_every_text_comes_back(text):
    assert restored(harmless(text)) == text
