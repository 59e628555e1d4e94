"""Draws forms with the project's own templates; needs `django.forms` in INSTALLED_APPS."""

from django.forms.renderers import TemplatesSetting


class GovukRenderer(TemplatesSetting):
    """Changes the templates of a form and of a field group, but of no widget: the admin keeps its own look."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
