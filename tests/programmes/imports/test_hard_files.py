"""Files that are no spreadsheet, that lie about what they are, or that would fill the memory: refused clearly."""

import contextlib
import io
import re
import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from programmes.imports.faults import UnreadableFileError
from programmes.imports.options import ImportOptions
from programmes.imports.run import import_file
from programmes.models import Department, Partner

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent / "files"
ROWS = [["Code", "Nom"], ["ESSAI", "Partenaire d’essai"], ["ESSAI-2", "Deuxième partenaire d’essai"]]
MEGABYTE = 1024  # ru_maxrss counts in kilobytes
SLOWEST = 30  # seconds: far above what a refusal takes, far below what a bomb asks for


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def refusal(path: Path, kind: str = "partners") -> str:
    """Why the file is refused, whether as no spreadsheet or as one with nothing to import; nothing was written."""
    try:
        report = import_file(path, kind, by=None, apply=True)
    except UnreadableFileError as error:
        message = str(error)
    else:
        assert report.faults
        assert not report.applied
        message = " ".join(fault.message for fault in report.faults)
    assert Partner.objects.count() == 0
    return plain(message)


def imported(path: Path) -> list[str]:
    """The notices of a file that is read: both its rows are written."""
    report = import_file(path, "partners", by=None, apply=True)
    assert [plain(fault.message) for fault in report.faults] == []
    assert set(Partner.objects.values_list("code", "name")) == {tuple(row) for row in ROWS[1:]}
    return [plain(notice) for notice in report.notices]


def said_of(path: Path) -> str:
    """What is said of a file that may be read whatever its name says, or refused; half of it is never written."""
    try:
        return " ".join(imported(path))
    except UnreadableFileError as error:
        return plain(str(error))


@pytest.fixture
def sheet(tmp_path):
    """A function that writes the two partners as XLSX under any name."""

    def write(name: str = "partners.xlsx") -> Path:
        book = Workbook()
        book.active.title = "partners"
        for row in ROWS:
            book.active.append(row)
        path = tmp_path / name
        content = io.BytesIO()
        book.save(content)
        path.write_bytes(content.getvalue())
        return path

    return write


@pytest.fixture
def named(tmp_path):
    """A function that writes these bytes under that name."""

    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def bounded():
    """What is refused is refused before it has taken the time or the memory it asks for."""
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    yield
    assert time.monotonic() - start < SLOWEST
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * MEGABYTE
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2048 * MEGABYTE


def archive(entries: dict[str, bytes], swelling: str = "", megabytes: int = 0) -> bytes:
    """These entries zipped, and one of so many megabytes of spaces."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        if swelling:
            with made.open(swelling, "w") as entry:
                for _ in range(megabytes):
                    entry.write(b" " * 1024 * 1024)
        for name, data in entries.items():
            made.writestr(name, data)
    return content.getvalue()


# --- protected, cut, empty


@pytest.mark.parametrize("name", ["protege.xlsx", "protege.xls", "protege.ods"])
def test_a_password_is_said_with_what_to_do(name):
    message = refusal(FILES / name)
    assert "mot de passe" in message
    assert "enregistrez" in message.casefold()


@pytest.mark.parametrize("name", ["canevas.xls", "canevas.ods", "partners.xlsx"])
@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
def test_a_file_cut_short_is_refused(named, sheet, name, kept):
    whole = sheet().read_bytes() if name == "partners.xlsx" else (FILES / name).read_bytes()
    message = refusal(named(name, whole[: int(len(whole) * kept)]))
    assert "ne se lit pas" in message or "tronqué" in message or "abîmé" in message


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods", "csv", "tsv"])
def test_a_file_of_no_bytes_is_empty(named, suffix):
    assert "vide" in refusal(named(f"rien.{suffix}", b""))


@pytest.mark.parametrize("content", [b"\n\n\n", b";;;\n;;;\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_text_file_without_a_word_is_empty(named, content):
    assert "vide" in refusal(named("rien.csv", content))


def test_a_workbook_without_a_cell_is_empty(tmp_path):
    book = Workbook()
    book.create_sheet("Feuil2")
    book.save(tmp_path / "rien.xlsx")
    assert "vide" in refusal(tmp_path / "rien.xlsx")


def test_a_workbook_that_holds_a_picture_only_is_refused(tmp_path):
    """A scan pasted into a sheet."""
    Picture.new("RGB", (40, 40), "white").save(tmp_path / "scan.png")
    book = Workbook()
    book.active.add_image(Image(str(tmp_path / "scan.png")), "B2")
    book.save(tmp_path / "scan.xlsx")
    message = refusal(tmp_path / "scan.xlsx")
    assert "vide" in message or "image" in message


# --- other than their name says


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx", "xls", "ods"])
def test_a_pdf_under_another_name_is_called_a_pdf(named, suffix):
    assert "PDF" in refusal(named(f"plan.{suffix}", (FILES / "lettre.pdf").read_bytes()))


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "xls", "ods"])
def test_a_letter_under_another_name_is_called_one(named, suffix):
    letter = archive(
        {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/'
            b'package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/'
            b'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            "word/document.xml": b"<w:document/>",
        }
    )
    message = refusal(named(f"plan.{suffix}", letter))
    assert "Word" in message or "DOCX" in message


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "xls", "ods"])
@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(500),
        b"\xff\xd8\xff\xe0" + bytes(500),
        b"Rar!\x1a\x07\x00" + bytes(300),
        bytes(500),
    ],
    ids=["png", "jpeg", "rar", "zeros"],
)
def test_bytes_that_are_no_table_are_refused(named, suffix, content):
    assert refusal(named(f"plan.{suffix}", content))


@pytest.mark.parametrize("name", ["partners.csv", "partners.xls", "partners.ods", "partners.tsv"])
def test_a_workbook_under_another_name_is_read_or_called_what_it_is(sheet, name):
    assert "XLSX" in said_of(sheet(name))


@pytest.mark.parametrize("name", ["partners.xls", "partners.xlsx"])
def test_the_web_page_that_systems_export_as_a_workbook(named, name):
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    page = f"<html><meta charset='utf-8'><body><table>{rows}</table></body></html>"
    assert "HTML" in said_of(named(name, page.encode()))


@pytest.mark.parametrize("name", ["partners.xls", "partners.xlsx"])
def test_a_text_file_called_a_workbook(named, name):
    text = "\r\n".join(";".join(row) for row in ROWS)
    assert "CSV" in said_of(named(name, text.encode("cp1252")))


@pytest.mark.parametrize("name", ["plan.docx", "plan.pdf", "plan", "plan.zip", "plan.xlsb", "plan.numbers"])
def test_other_kinds_of_files_are_told_what_is_read(named, name):
    message = refusal(named(name, b"essai"))
    assert "XLSX" in message
    assert name in message


def test_macros_are_never_run_nor_read(sheet, named):
    content = io.BytesIO(sheet().read_bytes())
    with zipfile.ZipFile(content) as made:
        entries = {name: made.read(name) for name in made.namelist()}
    entries["[Content_Types].xml"] = entries["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    entries["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    notices = imported(named("partners.xlsm", archive(entries)))
    assert any("macro" in notice.casefold() for notice in notices)


# --- too big, or swelling


def test_more_than_twenty_megabytes(named, bounded):
    assert "20 Mo" in refusal(named("gros.csv", b"a;b\n" * (21 * 1024 * 256 + 1)))


def test_more_than_a_hundred_thousand_rows(named, bounded):
    assert "100 000" in refusal(named("long.csv", b"Code;Nom\n" + b"A;B\n" * 100_001))


def test_too_many_columns(named, bounded):
    assert "colonnes" in refusal(named("large.csv", b";".join([b"Code"] * 2000) + b"\nA;B\n"))


def test_a_row_that_is_too_wide_far_down_is_no_exception(named, bounded):
    wide = b"Code;Nom\n" + b"A;B\n" * 200 + b";".join([b"x"] * 5000) + b"\n"
    assert "colonnes" in refusal(named("large.csv", wide))


def open_document(body: str) -> bytes:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        b'<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="'
        + kind
        + b'"/></manifest:manifest>'
    )
    return archive({"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest})


CELL = '<table:table-cell office:value-type="string" {}><text:p>x</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("rows", "columns"), [(1_048_576, 16_384), (1, 2_000_000_000), (2_000_000_000, 1), (90_000, 10_000)]
)
def test_an_open_document_that_unfolds_is_refused(named, bounded, rows, columns):
    """A thousand bytes that ask for gigabytes."""
    cell = CELL.format(f'table:number-columns-repeated="{columns}"')
    body = (
        f'<table:table table:name="A"><table:table-row table:number-rows-repeated="{rows}">{cell}'
        "</table:table-row></table:table>"
    )
    content = open_document(body)
    assert len(content) < 2_000
    assert refusal(named("bombe.ods", content))


def test_a_real_open_document_repeats_its_last_empty_rows(named):
    """What Calc writes at the end of every sheet is no bomb."""
    rows = "".join(
        "<table:table-row>"
        + "".join(CELL.format("").replace("<text:p>x", f"<text:p>{cell}") for cell in row)
        + '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        for row in ROWS
    )
    rows += (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    content = open_document(f'<table:table table:name="partners">{rows}</table:table>')
    imported(named("partners.ods", content))


def test_an_archive_that_swells_is_refused(named, sheet, bounded):
    with zipfile.ZipFile(sheet()) as made:
        entries = {name: made.read(name) for name in made.namelist() if "sheet1" not in name}
    assert refusal(named("bombe.xlsx", archive(entries, "xl/worksheets/sheet1.xml", megabytes=450)))


def test_an_archive_that_lies_about_its_size_is_refused(named, sheet, bounded):
    """The directory of the archive says a hundred bytes where half a gigabyte is folded."""
    with zipfile.ZipFile(sheet()) as made:
        entries = {name: made.read(name) for name in made.namelist() if "sheet1" not in name}
    content = bytearray(archive(entries, "xl/worksheets/sheet1.xml", megabytes=450))
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, 100)
    struct.pack_into("<I", content, 22, 100)
    assert refusal(named("bombe.xlsx", bytes(content)))


@pytest.mark.parametrize("far", ["XFD1048576", "A1048576", "XFD2", "ZZ100000"])
def test_a_cell_typed_very_far_away(tmp_path, sheet, bounded, far):
    """A space typed by accident at the end of the sheet: read or refused, never a rectangle of billions of cells."""
    book = load_workbook(sheet())
    book.active[far] = " "
    path = tmp_path / "loin.xlsx"
    book.save(path)
    assert re.search("^$|lignes|colonnes|cellules", said_of(path))


def test_entities_that_multiply_are_not_expanded(named, sheet, bounded):
    with zipfile.ZipFile(sheet()) as made:
        entries = {name: made.read(name) for name in made.namelist()}
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    sheet1 = entries["xl/worksheets/sheet1.xml"].decode().replace("Deuxième partenaire", "&l11;")
    assert "&l11;" in sheet1
    entries["xl/worksheets/sheet1.xml"] = (
        f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{levels}]>{sheet1}'.encode()
    )
    path = named("entites.xlsx", archive(entries))
    with contextlib.suppress(UnreadableFileError):
        import_file(path, "partners", by=None, apply=True)
    assert not any(len(name) > 200 for name in Partner.objects.values_list("name", flat=True))


# --- text files as spreadsheets write them


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("cp1252", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_encodings_and_separators_are_found(named, separator, encoding, mark):
    text = "\r\n".join(separator.join(row) for row in ROWS)
    imported(named("partners.csv", mark + text.encode(encoding)))


def test_the_first_line_by_which_excel_is_told_the_separator(named):
    text = "sep=;\r\n" + "\r\n".join(";".join(row) for row in ROWS)
    imported(named("partners.csv", text.encode("cp1252")))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_line_breaks_quotes_and_separators_inside_a_cell(named, separator):
    name = f'Centre « d’essai »{separator}\ndit ""le centre""'
    text = f'Code{separator}Nom\nC{separator}"{name}"\n'
    report = import_file(named("departments.csv", text.encode()), "departments", by=None, apply=True)
    assert [fault.message for fault in report.faults] == []
    written = Department.objects.get().name
    assert written.replace("\t", " ").split() == name.replace('""', '"').replace("\t", " ").split()


def test_decimal_commas_are_no_separators(named):
    text = "Code;Titre;Budget\nA;Un;1 500 000,50\nB;Deux;2 500 000,25\nC;Trois;3,5 millions\n"
    report = import_file(named("programmes.csv", text.encode()), "programmes", by=None, apply=False)
    assert [plain(fault.message) for fault in report.faults] == []
    assert report.created == 3


def test_a_text_file_of_one_column(named):
    """No separator to find, and none to invent."""
    text = "Activités\nFormer les élus (ligne d’essai)\nPublier l’annuaire (ligne d’essai)\n"
    report = import_file(
        named("liste.csv", text.encode()),
        "activities",
        by=None,
        apply=False,
        options=ImportOptions(given={"plan": "INCONNU"}),
    )
    assert report.faults
    assert all("INCONNU" in fault.value + fault.message or "plan" in fault.message for fault in report.faults)
