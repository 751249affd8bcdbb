"""Sharing the room of one page among its parts."""

from hypothesis import given
from hypothesis import strategies as st

from reporting.documents.one_page import Block, lines, rows_that_fit

HEIGHTS = st.integers(10, 200)
BLOCKS = st.lists(
    st.builds(
        Block,
        heading=st.integers(0, 100),
        rows=st.lists(HEIGHTS, max_size=30).map(tuple),
        rest=st.integers(0, 60),
        uncounted=st.booleans(),
        share=st.integers(1, 3),
    ),
    max_size=6,
)


def height(block: Block, taken: int) -> int:
    """What a block takes with so many rows, the line that counts the rest included where there is one."""
    has_rest = taken < len(block.rows) or block.uncounted
    return block.heading + sum(block.rows[:taken]) + (block.rest if has_rest else 0)


def test_everything_is_printed_where_it_fits():
    blocks = [Block(10, (5, 5), 4), Block(10, (), 4), Block(10, (5,), 4)]
    assert rows_that_fit(blocks, 1000) == [2, 0, 1]


def test_each_part_gets_its_share():
    """A long list does not drive the others out."""
    blocks = [Block(0, (10,) * 50, 0), Block(0, (10,) * 3, 0)]
    assert rows_that_fit(blocks, 100) == [7, 3]


def test_a_part_may_take_more_at_its_turn():
    blocks = [Block(0, (10,) * 50, 0, share=2), Block(0, (10,) * 50, 0)]
    assert rows_that_fit(blocks, 100) == [7, 3]


def test_the_line_that_counts_the_rest_keeps_its_room():
    assert rows_that_fit([Block(0, (10, 10, 10), 5)], 29) == [2]
    assert rows_that_fit([Block(0, (10, 10, 10), 5)], 30) == [3]
    assert rows_that_fit([Block(0, (10, 10, 10), 5, uncounted=True)], 34) == [2]


def test_lines_of_a_text():
    assert [lines("a" * size, 10) for size in (0, 1, 10, 11, 30)] == [1, 1, 1, 2, 3]


@given(BLOCKS, st.integers(0, 4000))
def test_what_is_chosen_fits(blocks, room):
    taken = rows_that_fit(blocks, room)
    assert all(0 <= count <= len(block.rows) for block, count in zip(blocks, taken, strict=True))
    least = sum(height(block, 0) for block in blocks)
    if least <= room:
        assert sum(height(block, count) for block, count in zip(blocks, taken, strict=True)) <= room
