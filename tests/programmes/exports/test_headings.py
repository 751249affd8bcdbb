"""What a file holds besides data is told by its headings and the names of its sheets."""

import pytest

from programmes.exports.headings import BESIDE_DATA, information, is_beside_data, is_information


@pytest.mark.parametrize(
    "heading", [information("État"), "Etat (Pour Information)", "Retard (pour  information)"]
)
def test_a_column_for_information_is_known(heading):
    assert is_information(heading)


@pytest.mark.parametrize("heading", ["État", "Information", "Pour information du partenaire", ""])
def test_other_columns_are_data(heading):
    assert not is_information(heading)


def test_sheets_beside_the_data_are_known_however_they_are_written():
    assert all(is_beside_data(name) for name in (*BESIDE_DATA, "LISEZ-MOI", "lisez moi", "exemple"))
    assert not any(is_beside_data(name) for name in ("partners", "Exemples d’activités", "Plan 2024"))
