"""The schema of a referred report, made of the forms that judge it."""

from typing import Any

from django import forms

from hatehub.design.fields import DatePartsField
from reports.forms.person import OrganisationForm
from reports.forms.referred_report import DEFAULT_LANGUAGE, KINDS
from reports.forms.whole_report import FIELDS, LISTS, POST_FIELDS
from reports.rules.posts_given import MOST_POSTS

STRAND_CODES = "Codes of strands, such as religion; of strand_values such as religion:muslim"


def schema_of(field: forms.Field) -> dict[str, Any]:
    """Return what the schema says of a field of a form."""
    codes = [code for code, _words in getattr(field, "choices", ())]
    words = {"description": str(field.label)}
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": {"type": "string", "enum": codes}, **words}
    if isinstance(field, forms.ChoiceField):
        return {"type": "string", "enum": ["", *codes], **words}
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean", "default": False, **words}
    if isinstance(field, DatePartsField):
        return {"type": "string", "format": "date", **words}
    longest = getattr(field, "max_length", None)
    return {"type": "string", **({"maxLength": longest} if longest else {}), **words}


POST: dict[str, Any] = {
    "type": "object",
    "properties": {name: schema_of(field) for name, field in POST_FIELDS.items()},
    "additionalProperties": False,
}
REPORT: dict[str, Any] = {
    "type": "object",
    "properties": {
        **{name: schema_of(field) for name, field in FIELDS.items() if field is not None},
        **{name: {"type": "array", "items": {"type": "string"}, "description": STRAND_CODES} for name in LISTS},
        "own_reference": {
            **schema_of(OrganisationForm.base_fields["own_reference"]),
            "minLength": 1,
            "description": "Your own reference: it stands for one report, however often you send it",
        },
        "kind": {"type": "string", "enum": list(KINDS), "default": KINDS[0]},
        "posts": {"type": "array", "items": POST, "maxItems": MOST_POSTS},
        "language": {"type": "string", "default": DEFAULT_LANGUAGE, "description": "In which the person reads"},
    },
    "required": ["own_reference"],
    "additionalProperties": False,
}
EXAMPLE: dict[str, Any] = {
    "own_reference": "A-2026-17",
    "kind": "third_party",
    "agreement": "agrees",
    "identity": "confidential",
    "email": "person@example.org",
    "danger": "no",
    "posts": [{"url": "https://x.com/somebody/status/1700000000000000001", "words": "Those people should go."}],
    "narrative": "It was written under a picture of their shop.",
    "happened_on": "2026-03-01",
    "strands": ["religion"],
    "postcode": "LS6 2AB",
    "shares_with_support": True,
}
