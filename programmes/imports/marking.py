"""The workbook handed back with its faults marked in the cells."""

from programmes.models import ImportRun


def marked_workbook(run: ImportRun) -> bytes:
    """An XLSX: the file as it was brought, faulty cells coloured and commented, and a sheet that lists the faults.

    Raises Refusal for a run without report, and for a file too large to be marked.
    """
    raise NotImplementedError
