"""The API's views of what a force does with a case that it has: writes, asks, tells people, records how it ended."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hatehub.reference.models import Outcome
from referrals.api.authentication import actor_of
from referrals.api.frame import ApiView, written_once
from referrals.api.serializers import AnswerSerializer, ProblemSerializer
from referrals.models import ForceMessage, PackageFeedback
from referrals.selectors.force_cases import get_case
from referrals.selectors.force_talk import of_case
from referrals.services import answering, force_outcomes, force_talk
from referrals.services.feedback_parts import list_feedback_parts

PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 410, 412, 415, 422, 429), PROBLEM)
READING = dict.fromkeys((401, 403, 404, 429), PROBLEM)
LONGEST_TEXT = 4000


class NoteSerializer(serializers.Serializer[Any]):
    """A note for the hub, or words for the people of the case."""

    text = serializers.CharField(max_length=LONGEST_TEXT)
    to = serializers.ChoiceField(
        choices=["hub", "complainant"],
        default="hub",
        help_text="complainant: the hub passes it on at once, in your words, by the way that each person chose",
    )
    report = serializers.CharField(
        max_length=40,
        default="",
        allow_blank=True,
        help_text="Only with to=complainant: the report whose sender is told; without it, all whom your force may know",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a report for a note to the hub."""
        if attrs["report"] and attrs["to"] == "hub":
            raise serializers.ValidationError({"report": ["Only for what a complainant is told."]})
        return attrs


class QuestionSerializer(serializers.Serializer[Any]):
    """A question to the hub."""

    text = serializers.CharField(max_length=LONGEST_TEXT)


class MessageSerializer(serializers.Serializer[Any]):
    """One thing that was written; `text` is null where it has been erased."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ForceMessage.Kind.values)
    side = serializers.ChoiceField(choices=["force", "hub"], help_text="Who wrote it")
    report = serializers.CharField(allow_null=True, help_text="Whose sender was told; null: all, or nobody")
    answers = serializers.UUIDField(allow_null=True, help_text="Of an answer: the question")
    text = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()


class MessagesSerializer(serializers.Serializer[Any]):
    """What your force and the hub wrote to each other about a case, the newest first, 200 at most."""

    messages = MessageSerializer(many=True)


class ChargeSerializer(serializers.Serializer[Any]):
    """One charge: the code of an offence, or your own words for it. Never who is charged."""

    offence = serializers.CharField(max_length=60, default="", allow_blank=True)
    wording = serializers.CharField(max_length=200, default="", allow_blank=True)
    counts = serializers.IntegerField(min_value=1, max_value=999, default=1)
    charge_date = serializers.DateField(default=None, allow_null=True)
    is_aggravated = serializers.BooleanField(default=False, help_text="By hostility")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Have each charge say what of."""
        if not attrs["offence"] and not attrs["wording"]:
            raise serializers.ValidationError({"offence": ["Give the code of an offence, or your own wording."]})
        return attrs


class OutcomeSerializer(serializers.Serializer[Any]):
    """How your force has dealt with the case."""

    outcome = serializers.IntegerField(min_value=1, max_value=99, help_text="Home Office outcome number")
    outcome_date = serializers.DateField()
    charges = ChargeSerializer(many=True, default=list)
    reason = serializers.CharField(
        max_length=LONGEST_TEXT, default="", allow_blank=True, help_text="For the hub, which explains it to people"
    )

    def validate_charges(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Take fifty at most."""
        if len(value) > 50:
            raise serializers.ValidationError("Fifty charges at most.")
        return value


class RecordedOutcomeSerializer(serializers.Serializer[Any]):
    """An outcome as the hub keeps it."""

    id = serializers.UUIDField()
    case = serializers.CharField()
    outcome = serializers.IntegerField()
    outcome_date = serializers.DateField()
    charges = ChargeSerializer(many=True)
    at = serializers.DateTimeField()


class OutcomesSerializer(serializers.Serializer[Any]):
    """The Home Office outcomes that can be recorded."""

    outcomes = serializers.ListField(child=serializers.DictField())


class FeedbackSerializer(serializers.Serializer[Any]):
    """What a package was worth to you."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    verdict = serializers.ChoiceField(choices=PackageFeedback.Verdict.values)
    missing = serializers.ListField(
        child=serializers.ChoiceField(choices=PackageFeedback.Missing.values), default=list, max_length=9
    )
    text = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, with those of the parts that other apps ask after."""
        return {**super().get_fields(), **{part.name: part.schema() for part in list_feedback_parts()}}


class KeptFeedbackSerializer(serializers.Serializer[Any]):
    """Feedback as the hub keeps it."""

    case = serializers.CharField()
    version = serializers.IntegerField()
    verdict = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())
    at = serializers.DateTimeField()


class AcknowledgeView(ApiView):
    """Saying that a case has arrived."""

    required_scope = "cases:act"

    @extend_schema(operation_id="acknowledge_case", request=None, responses={200: AnswerSerializer, **REFUSALS})
    @written_once
    def post(self, request: Request, reference: str) -> Response:
        """Say that a case has arrived with your force. It is no answer yet: accept or refuse it as well."""
        answer = answering.acknowledge(reference=reference, by=actor_of(request), at=timezone.now())
        return Response(AnswerSerializer(answer).data)


class MessagesView(ApiView):
    """What was written about a case."""

    required_scope = "cases:read"

    @extend_schema(operation_id="list_case_messages", responses={200: MessagesSerializer, **READING})
    def get(self, request: Request, reference: str) -> Response:
        """List what your force and the hub wrote to each other about a case."""
        by = actor_of(request)
        messages = of_case(case=get_case(reference=reference, by=by), by=by).messages
        force_talk.note_seen(messages=messages, by=by, at=timezone.now())
        texts = force_talk.read_texts(messages=messages)
        return Response({"messages": [_message(each, texts.get(each.id)) for each in messages]})


class NoteView(ApiView):
    """Writing a note."""

    required_scope = "cases:act"

    @extend_schema(operation_id="write_note", request=NoteSerializer, responses={201: MessageSerializer, **REFUSALS})
    @written_once
    def post(self, request: Request, reference: str) -> Response:
        """Write how a case goes on: for the hub, or for the hub to pass on to those who reported it."""
        taken = NoteSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        given, by, at = taken.validated_data, actor_of(request), timezone.now()
        if given["to"] == "hub":
            row = force_talk.write(reference=reference, kind="note", text=given["text"], by=by, at=at)
        else:
            row = force_talk.tell_people(reference=reference, text=given["text"], report=given["report"], by=by, at=at)
        return Response(_message(row, given["text"]), status=201)


class QuestionView(ApiView):
    """Asking the hub."""

    required_scope = "cases:act"

    @extend_schema(operation_id="ask_hub", request=QuestionSerializer, responses={201: MessageSerializer, **REFUSALS})
    @written_once
    def post(self, request: Request, reference: str) -> Response:
        """Ask the hub something about a case. The feed says `question_answered`; the answer is among the messages."""
        taken = QuestionSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        text = taken.validated_data["text"]
        row = force_talk.write(reference=reference, kind="question", text=text, by=actor_of(request), at=timezone.now())
        return Response(_message(row, text), status=201)


class OutcomeView(ApiView):
    """Recording how it ended."""

    required_scope = "cases:act"

    @extend_schema(
        operation_id="record_outcome",
        request=OutcomeSerializer,
        responses={201: RecordedOutcomeSerializer, **REFUSALS},
    )
    @written_once
    def post(self, request: Request, reference: str) -> Response:
        """Record the Home Office outcome of a case that your force has accepted, with what was charged."""
        taken = OutcomeSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        given = taken.validated_data
        row = force_outcomes.record_outcome(
            reference=reference,
            number=given["outcome"],
            outcome_date=given["outcome_date"],
            charges=[force_outcomes.Charged(**each) for each in given["charges"]],
            reason=given["reason"],
            by=actor_of(request),
            at=timezone.now(),
        )
        told = {
            "id": row.id,
            "case": row.case.reference,
            "outcome": given["outcome"],
            "outcome_date": row.outcome_date,
            "charges": given["charges"],
            "at": row.at,
        }
        return Response(RecordedOutcomeSerializer(told).data, status=201)


class FeedbackView(ApiView):
    """Saying what a package was worth."""

    required_scope = "cases:act"

    @extend_schema(
        operation_id="give_package_feedback",
        request=FeedbackSerializer,
        responses={200: KeptFeedbackSerializer, **REFUSALS},
    )
    @written_once
    def post(self, request: Request, reference: str) -> Response:
        """Say whether a package was enough, and what was missing. Given again, it replaces what you said before."""
        taken = FeedbackSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        given = dict(taken.validated_data)
        beside = {part.name: given.pop(part.name, None) for part in list_feedback_parts()}
        row = force_outcomes.give_feedback(
            reference=reference, by=actor_of(request), at=timezone.now(), beside=beside, **given
        )
        told = {"case": reference, "version": row.package.version, "verdict": row.verdict}
        return Response(KeptFeedbackSerializer({**told, "missing": row.missing, "at": row.at}).data)


class OutcomesView(ApiView):
    """The outcomes that there are."""

    required_scope = "cases:read"

    @extend_schema(
        operation_id="list_outcomes", responses={200: OutcomesSerializer, 401: PROBLEM, 403: PROBLEM, 429: PROBLEM}
    )
    def get(self, request: Request) -> Response:
        """List the Home Office outcomes by their numbers."""
        rows = Outcome.objects.order_by("number").values("number", "name")
        return Response({"outcomes": list(rows)})


def _message(row: ForceMessage, text: str | None) -> dict[str, Any]:
    told = {
        "id": row.id,
        "kind": row.kind,
        "side": row.side,
        "report": row.report.reference if row.report else None,
        "answers": row.answers_id,
        "text": text,
        "at": row.at,
    }
    return dict(MessageSerializer(told).data)
