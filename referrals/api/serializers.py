"""What the API takes and gives."""

from rest_framework import serializers

from triage.models import Transfer

NUMBER = r"^[A-Za-z0-9][A-Za-z0-9/ .-]{0,39}$"


class UnitSerializer(serializers.Serializer):
    """A unit of a force."""

    code = serializers.CharField()
    name = serializers.CharField()


class ResponsibilitySerializer(serializers.Serializer):
    """One of the three responsibilities, and why."""

    role = serializers.CharField()
    force = serializers.CharField(source="force.code", allow_null=True, default=None)
    unit = UnitSerializer(
        allow_null=True,
        default=None,
        help_text="The unit of that force that is to hear of it; null where none is named",
    )
    report = serializers.CharField(
        source="report.reference",
        allow_null=True,
        default=None,
        help_text="Victim contact belongs to a report; the others to the case",
    )
    rule = serializers.CharField()
    sentence = serializers.CharField()


class PackageSerializer(serializers.Serializer):
    """The newest sealed package. It replaces every one with a lower version; those still verify."""

    version = serializers.IntegerField(help_text="Every lower version is superseded by this one")
    sealed_at = serializers.DateTimeField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class TimeLimitSerializer(serializers.Serializer):
    """The last day on which proceedings can begin, as the hub has computed it. Check it: it is not legal advice."""

    due_on = serializers.DateField(allow_null=True, help_text="Null where the offences have no time limit")
    sentence = serializers.CharField(help_text="From which day it is counted, and how")


class TransferSerializer(serializers.Serializer):
    """A question to a force whether it takes a case on; the force that has it keeps it until the other accepts."""

    from_force = serializers.CharField(
        source="from_force.code", allow_null=True, default=None, help_text="The force that has the case; null: the hub"
    )
    to_force = serializers.CharField(source="to_force.code", help_text="The force that is asked to take it on")
    state = serializers.ChoiceField(choices=Transfer.State.values)
    reason = serializers.CharField(help_text="Why the hub proposes it")
    proposed_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    answer_reason = serializers.CharField(allow_blank=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_for = serializers.CharField(
        source="settled_for.code", allow_null=True, default=None, help_text="The force that the registrar decided for"
    )
    settled_reason = serializers.CharField(allow_blank=True)


class AcceptSerializer(serializers.Serializer):
    """Accepting a case."""

    crime_number = serializers.RegexField(NUMBER, max_length=40, help_text="Your force's own crime number")


class RefuseSerializer(serializers.Serializer):
    """Refusing a case."""

    reason = serializers.CharField(max_length=4000, help_text="Why your force is not the one")


class RefuseTransferSerializer(serializers.Serializer):
    """Refusing to take a case on from another force."""

    reason = serializers.CharField(max_length=4000, help_text="Why your force is not the one")


class AnswerSerializer(serializers.Serializer):
    """The force's answer as the hub keeps it."""

    case = serializers.CharField(source="case.reference")
    answer = serializers.ChoiceField(choices=["acknowledged", "accepted", "refused"])
    crime_number = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class ProblemSerializer(serializers.Serializer):
    """A refusal: `code` is stable, `detail` says what to do."""

    type = serializers.CharField()
    code = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.JSONField(required=False)  # type: ignore[assignment]  # the field of that name
