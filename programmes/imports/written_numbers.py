"""Reading a number written in French words: « quatre-vingt-dix », « vingt un », « deux cents »."""

from communes.text import normalise
from programmes.number_words import LARGEST, cardinal

_VALUES = {normalise(cardinal(n)): n for n in (*range(17), 20, 30, 40, 50, 60)} | {"une": 1}
_SCALES = {"mille": 10**3, "million": 10**6, "milliard": 10**9}
_LONGEST = 40  # words; the longest number there is has fewer


def read_words(text: str) -> int | None:
    """The number, or None when the text is anything but one number written in words.

    Accents, hyphens, case, a missing « et » or plural s do not matter (« vingt un » is 21); the order does:
    the words are read, then spelled again, and must be the same.
    """
    words = _bare(text)
    if not words or len(words) > _LONGEST:
        return None
    total = current = 0
    for word in words:
        if word in _VALUES:
            current += _VALUES[word] if word != "vingt" or current % 100 != 4 else 76  # 4 → 80
        elif word == "cent":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
        else:
            return None
    number = total + current
    return number if number <= LARGEST and _bare(cardinal(number)) == words else None


def _bare(text: str) -> list[str]:
    singular = {
        "vingts": "vingt",
        "cents": "cent",
        "millions": "million",
        "milliards": "milliard",
        "une": "un",
    }
    return [singular.get(word, word) for word in normalise(text).split() if word != "et"]
