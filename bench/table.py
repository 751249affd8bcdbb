"""The table of figures, as people read it."""

from decimal import Decimal

from programmes.formats import integer, number

COLUMNS = (
    "mesure", "activités", "base", "CPU ms", "horloge ms", "plancher", "CPU ms", "rapport", "cible", "mémoire Mo"
)  # fmt: skip
OVER = "au-dessus de la cible"


def rows_of(result: dict, label: str, size: int) -> list[tuple[str, ...]]:
    """One line for the work against its first floor, one for each other floor."""
    floors = result["floors"] or [None]
    first = (label, integer(size), result["database"], _rounded(result["cpu"]), _rounded(result["wall"]))
    rows = []
    for place, floor in enumerate(floors):
        start = first if place == 0 else ("", "", "", "", "")
        memory = integer(round(result["memory"])) if place == 0 else ""
        rows.append((*start, *_against(result, floor), _targets(result, floor, is_first=place == 0), memory))
    return rows


def _against(result: dict, floor: dict | None) -> tuple[str, str, str]:
    if floor is None:
        return "–", "", ""
    ratio = result["cpu"] / floor["cpu"] if floor["cpu"] else 0
    return floor["label"], _rounded(floor["cpu"]), f"× {_rounded(ratio)}"


def _targets(result: dict, floor: dict | None, *, is_first: bool) -> str:
    """What was aimed at, and whether it is missed."""
    said = []
    if is_first and result["most"] is not None:
        said.append(_verdict(f"{_rounded(result['most'])} ms", is_over=result["cpu"] > result["most"]))
    if floor and floor["most"] is not None:
        is_over = result["cpu"] > floor["cpu"] * floor["most"]
        said.append(_verdict(f"× {_rounded(floor['most'])}", is_over=is_over))
    return ", ".join(said)


def _verdict(target: str, *, is_over: bool) -> str:
    return f"{target} : {OVER}" if is_over else f"{target} : tenue"


def _rounded(figure: float) -> str:
    """Three figures or so: « 0,62 », « 12,4 », « 1 250 »."""
    return number(Decimal(f"{figure:.{2 if figure < 10 else 1 if figure < 100 else 0}f}"))


def table(rows: list[tuple[str, ...]]) -> str:
    """Aligned columns, numbers to the right; also reads as Markdown."""
    widths = [max(len(row[place]) for row in [COLUMNS, *rows]) for place in range(len(COLUMNS))]
    to_the_right = {1, 3, 4, 6, 7, 9}

    def line(cells: tuple[str, ...]) -> str:
        padded = [
            cell.rjust(widths[place]) if place in to_the_right else cell.ljust(widths[place])
            for place, cell in enumerate(cells)
        ]
        return f"| {' | '.join(padded)} |"

    rule = [
        "-" * (width - 1) + ":" if place in to_the_right else "-" * width
        for place, width in enumerate(widths)
    ]
    return "\n".join([line(COLUMNS), f"| {' | '.join(rule)} |", *(line(row) for row in rows)])
