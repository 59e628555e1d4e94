"""The API's views of intelligence that a force was given: a feed with TAXII 2.1's paging, each report whole, a paper.

What stands in it comes from the app that writes it, by the registry of feeds.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.authentication import actor_of
from referrals.api.feed_views import LAST_CURSOR
from referrals.api.frame import ApiView
from referrals.api.package_views import AnyAccepted
from referrals.api.serializers import ProblemSerializer
from referrals.registries import Fed, FedPage, find_object_feed
from referrals.services.case_reports import BadCursor

NAME = "intelligence"
PAGE, LARGEST_PAGE = 100, 500
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
REFUSALS = {401: PROBLEM, 403: PROBLEM, 404: PROBLEM}
STIX, PDF = "application/stix+json", "application/pdf"


class IntelligenceQuerySerializer(serializers.Serializer[Any]):
    """Where to go on in the feed, and how much is wanted."""

    limit = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE)
    next = serializers.CharField(max_length=40, default="")
    added_after = serializers.DateTimeField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse parameters that there are not."""
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError({name[:40]: ["There is no such parameter."] for name in unknown})
        return attrs


class IntelligenceEnvelopeSerializer(serializers.Serializer[Any]):
    """A page of the feed. `next` is the cursor to ask with the next time, `more` whether to ask at once."""

    more = serializers.BooleanField()
    next = serializers.CharField(help_text="Opaque. Kept, it can be asked with at any later time")
    objects = serializers.ListField(
        child=serializers.DictField(),
        help_text="STIX 2.1 report objects, each as it is now; `revoked` where it is not to be used any more",
    )


def _header(name: str, what: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.DATETIME, location="header", response=[200], description=what)


class IntelligenceView(ApiView):
    """The feed of intelligence for your force."""

    required_scope = "intel:read"

    @extend_schema(
        operation_id="list_intelligence",
        parameters=[
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE}),
            OpenApiParameter("next", {"type": "string", "maxLength": 40}, description="From an earlier answer"),
            OpenApiParameter(
                "added_after", OpenApiTypes.DATETIME, description="Only what was added to the feed after this moment"
            ),
            _header("X-TAXII-Date-Added-First", "When the first of these was added to the feed"),
            _header("X-TAXII-Date-Added-Last", "When the last of these was added: good for added_after"),
        ],
        responses={200: IntelligenceEnvelopeSerializer, 400: PROBLEM, 401: PROBLEM, 403: PROBLEM},
    )
    def get(self, request: Request) -> Response:
        """Return what your force was given, or what was taken back from it, in the order in which that was added.

        Paged as TAXII 2.1 does. A report that changes is added again, with the time at which it was: nothing that you
        have not read ever appears before what you have.
        """
        query = IntelligenceQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        after = max(_cursor(asked["next"]), _microseconds(asked.get("added_after")))
        feed = find_object_feed(NAME)
        page = feed.page(after=after, limit=asked["limit"], by=actor_of(request), at=timezone.now())
        return _told(page)


class _One(ApiView):
    """Gives out one report."""

    required_scope = "intel:read"
    content_negotiation_class = AnyAccepted


class IntelligenceReportView(_One):
    """One intelligence report."""

    @extend_schema(operation_id="read_intelligence", responses={(200, STIX): OpenApiTypes.OBJECT, **REFUSALS})
    def get(self, request: Request, reference: str) -> HttpResponse:
        """Return a report that your force was given, as a STIX 2.1 bundle; one that was revoked says so."""
        whole = find_object_feed(NAME).whole
        return _file(whole(reference=reference, by=actor_of(request), at=timezone.now()))


class IntelligencePaperView(_One):
    """One intelligence report as a paper."""

    @extend_schema(
        operation_id="download_intelligence",
        responses={(200, PDF): OpenApiTypes.BINARY, **REFUSALS, 410: PROBLEM},
    )
    def get(self, request: Request, reference: str) -> HttpResponse:
        """Return a report that your force was given, as PDF; 410 where it was revoked."""
        paper = find_object_feed(NAME).paper
        return _file(paper(reference=reference, by=actor_of(request), at=timezone.now()))


def _told(page: FedPage) -> Response:
    answer = Response({"more": page.is_more, "next": str(page.following), "objects": page.objects})
    if page.added:
        first, last = page.added
        answer["X-TAXII-Date-Added-First"], answer["X-TAXII-Date-Added-Last"] = _moment(first), _moment(last)
    return answer


def _file(given: Fed) -> HttpResponse:
    answer = HttpResponse(given.content, content_type=given.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{given.name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _cursor(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal()) or int(text) > LAST_CURSOR:
        raise BadCursor("This cursor is none that the hub gave out.")
    return int(text)


def _microseconds(at: datetime | None) -> int:
    """Return a moment as positions of the feed are written; 0 where none is named."""
    return max((at - EPOCH) // MICROSECOND, 0) if at else 0


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
