"""Text that a spreadsheet would run as a formula: made harmless on the way out, given back on the way in. Pure."""

import re

NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
# What makes a spreadsheet program read the rest of a cell as a formula.
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_MADE_HARMLESS = re.compile(r"'+[=+\-@\t\r]")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where it would run as a formula; a number is left alone.

    A text that already opens with such apostrophes gets one more, so that `restored` gives each text back as it was.
    """
    return f"'{text}" if _RUNS.match(text) and not NUMBER.fullmatch(text) else text


def restored(text: str) -> str:
    """The text of a cell without the apostrophe that `harmless` put before it; any other text as it is."""
    return text[1:] if _MADE_HARMLESS.match(text) else text
