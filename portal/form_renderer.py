"""How `{{ form }}` and each of its fields are drawn, everywhere in the portal."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

from portal.widget_html import DRAWN


class PortalFormRenderer(TemplatesSetting):
    """Django's renderer with the portal's own templates for a form and for a field (templates/forms/).

    Select boxes and inputs are written without a template (`portal.widget_html`), the same as Django would; other
    widgets keep Django's templates. The admin is drawn alike.
    """

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"

    def render(
        self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None
    ) -> str:
        """The HTML of a form, of a field or of a widget."""
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)
