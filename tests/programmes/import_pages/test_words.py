"""The kinds and the sheets in the words of the screens."""

from collections import Counter

from programmes.import_pages.words import (
    KIND_GROUPS,
    STATE_SHAPES,
    contents,
    file_kind_choices,
    kind_title,
    sheet_column_choices,
    sheet_kind_choices,
    understood,
)
from programmes.imports.faults import FoundColumn
from programmes.imports.kinds import KINDS, WORDS
from programmes.models import ImportRun
from tests.programmes.import_pages.reports import sheet


def words(choices) -> list[str]:
    return [
        word
        for value, label in choices
        for word in ([inner for inner, _ in label] if isinstance(label, list) else [value])
    ]


def test_every_kind_stands_in_one_group():
    assert Counter(kind.word for _, kinds in KIND_GROUPS for kind in kinds) == Counter(list(KINDS))


def test_a_file_may_be_of_every_kind_and_is_recognised_unless_it_is_said():
    found = words(file_kind_choices())
    assert found[0] == "auto"
    assert set(WORDS) <= set(found)


def test_a_sheet_may_be_left_out():
    assert words(sheet_kind_choices())[0] == ""


def test_every_state_has_its_shape():
    assert set(STATE_SHAPES) == set(ImportRun.State.values)


def test_a_kind_that_is_gone_keeps_its_word():
    assert (kind_title("activities"), kind_title("gone")) == ("Activités", "gone")


def test_a_sheet_is_understood_in_one_sentence():
    read, left = understood(
        [sheet(sheet="Notes", kind="", header=0), sheet(keyed_by="reconnues à leur code")]
    )
    assert read.sentence == (
        "68 lignes de la sorte «\u00a0Activités\u00a0», intitulés à la ligne 7, reconnues à leur code, "
        "1 colonne non lue (Obs.)."
    )
    assert (left.sheet, left.sentence, left.is_read) == ("Notes", "n’est pas lue.", False)


def test_what_a_file_holds_is_what_was_recognised_in_it():
    assert (
        contents("auto", [sheet(also=("results",)), sheet(sheet="Notes", kind="")])
        == "Activités et Cadre logique"
    )
    assert contents("auto", []) == "Reconnu automatiquement"


def test_what_else_a_sheet_brings_is_said():
    (one,) = understood([sheet(columns=(), also=("results", "status"))])
    assert "qui donnent aussi\u00a0: Cadre logique et États d’exécution" in one.sentence


def test_the_columns_of_a_sheet_are_all_that_its_reader_takes_each_once():
    found = words(sheet_column_choices(sheet()))
    assert {"title", "budget", "effective_date", "status", "period", "t1"} <= set(found)
    assert not {"activity", "review"} & set(found)
    assert max(Counter(found).values()) == 1


def test_what_the_reader_recognised_by_itself_can_be_kept():
    quarter = FoundColumn("H", "T1", ("X",), "quarter-1")
    assert "quarter-1" in words(sheet_column_choices(sheet(columns=(quarter,))))
