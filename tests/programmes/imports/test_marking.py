"""The workbook handed back: faults on their cells, the rest as it was, a list with links; opened again to see it."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from programmes.actions.refusals import Refusal
from programmes.imports import marking, runs
from programmes.imports.faults import Fault, FoundSheet, ImportReport, Question, Where
from programmes.imports.marking import marked_name, marked_workbook
from programmes.imports.marking_process import mark_file
from programmes.imports.marks import (
    AUTHOR,
    RED,
    SHEET,
    TITLE,
    YELLOW,
    Mark,
    index_of,
    link_to,
    marks_of,
    sheet_title,
)
from programmes.imports.rebuilt_workbook import rebuilt
from programmes.imports.tables import letter
from programmes.imports.workbooks import Sheet
from tests.programmes.imports.run_files import UNICEF, partners_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def mark(row, column, text="attendu : un nom", sheet="Plan", value="?", *, sure=True) -> Mark:
    return Mark(sheet, row, column, "Intitulé", value, text, sure)


def color_of(cell) -> str:
    return cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else ""


def listed(book) -> list[tuple]:
    """The lines of the sheet of faults, below its headings."""
    rows = list(book[SHEET].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == "Nature")
    return rows[start + 1 :]


@pytest.fixture
def plan(tmp_path) -> Path:
    """A workbook with what people put in theirs: merged title, formula, widths, a comment, a font, a second sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Plan"
    sheet.append(["Plan d’actions 2024"])
    sheet.merge_cells("A1:C1")
    sheet.append(["Code", "Titre", "Budget"])
    sheet.append(["A1", "Former", 10])
    sheet.append([None, "Équiper", "=SUM(C3:C3)"])
    sheet["B3"].font = Font(bold=True)
    sheet["B3"].comment = Comment("Voir avec Awa", "Moussa")
    sheet.column_dimensions["B"].width = 42
    book.create_sheet("Autre")["A1"] = "rien"
    path = tmp_path / "plan.xlsx"
    book.save(path)
    return path


# --- the file as it was


def marked(plan, *marks):
    target = plan.with_name("marked.xlsx")
    mark_file(str(plan), str(target), list(marks))
    return load_workbook(target)


def test_a_faulty_cell_is_coloured_and_commented_and_the_rest_is_untouched(plan):
    book = marked(
        plan, mark(3, "C", "attendu : un montant"), mark(3, "C", "deuxième"), mark(3, "A", sure=False)
    )
    sheet = book["Plan"]
    assert color_of(sheet["C3"]) == RED
    assert sheet["C3"].comment.text == "Faute : attendu : un montant\nFaute : deuxième"
    assert sheet["C3"].comment.author == AUTHOR
    assert color_of(sheet["A3"]) == YELLOW
    assert sheet["A3"].comment.text == "À confirmer : attendu : un nom"
    assert (sheet["C3"].value, sheet["C4"].value) == (10, "=SUM(C3:C3)")
    assert [str(span) for span in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet["B3"].font.bold
    assert sheet["B3"].comment.text == "Voir avec Awa"
    assert sheet.column_dimensions["B"].width == 42
    assert book.sheetnames == ["Plan", "Autre", SHEET]
    untouched = [cell for row in sheet.iter_rows() for cell in row if cell.coordinate not in {"C3", "A3"}]
    assert [cell.coordinate for cell in untouched if color_of(cell)] == []


def test_the_list_leads_to_the_cells(plan):
    book = marked(
        plan, mark(3, "C", value="dix"), mark(4, "", "ligne en double"), mark(0, "", "x", sheet="Absente")
    )
    sheet = book[SHEET]
    assert sheet["A1"].value == TITLE
    assert listed(book) == [
        ("faute", "Plan", "C3", "Intitulé", "dix", "attendu : un nom"),
        ("faute", "Plan", "B4", "Intitulé", "?", "ligne en double"),
        ("faute", "Absente", None, "Intitulé", "?", "x"),
    ]
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'Plan'!C3", "'Plan'!B4"]


def test_a_fault_about_a_row_is_on_its_first_filled_cell_and_one_about_a_sheet_on_its_first(plan):
    sheet = marked(plan, mark(4, ""), mark(0, "", "colonne absente"))["Plan"]
    assert color_of(sheet["B4"]) == RED
    assert sheet["A1"].comment.text == "Faute : colonne absente"


def test_a_merged_cell_is_marked_where_it_begins(plan):
    sheet = marked(plan, mark(1, "C"))["Plan"]
    assert color_of(sheet["A1"]) == RED


def test_a_comment_somebody_wrote_is_kept_with_ours(plan):
    comment = marked(plan, mark(3, "B"))["Plan"]["B3"].comment
    assert comment.text == "Voir avec Awa\nFaute : attendu : un nom"
    assert comment.author == "Moussa"


def test_marked_again_it_shows_only_the_new_faults(plan, tmp_path):
    once, twice = tmp_path / "once.xlsx", tmp_path / "twice.xlsx"
    mark_file(str(plan), str(once), [mark(3, "C"), mark(3, "A", sure=False)])
    mark_file(str(once), str(twice), [mark(4, "A")])
    book = load_workbook(twice)
    assert book.sheetnames == ["Plan", "Autre", SHEET]
    sheet = book["Plan"]
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if color_of(cell)} == {"A4"}
    assert sheet["C3"].comment is None
    assert len(listed(book)) == 1


def test_a_sheet_that_somebody_called_so_stays(plan, tmp_path):
    book = load_workbook(plan)
    book.create_sheet(SHEET)["A1"] = "Les fautes de nos partenaires"
    book.save(plan)
    assert marked(plan, mark(3, "C")).sheetnames == ["Plan", "Autre", SHEET, f"{SHEET} (2)"]


@pytest.mark.parametrize("value", ["=HYPERLINK(1)", "+1", "@x", "nul\x00", "seul\ud800"])
def test_what_somebody_typed_never_runs_and_never_breaks_the_file(plan, value):
    book = marked(plan, mark(3, "C", text=value, value=value))
    [line] = listed(book)
    kept = value.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert line[4:] == (kept, kept)
    types = {cell.data_type for row in book[SHEET].iter_rows() for cell in row if cell.value}
    assert types == {"s"}


# --- made again from its cells


def remade(tmp_path, sheets, *marks):
    rebuilt(sheets, list(marks), tmp_path / "remade.xlsx")
    return load_workbook(tmp_path / "remade.xlsx")


def test_a_file_made_again_keeps_the_values_and_their_types(tmp_path):
    rows = [
        ["Code", "Date", "Montant", "Vrai"],
        ["A1", date(2024, 3, 1), 12.5, True],
        ["=1+1", "", "007", None],
    ]
    book = remade(tmp_path, [Sheet("Plan", rows)], mark(2, "C"), mark(3, "B", sure=False), mark(3, "F"))
    sheet = book["Plan"]
    assert [cell.value for cell in sheet[2]][:4] == ["A1", sheet["B2"].value, 12.5, True]
    assert sheet["B2"].value.date() == date(2024, 3, 1)
    assert sheet["B2"].number_format == "dd/mm/yyyy"
    assert (sheet["A3"].value, sheet["A3"].data_type, sheet["C3"].value) == ("=1+1", "s", "007")
    assert [color_of(sheet[name]) for name in ("C2", "B3", "F3", "A2")] == [RED, YELLOW, RED, ""]
    assert sheet["C2"].comment.text == "Faute : attendu : un nom"
    assert [line[2] for line in listed(book)] == ["C2", "B3", "F3"]
    assert "refait" in " ".join(str(row[0]) for row in book[SHEET].iter_rows(max_row=4, values_only=True))


def test_a_name_that_no_sheet_may_bear(tmp_path):
    name = "Plan [2024] : activités de la sous-direction"
    book = remade(tmp_path, [Sheet(name, [["a"]])], mark(1, "A", sheet=name))
    assert len(book.sheetnames[0]) <= 31
    link = next(cell.hyperlink for row in book[SHEET].iter_rows() for cell in row if cell.hyperlink)
    assert link.location == link_to(book.sheetnames[0], "A1")


def test_a_fault_below_the_last_row_and_in_an_empty_sheet(tmp_path):
    book = remade(tmp_path, [Sheet("Plan", [])], mark(0, ""), mark(5, "B"))
    assert [color_of(book["Plan"][name]) for name in ("A1", "B5")] == [RED, RED]


def test_the_list_of_an_earlier_time_is_left_out(tmp_path):
    book = remade(tmp_path, [Sheet("Plan", [["a"]]), Sheet(SHEET, [[TITLE], ["x"]])], mark(1, "A"))
    assert book.sheetnames == ["Plan", SHEET]


# --- what is marked


def test_marks_follow_the_sheets_then_the_rows_then_the_columns():
    report = ImportReport(
        "plan.xlsx",
        "workbook",
        operation=None,
        sheets=[FoundSheet("B", "plans", header=4), FoundSheet("A", "activities", header=2)],
        faults=[
            Fault(Where("A", 9, "AA"), "v", "1"),
            Fault(Where("A", 9, "B"), "v", "2"),
            Fault(Where("A"), "", "sans colonne"),
            Fault(Where("plan.xlsx"), "", "du fichier"),
        ],
        questions=[Question(Where("B", 5, "C"), "v", "3")],
    )
    found = [(one.sheet, one.row, one.letter, one.sure) for one in marks_of(report)]
    assert found == [
        ("B", 5, "C", False),
        ("A", 2, "", True),
        ("A", 9, "B", True),
        ("A", 9, "AA", True),
        ("plan.xlsx", 0, "", True),
    ]


@pytest.mark.parametrize("index", [0, 25, 26, 51, 52, 701, 702])
def test_a_letter_gives_its_column(index):
    assert index_of(letter(index)) == index


@pytest.mark.parametrize(
    ("name", "taken", "title"),
    [
        ("Plan", [], "Plan"),
        ("plan", ["PLAN"], "plan (2)"),
        ("a/b:c", [], "a b c"),
        ("'", [], "Feuille"),
        ("x" * 40, ["x" * 31], "x" * 27 + " (2)"),
    ],
)
def test_a_sheet_gets_a_title_it_may_bear(name, taken, title):
    assert sheet_title(name, taken) == title


# --- from a run


def opened(run):
    return load_workbook(io.BytesIO(marked_workbook(run)))


@pytest.fixture
def faulty(admin):
    """A function: the run of a workbook of partners of which one has no code."""

    def run(name="Partenaires.xlsx") -> runs.ImportRun:
        book = Workbook()
        book.active.title = "partners"
        for row in (["Code", "Nom", "Total"], list(UNICEF[:2]), ["", "Sans code", "=1+1"]):
            book.active.append(row)
        content = io.BytesIO()
        book.save(content)
        file = SimpleUploadedFile(name, content.getvalue(), content_type=XLSX)
        return runs.receive_file(file=file, kind="partners", by=admin)

    return run


@pytest.mark.django_db
def test_the_workbook_of_a_run_comes_back_marked(faulty):
    run = faulty()
    book = opened(run)
    assert color_of(book["partners"]["A3"]) == RED
    assert book["partners"]["C3"].value == "=1+1"
    assert listed(book)[0][:3] == ("faute", "partners", "A3")
    assert marked_name(run) == "Partenaires-fautes.xlsx"


@pytest.mark.django_db
def test_a_csv_comes_back_as_a_workbook(admin):
    file = partners_file(UNICEF, ("", "Sans code", ""))
    book = opened(runs.receive_file(file=file, kind="partners", by=admin))
    assert book.sheetnames == ["partenaires", SHEET]
    assert color_of(book["partenaires"]["A3"]) == RED
    assert book["partenaires"]["B2"].value == UNICEF[1]


@pytest.mark.django_db
def test_a_workbook_that_is_too_large_or_too_odd_is_made_again(faulty, monkeypatch):
    run = faulty()
    with monkeypatch.context() as patch:
        patch.setattr(marking, "LARGEST_SHEETS", 10)
        assert (
            opened(run)["partners"]["C3"].data_type == "s"
        )  # as read: no value was computed for the formula
    monkeypatch.setattr(marking, "PROCESS", "no.such.module")
    book = opened(run)
    assert color_of(book["partners"]["A3"]) == RED
    assert "refait" in " ".join(str(row[0]) for row in book[SHEET].iter_rows(max_row=4, values_only=True))


@pytest.mark.django_db
def test_a_run_without_fault_has_nothing_to_mark(admin):
    run = runs.receive_file(file=partners_file(UNICEF), kind="partners", by=admin)
    with pytest.raises(Refusal, match="rien à marquer"):
        marked_workbook(run)


@pytest.mark.django_db
def test_a_file_that_is_no_longer_there_is_said(faulty):
    run = faulty()
    run.path.unlink()
    with pytest.raises(Refusal, match="n’existe pas"):
        marked_workbook(run)
