"""A request whose connection drops before its announced end is an error, not a shorter request.

Gunicorn ends such a body quietly, and Django then takes the form as far as it came: a report would be written without
the file that proves it. An OSError in the middle of reading is what Django expects of a broken connection: nothing of
the form is used.
"""

from collections.abc import Callable, Iterable
from typing import Any

Environment = dict[str, Any]
Application = Callable[[Environment, Any], Iterable[bytes]]


class WholeBody:
    """The body of a request; reading past where it stopped short of its announced length raises OSError."""

    def __init__(self, body: Any, length: int) -> None:
        self.body, self.left = body, length

    def read(self, size: int = -1) -> bytes:
        """As a file; everything that is left without a size."""
        data = self.body.read(size)
        return self._counted(data, is_short=size < 0 or (size > 0 and not data))

    def readline(self, size: int = -1) -> bytes:
        """As a file."""
        data = self.body.readline(size)
        return self._counted(data, is_short=size != 0 and not data)

    def _counted(self, data: bytes, *, is_short: bool) -> bytes:
        self.left -= len(data)
        if self.left > 0 and is_short:
            raise OSError(f"the connection dropped {self.left} bytes before the end of the form")
        return data


def whole_bodies(application: Application) -> Application:
    """The same application, which never takes half a form for a whole one."""

    def answer(environment: Environment, start_response: Any) -> Iterable[bytes]:
        length = environment.get("CONTENT_LENGTH", "")
        if length.isascii() and length.isdigit():
            environment["wsgi.input"] = WholeBody(environment["wsgi.input"], int(length))
        return application(environment, start_response)

    return answer
