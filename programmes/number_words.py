"""Numbers in French words, as the ministry writes them in its reports: « quarante-deux (42) activités ».

Traditional spelling (« vingt et un », « deux cents », « quatre-vingt-dix »), from 0 to 999 999 999 999.
"""

from programmes.formats import integer

LARGEST = 999_999_999_999

_UNITS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_SCALES = ((10**9, "milliard"), (10**6, "million"))


def cardinal(number: int, feminine: bool = False) -> str:
    """« vingt et un », feminine « vingt et une »; « quatre-vingts », « deux cents », « un million ».

    Raises ValueError below 0 and above 999 999 999 999.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"no words for {number}: from 0 to {LARGEST}")
    words, rest = [], number
    for scale, name in _SCALES:
        count, rest = divmod(rest, scale)
        if count:
            words.append(f"{_below_thousand(count)} {name}{'s' if count > 1 else ''}")
    thousands, rest = divmod(rest, 1000)
    if thousands:
        words.append("mille" if thousands == 1 else f"{_below_thousand(thousands, final=False)} mille")
    if rest or not words:
        words.append(_below_thousand(rest))
    text = " ".join(words)
    return text + "e" if feminine and rest % 10 == 1 and text.endswith("un") else text


def _below_thousand(number: int, final: bool = True) -> str:
    """0 to 999; `final` is False before « mille », where « cent » and « vingt » take no s."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, final)
    head = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
    if rest:
        return f"{head} {_below_hundred(rest, final)}"
    return head + ("s" if hundreds > 1 and final else "")


def _below_hundred(number: int, final: bool) -> str:
    if number < 20:
        return _UNITS[number]
    tens = 20 * (number // 20) if number >= 60 else 10 * (number // 10)
    rest = number - tens
    if not rest:
        return _TENS[tens] + ("s" if tens == 80 and final else "")
    joined = " et " if rest in {1, 11} and tens != 80 else "-"
    return _TENS[tens] + joined + _UNITS[rest]


def in_words_and_digits(number: int, feminine: bool = False) -> str:
    """« quarante-deux (42) », « onze (11) »."""
    return f"{cardinal(number, feminine)} ({integer(number)})"


def ordinal(number: int, feminine: bool = False) -> str:
    """« premier », « première », « deuxième », « vingt et unième », « quatre-vingtième ».

    Raises ValueError below 1 and above 999 999 999 999.
    """
    if number < 1:
        raise ValueError(f"no rank {number}: from 1")
    if number == 1:
        return "première" if feminine else "premier"
    stem = cardinal(number).removeprefix("un ") if number in {10**6, 10**9} else cardinal(number)
    if stem.endswith(("vingts", "cents", "millions", "milliards")):
        stem = stem[:-1]
    if stem.endswith("cinq"):
        stem += "u"
    elif stem.endswith("neuf"):
        stem = stem[:-1] + "v"
    return stem.removesuffix("e") + "ième"
