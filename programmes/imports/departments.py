"""Whether a text alone on its row is the name of a department, which a sheet says of the rows below it."""

from collections.abc import Mapping
from functools import cached_property

from programmes.imports.lookups import Lookups, Names
from programmes.imports.options import Act, Answer, name_key

WORD = "departments"
LONGEST_NAME = 200


class DepartmentNames:
    """The names of the departments, fetched when a row asks for them."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers

    @cached_property
    def _names(self) -> Names:
        return Lookups(self.answers).named(WORD)

    def known(self, text: str) -> bool:
        """Whether the text names one department, or a person said that it does."""
        if not text or len(text) > LONGEST_NAME:
            return False
        answer = self.answers.get(name_key(WORD, text))
        if answer and answer.act is Act.CHOOSE:
            return True
        return len(self._names.find(text)) == 1
