"""Files made of sheets, and what an import must say of them."""

from pathlib import Path

from programmes.exports.cells import OutSheet
from programmes.exports.csv_lines import csv_lines
from programmes.exports.xlsx import write_workbook
from programmes.imports.faults import ImportReport


def save(path: Path, *sheets: OutSheet) -> Path:
    """The file of these sheets."""
    if path.suffix == ".csv":
        path.write_bytes(b"".join(csv_lines(sheets[0])))
    else:
        with path.open("wb") as file:
            write_workbook(file, sheets, title="Essai")
    return path


def assert_unchanged(report: ImportReport, count: int) -> None:
    """Every line is found again as it is, and nothing is said of the file."""
    assert [f"{fault.where} {fault.value} {fault.message}" for fault in report.faults] == []
    assert [question.message for question in report.questions] == []
    assert [(row.target, row.changes) for row in report.outcomes if row.changes] == []
    assert (report.created, report.changed, report.unchanged) == (0, 0, count)
