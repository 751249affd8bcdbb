"""The sheet that explains a template: how to fill it, then each column in a line."""

from collections.abc import Sequence

from xlsxwriter import Workbook

from programmes.exports.headings import READ_ME
from programmes.exports.template_columns import AskedSheet
from programmes.exports.template_purposes import PURPOSES
from programmes.exports.xlsx import A4
from programmes.formats import typeset

HOW = (
    "Remplissez une ligne par objet, sous les intitulés, dans la feuille qui porte le nom donné ci-dessous.",
    "Les colonnes marquées d’une étoile (*) sont obligatoires ; les autres peuvent rester vides ou être supprimées.",
    "Les listes déroulantes proposent ce que le portail connaît ; un sigle ou une graphie connue s’écrivent aussi.",
    "Les dates s’écrivent comme on les connaît : 20/12/2023, mars 2024, T2 2024, fin 2023, 2024. Rien n’est inventé.",
    "Les montants s’écrivent avec ou sans devise : 1 500 000, 1,5 million, 171 764,90 EUR.",
    "L’import montre tout avant d’écrire quoi que ce soit ; importer deux fois le même fichier ne change rien.",
)
HEADINGS = ("Colonne", "Obligatoire", "Ce qui est attendu", "Exemple", "Autres intitulés acceptés")
WIDTHS = (30, 12, 62, 34, 48)
LINE = 15  # points


def write_notes(book: Workbook, title: str, sheets: Sequence[AskedSheet]) -> None:
    """Add the sheet to a template."""
    notes = _Notes(book)
    notes.open(title)
    for sheet in sheets:
        notes.explain(sheet)


class _Notes:
    """The sheet being written, from top to bottom."""

    def __init__(self, book: Workbook) -> None:
        ink, line = {"font_color": "#0C3B2D"}, {"bottom": 1, "bottom_color": "#D5DED9", "text_wrap": True}
        self.title = book.add_format({**ink, "bold": True, "font_size": 16})
        self.part = book.add_format({**ink, "bold": True, "font_size": 12, "top": 2, "top_color": "#0C3B2D"})
        self.label = book.add_format({**ink, "bold": True, "bg_color": "#E6EFE9", "text_wrap": True})
        self.link = book.add_format({**ink, "underline": 1})
        self.name = book.add_format({**line, "bold": True})
        self.cell = book.add_format(line)
        self.text = book.add_format({"text_wrap": True})
        self.sheet = book.add_worksheet(READ_ME)
        self.row = 0

    def open(self, title: str) -> None:
        """The title, and how a template is filled."""
        for place, width in enumerate(WIDTHS):
            self.sheet.set_column(place, place, width)
        self.sheet.write_string(0, 0, typeset(title), self.title)
        self.sheet.set_row(0, 26)
        self.row = 2
        for sentence in HOW:
            self._sentence(0, f"• {sentence}")
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)

    def explain(self, sheet: AskedSheet) -> None:
        """A sheet to fill: what it is for, and its columns in a table."""
        self.row += 1
        for place in range(len(WIDTHS)):
            self.sheet.write_blank(self.row, place, None, self.part)
        self.sheet.write_string(self.row, 0, sheet.title, self.part)
        self.sheet.set_row(self.row, 20)
        self.row += 1
        address = f"internal:'{sheet.name}'!A1"
        self.sheet.write_url(self.row, 0, address, self.link, f"Feuille «\u00a0{sheet.name}\u00a0»")
        self._sentence(1, " ".join(filter(None, (PURPOSES.get(sheet.name, ""), sheet.note))))
        for place, heading in enumerate(HEADINGS):
            self.sheet.write_string(self.row, place, heading, self.label)
        for column in sheet.columns:
            self.row += 1
            self._line(
                column.heading,
                "oui" if column.required else "",
                typeset(column.expected),
                column.example,
                ", ".join(column.also),
            )
        self.row += 1

    def _sentence(self, first: int, text: str) -> None:
        """A text across the columns from the first."""
        last = len(WIDTHS) - 1
        self.sheet.merge_range(self.row, first, self.row, last, typeset(text), self.text)
        self.sheet.set_row(self.row, LINE * _lines(text, sum(WIDTHS[first:])))
        self.row += 1

    def _line(self, *cells: str) -> None:
        for place, told in enumerate(cells):
            self.sheet.write_string(self.row, place, told, self.cell if place else self.name)
        lines = max(_lines(told, width) for told, width in zip(cells, WIDTHS, strict=True))
        self.sheet.set_row(self.row, LINE * lines)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in so many characters: merged cells do not grow by themselves."""
    return max(1, -(-len(text) // max(int(width * 0.95), 1)))
