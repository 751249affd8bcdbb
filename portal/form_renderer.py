"""How `{{ form }}` and each of its fields are drawn, everywhere in the portal."""

from django.forms.renderers import TemplatesSetting


class PortalFormRenderer(TemplatesSetting):
    """Django's renderer with the portal's own templates for a form and for a field (templates/forms/).

    Widgets keep Django's templates, so that the admin is untouched.
    """

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"
