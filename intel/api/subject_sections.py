"""Subjects in the API: who is behind the accounts of a case, and which other forces have cases of them."""

from typing import Any

from rest_framework import serializers

from intel.models import SharedSubject
from intel.rules.lead_force import Ground
from intel.services import sharing_subjects
from referrals.registries import register_case_section


class AccountOfSubjectSerializer(serializers.Serializer[Any]):
    """An account that officers of the hub have said to be of this owner."""

    platform = serializers.CharField(help_text="Code of the platform")
    handle = serializers.CharField(help_text="As it was first reported; handles change")
    platform_number = serializers.CharField(allow_blank=True, help_text="What the platform numbers it by, where known")
    former_handles = serializers.ListField(child=serializers.CharField())


class OtherForceSerializer(serializers.Serializer[Any]):
    """Another force with cases of the same subject. Which cases these are, the hub says on asking."""

    force = serializers.CharField(help_text="Its code")
    name = serializers.CharField()
    cases = serializers.IntegerField()


class LeadSerializer(serializers.Serializer[Any]):
    """Which of the forces leads."""

    force = serializers.CharField(help_text="Its code")
    name = serializers.CharField()
    state = serializers.ChoiceField(
        choices=SharedSubject.State.values, help_text="proposed by the hub, or agreed between the forces"
    )
    ground = serializers.ChoiceField(
        choices=[each.value for each in Ground], allow_null=True, help_text="By which rule; null: an officer named it"
    )
    because = serializers.CharField(help_text="The same in words, or what the officer said")


class SubjectOfCaseSerializer(serializers.Serializer[Any]):
    """Whoever is behind accounts of the case: one person or group, as far as the hub can tell."""

    reference = serializers.CharField(help_text="The hub's; it may change when accounts are told to belong together")
    accounts = AccountOfSubjectSerializer(many=True)
    cases = serializers.ListField(
        child=serializers.CharField(), help_text="Your force's cases that name any of the accounts, this one among them"
    )
    other_forces = OtherForceSerializer(many=True)
    lead = LeadSerializer(allow_null=True, help_text="null: no other force has such a case")


def register_all() -> None:
    """Add the section."""
    register_case_section(
        "subjects", sharing_subjects.read_for_force, lambda: SubjectOfCaseSerializer(many=True, allow_null=True)
    )
