"""Half a form is not a form."""

from io import BytesIO

import pytest

from portal.whole_body import WholeBody, whole_bodies


def test_a_whole_body_is_read_as_it_came():
    body = WholeBody(BytesIO(b"un\ndeux"), 7)
    assert (body.readline(), body.read(2), body.read(10), body.read(1)) == (b"un\n", b"de", b"ux", b"")


def test_a_body_that_stops_short_is_an_error():
    body = WholeBody(BytesIO(b"un\ndeux"), 20)
    assert body.read(20) == b"un\ndeux"
    with pytest.raises(OSError, match="13 bytes before the end"):
        body.read(20)


def test_so_is_one_that_is_read_at_once():
    with pytest.raises(OSError, match="13 bytes before the end"):
        WholeBody(BytesIO(b"un\ndeux"), 20).read()


def test_a_line_that_never_came_is_an_error():
    body = WholeBody(BytesIO(b"un\n"), 20)
    assert body.readline(64) == b"un\n"
    with pytest.raises(OSError, match="17 bytes"):
        body.readline(64)


@pytest.mark.parametrize("length", ["", "douze"])
def test_a_request_without_a_length_is_left_alone(length):
    body = BytesIO(b"un")
    answer = whole_bodies(lambda environment, start: environment["wsgi.input"])
    assert answer({"CONTENT_LENGTH": length, "wsgi.input": body}, None) is body
