"""How imports are named on their pages."""

from typing import Any

from django import template
from django.utils.text import capfirst

from programmes.import_pages.words import STATE_SHAPES, kind_title
from programmes.models import ImportRun

register = template.Library()

register.filter("kind_title", kind_title)


@register.inclusion_tag("components/badge.html")
def import_badge(run: ImportRun) -> dict[str, Any]:
    """The state of an import in a word and a shape."""
    return {"status": STATE_SHAPES.get(run.state, "draft"), "label": capfirst(run.get_state_display())}
