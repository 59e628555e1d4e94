"""The sections of the API's case that referrals itself adds."""

from typing import Any

from rest_framework import serializers

from referrals.models import Takedown
from referrals.registries import register_case_section
from referrals.services import case_sections


class TakedownOfCaseSerializer(serializers.Serializer[Any]):
    """A request to a platform that was sent about the case."""

    platform = serializers.CharField(help_text="Code of the platform")
    action = serializers.ChoiceField(choices=[value for value, _ in Takedown._meta.get_field("action").choices or ()])
    state = serializers.CharField(help_text="Where it stands, as in docs/takedowns.md")
    sent_at = serializers.DateTimeField()
    answer_due_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    seen_gone_at = serializers.DateTimeField(allow_null=True, help_text="When the hub itself saw that it was gone")


class AccountOfCaseSerializer(serializers.Serializer[Any]):
    """An account that reports of the case are about, as people gave it."""

    platform = serializers.CharField(allow_blank=True)
    handle = serializers.CharField()
    posts = serializers.IntegerField(help_text="How many posts of it are reported in this case")
    first_reported_at = serializers.DateTimeField()


class RelatedCaseSerializer(serializers.Serializer[Any]):
    """Another case that is related. Of one that is not your force's, nothing but that it is there: ask the hub."""

    reference = serializers.CharField(help_text="Opaque; the same for both cases of the pair. Quote it to the hub")
    case = serializers.CharField(allow_null=True, help_text="Its reference, where it is a case of your force too")
    because = serializers.ListField(child=serializers.ChoiceField(choices=case_sections.RELATED_KINDS))


def register_all() -> None:
    """Add the sections."""
    register_case_section(
        "takedowns", case_sections.read_takedowns, lambda: TakedownOfCaseSerializer(many=True, allow_null=True)
    )
    register_case_section(
        "accounts", case_sections.read_accounts, lambda: AccountOfCaseSerializer(many=True, allow_null=True)
    )
    register_case_section(
        "related", case_sections.read_related, lambda: RelatedCaseSerializer(many=True, allow_null=True)
    )
