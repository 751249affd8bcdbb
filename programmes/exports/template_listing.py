"""The templates as their page lists them."""

from dataclasses import dataclass

from programmes.exports.columns import stored_columns
from programmes.exports.template_purposes import GROUPS, PURPOSES
from programmes.imports.kinds import KINDS, TERRITORY


@dataclass(frozen=True)
class Template:
    """A template: the word of its address, its title, what it is for, which columns must be filled."""

    word: str
    title: str
    purpose: str
    required: tuple[str, ...]


@dataclass(frozen=True)
class TemplateGroup:
    """Templates that one looks for together."""

    title: str
    templates: tuple[Template, ...]


def grouped_templates() -> tuple[TemplateGroup, ...]:
    """In the order in which people ask for them."""
    return tuple(TemplateGroup(group.title, tuple(map(_template, group.words))) for group in GROUPS)


def _template(word: str) -> Template:
    if word == TERRITORY:
        return Template(word, "Territoire", PURPOSES[word], ())
    required = tuple(column.heading for column in stored_columns(KINDS[word]) if column.required)
    return Template(word, KINDS[word].title, PURPOSES[word], required)
