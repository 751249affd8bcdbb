"""What the files of the portal hold besides data, and how the reader knows it. Pure: no Django.

A column whose heading ends with « (pour information) » is there to be read by people: an import leaves it alone.
So are the sheets that explain a file, show an example or hold the lists of its drop-downs.
"""

from communes.text import normalise

INFORMATION = "(pour information)"
READ_ME, EXAMPLE, LISTS = "Lisez-moi", "Exemple", "Listes"
BESIDE_DATA = frozenset({READ_ME, EXAMPLE, LISTS})
_FOLDED_SHEETS = frozenset(normalise(name) for name in BESIDE_DATA)


def information(label: str) -> str:
    """« État (pour information) »: the heading of a column that an import leaves alone."""
    return f"{label} {INFORMATION}"


def is_information(heading: str) -> bool:
    """Whether a column is there only to be read, however the heading was retyped."""
    return normalise(heading).endswith(normalise(INFORMATION))


def is_beside_data(sheet: str) -> bool:
    """Whether a sheet explains, shows or serves the others, and holds nothing to import."""
    return normalise(sheet) in _FOLDED_SHEETS
