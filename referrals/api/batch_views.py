"""The API's views of batches: many reports in one request, with an answer for each."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.authentication import actor_of
from referrals.api.bodies import BatchJSONParser
from referrals.api.frame import ApiView, written_once
from referrals.api.problems import problem
from referrals.api.report_schema import REPORT
from referrals.api.report_views import PROBLEM, READING, REPEATS, WRITING, TakenReportSerializer, told_of
from referrals.api.serializers import ProblemSerializer
from referrals.models import InboundBatch
from referrals.services import inbound_batches
from referrals.services.inbound_batches import AT_ONCE, RowAnswer

MOST_ROWS = 1000
BATCH = {
    "type": "object",
    "properties": {"reports": {"type": "array", "items": REPORT, "minItems": 1, "maxItems": MOST_ROWS}},
    "required": ["reports"],
    "additionalProperties": False,
}
SENTENCES = {
    "invalid": "Some of what you sent cannot be used; see errors.",
    "nothing_to_report": "Give a link or words of a post, or tell what happened.",
    "row_failed": "Something went wrong on our side. Send this row again.",
    "client_revoked": "Your client was revoked before this row was worked.",
}


class BatchRowSerializer(serializers.Serializer[Any]):
    """What became of one row: `report` as if it had been sent by itself, or `problem`."""

    row = serializers.IntegerField(help_text="From 1, in the order in which you sent them")
    status = serializers.IntegerField(help_text="As if it had been sent by itself: 201, 200, 400; 500: send it again")
    own_reference = serializers.CharField(allow_blank=True)
    report = TakenReportSerializer(allow_null=True)
    problem = ProblemSerializer(allow_null=True)


class BatchSerializer(serializers.Serializer[Any]):
    """A batch. `results` are those of the rows that are worked, in order; they are kept for seven days."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=["running", "done"])
    rows = serializers.IntegerField()
    done = serializers.IntegerField()
    sent_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    results = BatchRowSerializer(many=True)


class BatchesView(ApiView):
    """Sending many reports at once."""

    required_scope = "reports:write"
    parser_classes = (BatchJSONParser,)

    @extend_schema(
        operation_id="send_reports",
        parameters=[REPEATS],
        request={"application/json": BATCH},
        responses={
            200: OpenApiResponse(BatchSerializer, description="All rows are worked"),
            202: OpenApiResponse(BatchSerializer, description="It is being worked: ask for it by its id"),
            409: PROBLEM,
            **WRITING,
        },
    )
    @written_once
    def post(self, request: Request) -> Response:
        """Send up to 1,000 reports. Each is answered for itself, and one that is refused stops no other.

        Up to 50 are worked at once. More are worked behind, one batch of a client at a time. Where you lost the
        answer, send the rows again: your own references tell those that the hub has.
        """
        reports = _reports_of(request.data)
        by, at = actor_of(request), timezone.now()
        batch = inbound_batches.start(reports=reports, by=by, at=at)
        if len(reports) <= AT_ONCE:
            inbound_batches.work(batch_id=batch.id, at=at)
        return _answer(inbound_batches.find_batch(batch_id=str(batch.id), by=by), is_new=True)


class BatchView(ApiView):
    """One batch."""

    required_scope = "reports:write"

    @extend_schema(operation_id="read_batch", responses={200: BatchSerializer, 404: PROBLEM, **READING})
    def get(self, request: Request, batch_id: str) -> Response:
        """Return how a batch goes, with what became of the rows that are worked."""
        return _answer(inbound_batches.find_batch(batch_id=batch_id, by=actor_of(request)), is_new=False)


def _reports_of(data: Any) -> list[Any]:
    """Return the rows of a batch. Raises ValidationError where there is no list of them, or too many."""
    if not isinstance(data, dict) or set(data) != {"reports"} or not isinstance(data["reports"], list):
        raise serializers.ValidationError({"reports": ["Send an object with a list of reports, and nothing else."]})
    if not 1 <= len(data["reports"]) <= MOST_ROWS:
        raise serializers.ValidationError({"reports": [f"Send 1 to {MOST_ROWS:,} reports."]})
    return list(data["reports"])


def _answer(batch: InboundBatch, *, is_new: bool) -> Response:
    results = [_row(each) for each in inbound_batches.read_answers(batch=batch)]
    is_done = batch.finished_at is not None
    body = {
        "id": str(batch.id),
        "state": "done" if is_done else "running",
        "rows": batch.rows,
        "done": len(results),
        "sent_at": _moment(batch.sent_at),
        "finished_at": _moment(batch.finished_at),
        "results": results,
    }
    return Response(body, status=202 if is_new and not is_done else 200)


def _moment(at: Any) -> str | None:
    return serializers.DateTimeField().to_representation(at) if at else None


def _row(each: RowAnswer) -> dict[str, Any]:
    refused = None
    if each.taken is None:
        errors = each.errors or None
        refused = problem(status=each.status, code=each.code, detail=SENTENCES[each.code], errors=errors).data
    return {
        "row": each.number,
        "status": each.status,
        "own_reference": each.own_reference,
        "report": told_of(each.taken, each.own_reference) if each.taken else None,
        "problem": refused,
    }
