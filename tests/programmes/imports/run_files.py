"""Files brought to be imported, as a form hands them over."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

PARTNERS = ("Code", "Nom", "Sigle")
UNICEF = ("UNICEF", "Fonds des Nations unies pour l’enfance", "UNICEF")
PAM = ("PAM", "Programme alimentaire mondial", "PAM")


def csv_file(*rows, name="partenaires.csv") -> SimpleUploadedFile:
    """A CSV file as an upload."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"), content_type="text/csv")


def partners_file(*rows, name="partenaires.csv") -> SimpleUploadedFile:
    """A CSV file of partners, with its headings."""
    return csv_file(PARTNERS, *rows, name=name)
