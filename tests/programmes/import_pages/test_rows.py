"""The rows of a file by what they do."""

from programmes.import_pages.rows import Seen, counts_by_kind, lines_of, rows_with
from programmes.imports.faults import Effect
from tests.programmes.import_pages.reports import changed, created, doubtful, refused, report, wrong_date


def test_rows_are_found_by_the_words_they_hold_whatever_the_accents():
    rows = [created(8, "Former les régisseurs"), created(9, "Tenir une réunion")]
    made = report(outcomes=[*rows, changed(10)])
    assert rows_with(made, Effect.CREATED) == rows
    assert rows_with(made, Effect.CREATED, "REGISSEURS former") == rows[:1]
    assert rows_with(made, Effect.CREATED, "absent") == []


def test_rows_are_found_by_what_changes_and_by_where_they_stand():
    made = report(outcomes=[changed(10), changed(11)])
    assert rows_with(made, Effect.CHANGED, "ligne 11") == [made.outcomes[1]]
    assert len(rows_with(made, Effect.CHANGED, "2 000")) == 2


def test_a_refused_row_says_all_that_keeps_it_out():
    made = report(
        outcomes=[refused(9), created(10)], faults=[wrong_date(9)], questions=[doubtful(9), doubtful(10)]
    )
    first, second = lines_of(made.outcomes, made, {})
    assert [one.value for one in first.faults] == ["31 Novembre", "1.500"]
    assert second.faults == ()


def test_a_row_leads_to_its_object():
    made = report(outcomes=[created(8, pk=3)])
    seen = Seen("/activites/3/", "Former")
    assert lines_of(made.outcomes, made, {("activities", 3): seen})[0].seen is seen


def test_rows_are_counted_by_kind_in_the_order_of_loading():
    made = report(outcomes=[created(7, "OS1", "results"), created(8), refused(9)])
    counted = [
        (one.kind, one.created, one.changed, one.unchanged, one.refused) for one in counts_by_kind(made)
    ]
    assert counted == [("results", 1, 0, 0, 0), ("activities", 1, 0, 0, 1)]
