"""Text of the territory: the project's single normalisation, and names inside a sentence. Pure."""

import unicodedata

# Letters that Unicode does not decompose: French ligatures and the letters of Bambara, as people
# type them on a keyboard that lacks them.
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "ø": "o", "ł": "l"})


def normalise(text: str) -> str:
    """Return the text in lower case, without accents, every run of other signs being one space.

    Apostrophes, hyphens and punctuation become spaces, so that « N’Tillit », "n'tillit" and "N TILLIT" are
    one. Idempotent; an empty text stays empty.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    letters = folded.translate(LETTERS)
    kept = "".join(sign if sign.isalnum() else "" if unicodedata.combining(sign) else " " for sign in letters)
    return " ".join(kept.split())


def of_or_elided(name: str) -> str:
    """« de Gao », « d’Ansongo »: the preposition before the name of a place."""
    return f"d’{name}" if normalise(name)[:1] in set("aeiou") else f"de {name}"
