"""Text of the territory: the project's single normalisation, and names inside a sentence. Pure."""

import re
import unicodedata

# Letters that Unicode does not decompose: French ligatures and the letters of Bambara, as people
# type them on a keyboard that lacks them.
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "ø": "o", "ł": "l"})

# The combining signs of U+0300 to U+036F; U+034F, which joins nothing, is a sign like another.
_USUAL_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_OTHER_SIGNS = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Return the text in lower case, without accents, every run of other signs being one space.

    Apostrophes, hyphens and punctuation become spaces, so that « N’Tillit », "n'tillit" and "N TILLIT" are
    one. Idempotent; an empty text stays empty.
    """
    letters = text.lower() if text.isascii() else _plain(text)
    return " ".join(_OTHER_SIGNS.sub(" ", letters).split())


def _plain(text: str) -> str:
    """Lower case, accents taken off; what is neither a letter nor a digit stays."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    letters = _USUAL_ACCENTS.sub("", folded.translate(LETTERS))
    if letters.isascii():
        return letters
    return "".join(sign for sign in letters if sign.isalnum() or not unicodedata.combining(sign))


def of_or_elided(name: str) -> str:
    """« de Gao », « d’Ansongo »: the preposition before the name of a place."""
    return f"d’{name}" if normalise(name)[:1] in set("aeiou") else f"de {name}"
