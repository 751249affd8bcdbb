"""Files as they come: several formats and encodings, and all that is no spreadsheet."""

import zipfile
from subprocess import CompletedProcess

import pytest
from openpyxl import Workbook

from programmes.imports import workbooks
from programmes.imports.faults import UnreadableFileError
from programmes.imports.file_contents import OLE_MAGIC
from programmes.imports.workbooks import open_content, open_workbook, read_content, read_workbook
from tests.programmes.imports.raw_files import archive, ods, ods_cell, ods_table, ole, xls

TEXT = "Code;Nom\nSDFL;Sous-direction « Finances locales »\nÉCOLE;Œuvre, scolaire\n"
ROWS = [["Code", "Nom"], ["SDFL", "Sous-direction « Finances locales »"], ["ÉCOLE", "Œuvre, scolaire"]]


def test_sheets_keep_their_row_numbers(book):
    path = book({"partners": [[], ["Titre"], [None, "Code"]], "Vide": []})
    first, empty = read_workbook(path)
    assert (first.name, first.rows[1][0], first.rows[2][1]) == ("partners", "Titre", "Code")
    assert empty.is_empty
    assert not first.is_empty


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    ("delimiter", "suffix"), [(";", ".csv"), ("\t", ".tsv"), ("\t", ".csv"), ("|", ".csv")]
)
def test_text_files(tmp_path, encoding, delimiter, suffix):
    path = tmp_path / f"structures{suffix}"
    path.write_bytes(TEXT.replace(";", delimiter).encode(encoding))
    [sheet] = read_workbook(path)
    assert sheet.name == "structures"
    assert sheet.rows == ROWS


def test_commas_are_found_and_quotes_obeyed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Code,Nom\nA,"Un, deux"\nB,"Sur\ndeux lignes"\n', encoding="utf-8")
    assert read_workbook(path)[0].rows == [["Code", "Nom"], ["A", "Un, deux"], ["B", "Sur\ndeux lignes"]]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.xlsx", None, "n’existe pas"),
        ("lettre.docx", b"PK", "ne se lit pas"),
        ("notes.py", b"a;b\n", "n’est pas un tableau"),
        ("vide.xlsx", b"", "est vide"),
        ("image.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "c’est une image"),
        ("lettre.csv", b"%PDF-1.7\n...", "c’est un PDF"),
        ("lettre.xls", archive({"word/document.xml": "<x/>"}), "c’est un document Word"),
        ("ancienne.xls", ole({"WordDocument": b"x"}), "c’est un document Word"),
        ("texte.ods", ods("", kind="text"), "c’est un document texte OpenDocument"),
        ("dossier.xlsx", archive({"plan.csv": "a;b"}), "c’est une archive"),
        ("classeur.xlsb", archive({"xl/workbook.bin": "x"}), "enregistrez-le au format XLSX"),
        (
            "classeur.xls",
            b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>',
            "XML d’Excel 2003",
        ),
        ("page.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related", "MHTML"),
        ("page.xls", b"<html><body><p>Bonjour</p></body></html>", "page web sans tableau"),
        ("protege.xlsx", ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x" * 9000}), "mot de passe"),
        ("protege.xls", xls([["Code"]], protected=True), "mot de passe"),
        ("protege.ods", ods("", encrypted=True), "mot de passe"),
        ("abime.xls", OLE_MAGIC + b"\0" * 600, "ne se lit pas"),
        ("abime.xls", xls([["Code", "Nom"]] * 300)[:2048], "ne se lit pas"),
        ("abime.ods", ods("<table:table>"), "ne se lit pas"),
        ("coupe.ods", ods(ods_table(ods_cell("Code")))[:-120], "ne se lit pas"),
        ("binaire.csv", b"a;b\n\0\0;c\n", "n’est pas un fichier de texte"),
        ("guillemet.csv", b'a;b\n"' + b"x" * 140_000, "guillemet"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=said):
        read_workbook(path)


XLS = [["Code", "Nom"], ["A", 12.0]]
PAGE = """<!DOCTYPE html><html><body><p>Liste</p><table><tr><th>Code</th><th>Nom</th></tr>
<tr><td rowspan="2">A</td><td> Un &amp;<br>deux </td></tr><tr><td>Écoles</td></tr></table></body></html>"""


def test_old_workbooks_are_read():
    [sheet] = read_content(xls(XLS), "structures.xls")
    assert (sheet.name, sheet.rows) == ("Feuil1", XLS)


def test_open_document_workbooks_are_read_with_their_merged_cells():
    rows = (
        ods_cell("Code") + ods_cell("Nom"),
        ods_cell("A", 'table:number-rows-spanned="2"') + ods_cell("Un"),
        "<table:covered-table-cell/>" + ods_cell("Deux"),
    )
    [sheet] = read_content(ods(ods_table(*rows)), "structures.ods")
    assert sheet.rows == [["Code", "Nom"], ["A", "Un"], ["", "Deux"]]
    assert sheet.merged == ((1, 0, 2, 0),)


@pytest.mark.parametrize(
    ("name", "content", "rows", "said"),
    [
        ("a.csv", xls(XLS), XLS, "un classeur XLS"),
        ("a.xls", TEXT.encode("cp1252"), ROWS, "un texte (CSV)"),
        ("a.xls", ods(ods_table(ods_cell("Code"))), [["Code"]], "un classeur ODS"),
        ("a", xls(XLS), XLS, "un classeur XLS"),
        ("a.xls", PAGE.encode(), [["Code", "Nom"], ["A", "Un &\ndeux"], ["", "Écoles"]], "une page web"),
        (
            "a.xls",
            PAGE.encode("cp1252"),
            [["Code", "Nom"], ["A", "Un &\ndeux"], ["", "Écoles"]],
            "une page web",
        ),
    ],
)
def test_a_file_under_another_name_is_read_for_what_it_is(name, content, rows, said):
    book = open_content(content, name)
    assert book.sheets[0].rows == rows
    assert said in book.notices[0]


def test_a_list_with_commas_in_one_cell_is_not_the_table():
    text = "Code;Titre;Communes\nA;Un;" + ", ".join(["Gao"] * 200) + "\nB;Deux;Bara\n"
    assert read_content(text.encode(), "a.csv")[0].rows[0] == ["Code", "Titre", "Communes"]


def test_a_workbook_named_csv_is_read_for_what_it_is(book):
    found = open_content(book({"partners": ROWS}).read_bytes(), "partners.csv")
    assert (found.sheets[0].name, found.sheets[0].rows) == ("partners", ROWS)
    assert "un classeur XLSX" in found.notices[0]


def test_nothing_is_said_of_a_file_that_is_what_it_says(book):
    assert open_workbook(book({"partners": ROWS})).notices == []


def test_macros_are_never_run_and_it_is_said(book):
    content = archive({"xl/vbaProject.bin": b"x"}, base=book({"partners": ROWS}).read_bytes())
    found = open_content(content, "partners.xlsm")
    assert found.sheets[0].rows == ROWS
    assert "ni lues ni exécutées" in found.notices[0]


def test_a_workbook_of_pictures_is_refused(book):
    content = archive({"xl/media/image1.png": b"x"}, base=book({"Scan": []}).read_bytes())
    with pytest.raises(UnreadableFileError, match="que des images"):
        read_content(content, "plan.xlsx")


def test_merged_and_hidden_are_told(tmp_path):
    made = Workbook()
    made.active.append(["Code", "Nom"])
    made.active.append(["A", "Un"])
    made.active.merge_cells("A2:A3")
    made.create_sheet("Listes").sheet_state = "hidden"
    made.save(tmp_path / "a.xlsx")
    shown, hidden = read_workbook(tmp_path / "a.xlsx")
    assert (shown.merged, shown.hidden, hidden.hidden) == (((1, 0, 2, 0),), False, True)


def test_cells_in_error_and_formulas_never_computed_are_not_taken_for_empty(tmp_path):
    made = Workbook()
    sheet = made.active
    sheet["A1"], sheet["C2"], sheet["B3"] = "Code", "#REF!", "=A1&A2"
    made.save(tmp_path / "a.xlsx")
    [found] = read_workbook(tmp_path / "a.xlsx")
    assert [list(row) for row in found.rows] == [["Code", "", ""], ["", "", "#REF!"], ["", "#FORMULE!"]]


def test_legacy_encodings(tmp_path):
    text = "Code;Nom\nA;Créé à Ségou, financé par l'État\n"
    for encoding, told in (("cp850", "MS-DOS"), ("mac_roman", "Macintosh")):
        found = open_content(text.encode(encoding), "a.csv")
        assert found.sheets[0].rows[1] == ["A", "Créé à Ségou, financé par l'État"]
        assert told in found.notices[0]
    for encoding in ("utf-16-le", "utf-16-be"):
        assert read_content(text.encode(encoding), "a.csv")[0].rows[0] == ["Code", "Nom"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("sep=;\nCode;Nom\nA;1,5\n", [["Code", "Nom"], ["A", "1,5"]]),
        ("Liste, à jour\n\nCode;Nom, titre;Sigle\nA;1,5;B\nC;2,5;D\n", None),
        ("Code\nA\n\n\n", [["Code"], ["A"]]),
    ],
)
def test_the_separator_is_found_by_itself(text, rows):
    found = read_content(text.encode(), "a.csv")[0].rows
    assert found == (
        rows or [["Liste, à jour"], [], ["Code", "Nom, titre", "Sigle"], ["A", "1,5", "B"], ["C", "2,5", "D"]]
    )


def test_a_bomb_is_stopped_by_the_limit_of_its_process():
    repeated = (
        '<table:table table:name="x"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="10" office:value-type="string"><text:p>abcdefgh</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    content = ods(repeated)
    assert len(content) < 1500
    with pytest.raises(UnreadableFileError, match=r"plus de 3\s000\s000 cellules"):
        read_content(content, "bombe.ods")


def test_a_parser_that_does_not_end_is_stopped(book, monkeypatch):
    monkeypatch.setattr(workbooks, "LONGEST_WAIT", 0.001)
    with pytest.raises(UnreadableFileError, match="trop de temps"):
        read_workbook(book({"partners": ROWS}))


def test_an_answer_that_is_none_is_not_believed(book, monkeypatch):
    harmful = b"cos\nsystem\n(S'true'\ntR."
    monkeypatch.setattr(
        workbooks.subprocess, "run", lambda *_, **__: CompletedProcess([], 0, stdout=harmful, stderr=b"")
    )
    with pytest.raises(UnreadableFileError, match="abîmé"):
        read_workbook(book({"partners": ROWS}))


def test_a_truncated_workbook_is_said(book):
    path = book({"partners": [["Code", "Nom"]] + [[f"P{n}", f"Partenaire {n}"] for n in range(200)]})
    path.write_bytes(path.read_bytes()[:-900])
    with pytest.raises(UnreadableFileError, match="tronqué"):
        read_workbook(path)


def test_columns_that_hold_nothing_do_not_count(tmp_path, monkeypatch):
    made = Workbook()
    made.active["A1"], made.active["B1"], made.active["Z1"] = "Code", "Nom", ""
    made.active["Z2"] = "note"
    made.save(tmp_path / "a.xlsx")
    monkeypatch.setattr(workbooks, "MOST_COLUMNS", 10)
    with pytest.raises(UnreadableFileError, match="plus de 10 colonnes"):
        read_workbook(tmp_path / "a.xlsx")
    made.active["Z2"] = None
    made.save(tmp_path / "a.xlsx")
    assert read_workbook(tmp_path / "a.xlsx")[0].rows[0][:2] == ["Code", "Nom"]


def test_what_is_too_big_is_refused(book, monkeypatch, tmp_path):
    path = book({"partners": [["Code"], ["A"], ["B"]]})
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    with pytest.raises(UnreadableFileError, match=r"feuille «\u00a0partners\u00a0».*plus de 2 lignes"):
        read_workbook(path)
    text = tmp_path / "a.csv"
    text.write_text("Code\nA\nB\n")
    with pytest.raises(UnreadableFileError, match="plus de 2 lignes"):
        read_workbook(text)
    monkeypatch.setattr(workbooks, "LARGEST_FILE", 100)
    with pytest.raises(UnreadableFileError, match="20 Mo"):
        read_workbook(path)
    bomb = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 200_000)
    monkeypatch.setattr(workbooks, "LARGEST_FILE", 10_000)
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 100_000)
    with pytest.raises(UnreadableFileError, match="400 Mo"):
        read_workbook(bomb)
