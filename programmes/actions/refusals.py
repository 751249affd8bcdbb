"""What an action says when a rule of the domain forbids it."""


class Refusal(ValueError):  # noqa: N818 - a person reads it as a refusal, not as an error
    """The act is refused: the message, in French, says why and what to do; `field` names the faulty field, if any."""

    def __init__(self, message: str, *, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field
