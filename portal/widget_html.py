"""The controls of forms drawn without a template: character for character what Django's own templates give.

A select box of sixty choices costs Django a template for each choice, and a list with five of them half its time. These
functions take what a widget gives its template (`Widget.get_context`) and write the same HTML.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]


def select_html(widget: Widget) -> SafeString:
    """A `<select>` with its choices, in their groups where they have some."""
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _ in widget["optgroups"]:
        if name:
            parts.append(f'\n  <optgroup label="{conditional_escape(name)}">')
        parts += _options(options)
        if name:
            parts.append("\n  </optgroup>")
    parts.append("\n</select>\n")
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped)


def input_html(widget: Widget) -> SafeString:
    """An `<input>` of any type."""
    value = widget["value"]
    shown = "" if value is None else f' value="{conditional_escape(_text(value))}"'
    attributes = _attributes(widget["attrs"])
    return mark_safe(  # noqa: S308 (each part is escaped)
        f'<input type="{conditional_escape(widget["type"])}" name="{conditional_escape(widget["name"])}"'
        f"{shown}{attributes}>\n"
    )


#: What is drawn here, by the template it stands for; any other widget keeps its template.
DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    "django/forms/widgets/select.html": select_html,
    **{
        f"django/forms/widgets/{kind}.html": input_html
        for kind in ("text", "number", "date", "hidden", "checkbox", "email", "url", "search")
    },
}


def _options(options: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for option in options:
        value, label = conditional_escape(_text(option["value"])), conditional_escape(option["label"])
        yield f'\n  <option value="{value}"{_attributes(option["attrs"])}>{label}</option>\n'


def _attributes(attributes: Mapping[str, Any]) -> str:
    """` name="value"` for each; a true value gives the name alone, a false one nothing."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{conditional_escape(_text(value))}"')
        for name, value in attributes.items()
        if value is not False
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)
