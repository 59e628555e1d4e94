"""Guidance in the API: a section of the case, a part of packages, and what a force says of it."""

from typing import Any

from rest_framework import serializers

from intel.models import GuidanceFeedback, GuidanceVersion
from intel.services import guidance_feedback, guidance_giving
from referrals.registries import (
    FeedbackPart,
    PackagePart,
    register_case_section,
    register_feedback_part,
    register_package_part,
)

MOST_SAID = 20


class GuidanceOfCaseSerializer(serializers.Serializer[Any]):
    """A piece of guidance that went with the case, in the version that went."""

    code = serializers.CharField(help_text="The same in all versions")
    title = serializers.CharField()
    version = serializers.IntegerField()
    problem = serializers.CharField(help_text="What it is for, in a sentence")
    body = serializers.CharField(help_text="Plain text; an empty line parts paragraphs")
    because = serializers.ListField(child=serializers.CharField(), help_text="Why it goes with this case")
    basis = serializers.CharField(allow_blank=True, help_text="Who stands behind it, and what awaits confirmation")
    reviewed_on = serializers.DateField()
    look_again_by = serializers.DateField(help_text="Until when it is meant to hold")
    state = serializers.ChoiceField(
        choices=[GuidanceVersion.State.PUBLISHED, GuidanceVersion.State.REPLACED, GuidanceVersion.State.WITHDRAWN],
        help_text="Where that version stands now; do not rely on one that was withdrawn",
    )
    newest_version = serializers.IntegerField(allow_null=True, help_text="The published version; null: there is none")


class SaidSerializer(serializers.Serializer[Any]):
    """What you say of one piece."""

    code = serializers.CharField(max_length=60)
    verdict = serializers.ChoiceField(choices=GuidanceFeedback.Verdict.values)
    text = serializers.CharField(max_length=guidance_feedback.LONGEST_TEXT, default="", allow_blank=True)


def said_field() -> serializers.Field[Any, Any, Any, Any]:
    """Return the field of the feedback on a package."""
    return serializers.ListSerializer(
        child=SaidSerializer(), default=list, max_length=MOST_SAID, help_text="Whether its guidance helped"
    )


def register_all() -> None:
    """Add the section, the part and the field."""
    register_case_section(
        "guidance", guidance_giving.read_for_force, lambda: GuidanceOfCaseSerializer(many=True, allow_null=True)
    )
    register_package_part(
        PackagePart(name="guidance", write=guidance_giving.write_part, sealed=guidance_giving.note_sealed)
    )
    register_feedback_part(FeedbackPart(name="guidance", take=guidance_feedback.take_part, schema=said_field))
