"""The files that the admin exports and imports: a cell is a text or a number there, never a formula.

No ODS: a few hundred bytes can unfold into gigabytes, and the admin reads within the web process.
"""

from typing import Any

import tablib
from import_export.formats.base_formats import CSV, XLSX

from accounts import formulas


def harmless(value: Any) -> Any:
    """The value of a cell; a text that would run as a formula opens with an apostrophe, a number is left alone."""
    text = str(value)
    made = formulas.harmless(text)
    return value if made == text else made


class Harmless:
    """A format whose exported cells run nothing.

    django-import-export's own setting takes away one « = », which « ==1+1 » survives, and knows no other sign.
    """

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> Any:
        """The file, of a copy of the rows made harmless."""
        rows = [[harmless(cell) for cell in row] for row in dataset]
        return super().export_data(tablib.Dataset(*rows, headers=dataset.headers), **kwargs)


class HarmlessXLSX(Harmless, XLSX):
    """XLSX."""


class HarmlessCSV(Harmless, CSV):
    """CSV."""


FORMATS = (HarmlessXLSX, HarmlessCSV)
