"""An undefined variable printed by one of our templates fails the test (see `tests/settings.py`)."""

import sys
from pathlib import Path

import pytest
from django.template import Node

OWN_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def template_being_rendered() -> Path | None:
    """The file of the nearest template node on the call stack."""
    frame = sys._getframe(1)
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return Path(node.origin.name)
        frame = frame.f_back
    return None


class UndefinedVariable(str):
    """What `string_if_invalid` is set to.

    Django asks whether it is true, then whether it holds "%s", then formats the name of the variable with it. It is
    true in our own templates only: those of Django's admin print undefined variables on purpose, and go on doing so.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        template = template_being_rendered()
        return template is not None and template.is_relative_to(OWN_TEMPLATES)

    def __contains__(self, text: str) -> bool:
        return text == "%s"

    def __mod__(self, variable: object) -> str:
        pytest.fail(f"{template_being_rendered()}: undefined variable {variable}")
