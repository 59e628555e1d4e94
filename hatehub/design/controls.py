"""What a template needs to know to draw one form field with its label, hint, errors and control."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from hatehub.design.fields import PARTS, DatePartsWidget

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DatePartsWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.MultiWidget, "other"),
    (Input, "input"),
)
CLASSES = {
    "select": ("govuk-select", "govuk-select--error"),
    "file": ("govuk-file-upload", "govuk-file-upload--error"),
    "textarea": ("govuk-textarea", "govuk-textarea--error"),
    "password": (
        "govuk-input govuk-password-input__input govuk-js-password-input-input",
        "govuk-input--error",
    ),
    "input": ("govuk-input", "govuk-input--error"),
    "checkbox": ("govuk-checkboxes__input", ""),
}
SELECTED = mark_safe(" selected")
# The categories of plural besides "one" in any language; the count in the browser asks for its own.
PLURALS = ("zero", "two", "few", "many", "other")
FIELDSETS = ("date", "checkboxes", "radios", "other")


@dataclass
class Option:
    """One radio button or checkbox; `revealed` is the field that belongs under it."""

    widget: dict[str, Any]
    hint: str = ""
    revealed: BoundField | None = None
    group: str = ""

    @property
    def id(self) -> str:
        return str(self.widget["attrs"].get("id", ""))


@dataclass
class Control:
    """A bound field, ready to draw."""

    bound: BoundField
    kind: str
    errors: list[str]
    described_by: str
    is_heading: bool
    label_size: str
    maximum: str = ""
    options: list[Option] = field(default_factory=list)
    wrong_parts: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return control_id(self.bound)

    @property
    def is_fieldset(self) -> bool:
        return self.kind in FIELDSETS

    @property
    def is_optional(self) -> bool:
        """Whether the label says so: only where the form asks for it with `mark_optional`."""
        return bool(getattr(self.bound.form, "mark_optional", False)) and not self.bound.field.required

    @property
    def module(self) -> str:
        """The design system's script for the whole group."""
        if self.kind == "password":
            return "govuk-password-input"
        return "govuk-character-count" if self.maximum else ""

    @property
    def plurals(self) -> tuple[str, ...]:
        return PLURALS

    def html(self) -> SafeString:
        """The control itself, for the kinds that are one HTML element."""
        bound = self.bound
        widget: forms.Widget = bound.field.widget
        if type(widget) is forms.Select and not any(isinstance(text, list | tuple) for _, text in widget.choices):
            return select_html(bound, widget, control_attrs(self))
        return widget.render(bound.html_name, bound.value(), control_attrs(self), bound.form.renderer)

    def parts(self) -> list[dict[str, Any]]:
        return [
            {**part, "is_wrong": name in self.wrong_parts}
            for name, part in zip(PARTS, self.widget_context()["parts"], strict=True)
        ]

    def widget_context(self) -> dict[str, Any]:
        bound = self.bound
        context = bound.field.widget.get_context(bound.html_name, bound.value(), control_attrs(self))
        return dict(context["widget"])


def control_for(bound: BoundField) -> Control:
    kind = kind_of(bound.field.widget)
    form = bound.form
    maximum = bound.field.widget.attrs.get("data-maxlength", "") if kind == "textarea" else ""
    return Control(
        bound=bound,
        kind=kind,
        errors=[str(error) for error in bound.errors],
        described_by=described_by(bound, counted=bool(maximum)),
        is_heading=getattr(form, "page_heading", None) == bound.name,
        label_size=getattr(form, "label_size", "s"),
        maximum=str(maximum),
        options=list(options_of(bound)) if kind in ("radios", "checkboxes") else [],
        wrong_parts=wrong_parts(bound) if kind == "date" else [],
    )


def select_html(bound: BoundField, widget: forms.Select, attrs: Mapping[str, Any]) -> SafeString:
    """A list to choose one of; drawn without a template for each option, because some have hundreds."""
    chosen = {str(value) for value in widget.format_value(bound.value())}
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if str(value) in chosen else "", text) for value, text in widget.choices),
    )
    every = flatatt({"name": bound.html_name, **widget.build_attrs(widget.attrs, dict(attrs))})
    return format_html("<select{}>{}</select>", every, options)


def kind_of(widget: forms.Widget) -> str:
    return next((kind for type_, kind in KINDS if isinstance(widget, type_)), "other")


def described_by(bound: BoundField, *, counted: bool) -> str:
    ids = [str(bound.field.widget.attrs.get("aria-describedby", ""))]
    ids += [f"{control_id(bound)}_helptext"] if bound.help_text else []
    ids += [f"{control_id(bound)}_error"] if bound.errors else []
    ids += [f"{control_id(bound)}-info"] if counted else []
    return " ".join(filter(None, ids))


def control_id(bound: BoundField) -> str:
    return str(bound.field.widget.attrs.get("id") or bound.auto_id)


def control_attrs(control: Control) -> dict[str, Any]:
    """The attributes of the HTML element: `required` and `maxlength` are the server's to check, in words."""
    bound = control.bound
    attrs = bound.build_widget_attrs({"id": control.id})
    attrs.pop("required", None)
    attrs["maxlength"] = attrs["placeholder"] = attrs["data-maxlength"] = False
    plain, wrong = CLASSES.get(control.kind, ("", ""))
    names = [plain, bound.field.widget.attrs.get("class", ""), wrong if control.errors else ""]
    if control.kind == "textarea" and control.maximum:
        names.append("govuk-js-character-count")
    attrs["class"] = " ".join(filter(None, names)) or False
    attrs["aria-describedby"] = (not control.is_fieldset and control.described_by) or False
    if control.kind in ("radios", "checkboxes"):
        attrs.pop("aria-invalid", None)
    return attrs


def options_of(bound: BoundField) -> Iterator[Option]:
    """The choices in order; hints and revealed fields come from the form's `option_hints` and `reveals`."""
    widget = bound.field.widget
    attrs = bound.build_widget_attrs({"id": control_id(bound)})
    attrs.pop("required", None)
    attrs.pop("aria-invalid", None)
    context = widget.get_context(bound.html_name, bound.value(), attrs)
    hints = getattr(bound.form, "option_hints", {}).get(bound.name, {})
    reveals = getattr(bound.form, "reveals", {}).get(bound.name, {})
    for group, options, _index in context["widget"]["optgroups"]:
        for place, option in enumerate(options):
            value = str(option["value"])
            revealed = bound.form[reveals[value]] if value in reveals else None
            heading = str(group or "") if place == 0 else ""
            yield Option(option, str(hints.get(value, "")), revealed, heading)


def wrong_parts(bound: BoundField) -> list[str]:
    """The boxes of a date that its errors are about; all of them for an error that does not say."""
    found: list[str] = []
    for error in errors_of(bound):
        found += (error.params or {}).get("parts", PARTS)
    return [part for part in PARTS if part in found]


def errors_of(bound: BoundField) -> list[ValidationError]:
    return list(bound.form.errors.as_data().get(bound.name, []))


def first_input_id(bound: BoundField) -> str:
    """Where a link from the error summary must land."""
    own = control_id(bound)
    kind = kind_of(bound.field.widget)
    if kind == "date":
        return f"{own}_{(wrong_parts(bound) or PARTS)[0]}"
    if kind in ("radios", "checkboxes", "other"):
        return f"{own}_0"
    return own


def revealed_names(form: forms.BaseForm) -> set[str]:
    """The fields that are drawn under an option of another field."""
    return {name for by_value in getattr(form, "reveals", {}).values() for name in by_value.values()}
