"""The API's views of referring in: a program sends a report, and follows those that it has sent."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.authentication import actor_of
from referrals.api.bodies import SizedJSONParser
from referrals.api.frame import ApiView, written_once
from referrals.api.report_schema import EXAMPLE, REPORT
from referrals.api.serializers import ProblemSerializer
from referrals.rules.referred_states import OUTCOMES, Told
from referrals.selectors.referred import PAGE, Following
from referrals.services import referring
from referrals.services.referring import Taken
from reports.forms.referred_report import AnswersRefused

PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
READING = dict.fromkeys((401, 403, 429), PROBLEM)
WRITING = dict.fromkeys((400, 401, 403, 413, 415, 422, 429), PROBLEM)
LARGEST_PAGE = 500
LAST_CURSOR = 2**62
EMERGENCY = (
    "You say that somebody may be in danger. The hub is not read at once: call 999 now, or have the person call. Who "
    "cannot speak stays on the line and presses 55 when asked; a text to 18000 reaches the same people."
)


class TakenReportSerializer(serializers.Serializer[Any]):
    """A report that the hub has taken in."""

    reference = serializers.CharField(help_text="By which you follow it, and send files for it")
    case = serializers.CharField(help_text="Reference of the case that it began as")
    own_reference = serializers.CharField()
    status = serializers.ChoiceField(choices=[told.value for told in Told])
    receipt_code = serializers.CharField(
        allow_null=True,
        help_text="Opens the status page of the report. Given once, and only where kind is professional: "
        "the page of somebody else's report is not yours",
    )
    emergency = serializers.CharField(allow_null=True, help_text="What to do now, where somebody may be in danger")
    is_repeat = serializers.BooleanField(help_text="Your own reference had come before: this is the report of then")
    same_content = serializers.BooleanField(
        help_text="False: what you sent now differs from then, and nothing of it was kept"
    )


class TellingForceSerializer(serializers.Serializer[Any]):
    """A police force."""

    code = serializers.CharField()
    name = serializers.CharField()


class FollowedReportSerializer(serializers.Serializer[Any]):
    """How a report that you sent stands."""

    reference = serializers.CharField()
    own_reference = serializers.CharField(allow_null=True, help_text="Null once the person has been erased")
    state = serializers.ChoiceField(choices=[told.value for told in Told])
    outcome = serializers.ChoiceField(choices=list(OUTCOMES), allow_null=True)
    sentence = serializers.CharField(help_text="The same in words")
    force = TellingForceSerializer(
        allow_null=True,
        help_text="Which force has it: told to that force, to who reports for themselves, and where the person agrees",
    )
    sent_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()


class ReferredFeedSerializer(serializers.Serializer[Any]):
    """Your reports that changed after a cursor; `next` is the cursor to ask with the next time."""

    reports = FollowedReportSerializer(many=True)
    next = serializers.IntegerField()
    more = serializers.BooleanField()


class ReferredQuerySerializer(serializers.Serializer[Any]):
    """The cursor."""

    since = serializers.IntegerField(min_value=0, max_value=LAST_CURSOR, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse parameters that there are not."""
        if unknown := sorted(set(self.initial_data) - set(self.fields)):
            raise serializers.ValidationError({name[:40]: ["There is no such parameter."] for name in unknown})
        return attrs


CURSOR = [
    OpenApiParameter("since", {"type": "integer", "minimum": 0, "maximum": LAST_CURSOR, "default": 0}),
    OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE}),
]
REPEATS = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, location="header", description="Your own reference does it as well"
)


class ReportsView(ApiView):
    """Reports that a program sends, and how they stand."""

    required_scope = "reports:write"
    parser_classes = (SizedJSONParser,)

    @extend_schema(
        operation_id="send_report",
        parameters=[REPEATS],
        request={"application/json": REPORT},
        examples=[OpenApiExample("A report", value=EXAMPLE, request_only=True)],
        responses={
            201: TakenReportSerializer,
            200: OpenApiResponse(TakenReportSerializer, description="Sent before"),
            **WRITING,
        },
    )
    @written_once
    def post(self, request: Request) -> Response:
        """Send a report. It is judged as one of the public form is; what is wrong with it comes back by field."""
        try:
            taken, own_reference = referring.refer_given(given=request.data, by=actor_of(request), at=timezone.now())
        except AnswersRefused as refusal:
            raise serializers.ValidationError(refusal.errors) from None
        return Response(told_of(taken, own_reference), status=201 if taken.is_new else 200)

    @extend_schema(
        operation_id="list_sent_reports",
        parameters=CURSOR,
        responses={200: ReferredFeedSerializer, 400: PROBLEM, **READING},
    )
    def get(self, request: Request) -> Response:
        """List the reports that you sent, in the order in which they changed last; each stands there once, as it is."""
        query = ReferredQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = referring.read_referred_page(**query.validated_data, by=actor_of(request), at=timezone.now())
        told = [followed(each) for each in page.reports]
        return Response({"reports": told, "next": page.following, "more": page.is_more})


class ReportView(ApiView):
    """One report that a program sent."""

    required_scope = "reports:write"

    @extend_schema(operation_id="read_sent_report", responses={200: FollowedReportSerializer, 404: PROBLEM, **READING})
    def get(self, request: Request, reference: str) -> Response:
        """Return how a report that you sent stands."""
        found = referring.read_referred(reference=reference, by=actor_of(request), at=timezone.now())
        return Response(followed(found))


def told_of(taken: Taken, own_reference: str) -> dict[str, Any]:
    """Return the answer to a report that was sent."""
    return {
        "reference": taken.reference,
        "case": taken.case,
        "own_reference": own_reference,
        "status": taken.state.value,
        "receipt_code": taken.code or None,
        "emergency": EMERGENCY if taken.needs_help else None,
        "is_repeat": not taken.is_new,
        "same_content": taken.is_same,
    }


def followed(found: Following) -> dict[str, Any]:
    """Return how a report stands, for its referrer."""
    return dict(FollowedReportSerializer(found).data)
