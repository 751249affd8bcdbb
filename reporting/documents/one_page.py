"""Keeping a document on one page: how many rows each of its parts may print, by heights that are estimated.

Heights are in tenths of a millimetre. An estimate errs on the side of too high: a page that is not quite full is
better than a second one with two lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """A part of the page: the height of its heading, of each of its rows, of the line that counts the rest.

    `uncounted` says that rows are left out even when all of these are printed; `share` is how many rows it takes at
    its turn.
    """

    heading: int
    rows: tuple[int, ...]
    rest: int
    uncounted: bool = False
    share: int = 1


def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many characters; an empty one takes one."""
    return max(1, -(-len(text) // width))


def rows_that_fit(blocks: Sequence[Block], room: int) -> list[int]:
    """How many rows each block prints, the first ones: its share each in turn, while there is room.

    The line that counts the rest is kept free as long as a block may need it.
    """
    taken = [0] * len(blocks)
    left = room - sum(block.heading for block in blocks)
    left -= sum(block.rest for block in blocks if block.rows or block.uncounted)
    filling = [index for index, block in enumerate(blocks) if block.rows]
    while filling:
        for index in [turn for turn in filling for _ in range(blocks[turn].share)]:
            if index not in filling:
                continue
            block = blocks[index]
            height = block.rows[taken[index]]
            is_last = taken[index] == len(block.rows) - 1 and not block.uncounted
            if height > left + (block.rest if is_last else 0):
                filling.remove(index)
                continue
            taken[index] += 1
            left -= height
            if is_last:
                left += block.rest
            if taken[index] == len(block.rows):
                filling.remove(index)
    return taken
