"""Whether a file may be written, and what its page shows first."""

from programmes.import_pages.preview import current_part, decision_on, figures_of, parts_of
from tests.programmes.import_pages.reports import (
    changed,
    created,
    doubtful,
    refused,
    report,
    unchanged,
    unknown_name,
    wrong_date,
)


def reasons(made) -> list[str]:
    return [reason.text for reason in decision_on(made).reasons]


def test_a_clean_file_that_writes_something_may_be_imported():
    assert decision_on(report(outcomes=[created(9), unchanged(10)])).is_ready


def test_a_file_that_writes_nothing_may_not():
    assert reasons(report(outcomes=[unchanged(9)])) == ["il n’y a rien à créer ni à changer"]


def test_each_obstacle_leads_to_where_it_is_settled():
    made = report(
        outcomes=[created(9)], faults=[wrong_date(), wrong_date(12), unknown_name()], questions=[doubtful()]
    )
    assert [(reason.text, reason.part) for reason in decision_on(made).reasons] == [
        ("2 points à régler", "settle"),
        ("2 fautes à corriger dans le fichier", "faults"),
    ]


def test_correct_rows_are_neither_refused_nor_unsure():
    made = report(
        outcomes=[created(8), changed(9), created(11), refused(12)],
        faults=[wrong_date(12)],
        questions=[doubtful(11)],
    )
    decision = decision_on(made)
    assert (decision.correct, decision.total) == (2, 4)


def test_without_a_correct_row_that_writes_none_is_proposed():
    made = report(outcomes=[unchanged(8), refused(9)], faults=[wrong_date(9)])
    assert decision_on(made).correct == 0


def test_the_page_opens_on_what_is_to_settle():
    made = report(outcomes=[created(8), refused(9)], faults=[wrong_date(9)], questions=[doubtful()])
    parts = parts_of(made, is_open=True)
    assert [part.title for part in parts] == [
        "À régler (1)",
        "Fautes du fichier (1)",
        "À créer (1)",
        "Refusées (1)",
    ]
    assert current_part(parts, "").name == "settle"
    assert current_part(parts, "refused").name == "refused"
    assert current_part(parts, "nulle-part").name == "settle"


def test_once_written_nothing_is_to_settle_and_every_fault_is_listed():
    made = report(applied=True, outcomes=[created(8), refused(9)], faults=[unknown_name(9)])
    assert [part.title for part in parts_of(made, is_open=False)] == [
        "Créées (1)",
        "Refusées (1)",
        "Fautes du fichier (1)",
    ]


def test_a_file_without_a_row_still_has_a_part():
    assert [part.name for part in parts_of(report(), is_open=True)] == ["created"]


def test_answers_given_keep_their_part_open():
    parts = parts_of(report(outcomes=[created(8)]), is_open=True, answered=2)
    assert parts[0].title == "À régler (0)"
    assert current_part(parts, "").name == "created"


def test_the_figures_are_those_of_the_rows():
    made = report(outcomes=[created(8), created(9), changed(10), refused(11)])
    assert [(one.label, one.count, one.tone) for one in figures_of(made)] == [
        ("À créer", 2, "main"),
        ("À changer", 1, ""),
        ("Inchangées", 0, ""),
        ("Refusées", 1, "alert"),
    ]
