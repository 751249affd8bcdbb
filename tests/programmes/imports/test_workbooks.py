"""Files as they come: several formats and encodings, and all that is no spreadsheet."""

import zipfile

import pytest

from programmes.imports import workbooks
from programmes.imports.faults import UnreadableFileError
from programmes.imports.workbooks import read_workbook

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
        ("lettre.docx", b"PK", "n’est pas un tableau"),
        ("vide.xlsx", b"", "est vide"),
        ("image.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "ne se lit pas"),
        ("protege.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mot de passe"),
        ("abime.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ne se lit pas"),
        ("vide.ods", b"PK\x05\x06" + b"\0" * 18, "ne se lit pas"),
        ("binaire.csv", b"a;b\n\0\0;c\n", "n’est pas un fichier de texte"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=said):
        read_workbook(path)


def test_a_truncated_workbook_is_said(book):
    path = book({"partners": [["Code", "Nom"]] + [[f"P{n}", f"Partenaire {n}"] for n in range(200)]})
    path.write_bytes(path.read_bytes()[:-900])
    with pytest.raises(UnreadableFileError, match="tronqué"):
        read_workbook(path)


def test_what_is_too_big_is_refused(book, monkeypatch, tmp_path):
    path = book({"partners": [["Code"], ["A"], ["B"]]})
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    with pytest.raises(UnreadableFileError, match="partners"):
        read_workbook(path)
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
