"""The API's views of one case and of its further reports."""

import hashlib
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.authentication import actor_of
from referrals.api.frame import ApiView
from referrals.api.serializers import (
    PackageSerializer,
    ProblemSerializer,
    ResponsibilitySerializer,
    TimeLimitSerializer,
    TransferSerializer,
)
from referrals.registries import list_case_sections, read_case_sections
from referrals.services import case_detail
from reports.models import Evidence
from triage.rules.priority_table import BANDS

PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
REFUSALS = {401: PROBLEM, 403: PROBLEM, 404: PROBLEM}
LEFT_OUT = ["diverted", "subject_withheld", "erased", "quarantine", "redacted"]
DIGITS = 32


class PostSerializer(serializers.Serializer[Any]):
    """A post that a report complains of, as the person gave it."""

    position = serializers.IntegerField()
    url = serializers.CharField(allow_blank=True)
    platform = serializers.CharField(allow_blank=True)
    account = serializers.CharField(allow_blank=True)
    left_out = serializers.ChoiceField(choices=["diverted"], allow_null=True, help_text="Why nothing of it is told")


class ExhibitSerializer(serializers.Serializer[Any]):
    """An exhibit. Its bytes come with the package, whose disclosure.json says how each went into it."""

    exhibit = serializers.CharField()
    kind = serializers.ChoiceField(
        choices=[Evidence.Origin.REPORTED.value, Evidence.Origin.CAPTURED.value], allow_null=True
    )
    type = serializers.CharField(allow_null=True, help_text="Media type")
    size = serializers.IntegerField(allow_null=True, help_text="Of the original, in bytes")
    sha256 = serializers.CharField(allow_null=True, help_text="Of the original")
    received_at = serializers.DateTimeField(allow_null=True, help_text="When it was received or captured")
    is_redacted = serializers.BooleanField(help_text="Only a copy with parts blacked out is given")
    left_out = serializers.ChoiceField(
        choices=LEFT_OUT, allow_null=True, help_text="Why it is not given; of what is diverted, nothing else is told"
    )


class ReportSerializer(serializers.Serializer[Any]):
    """One report of a case, as far as its complainant consented."""

    reference = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    happened_on = serializers.DateField(allow_null=True)
    strands = serializers.ListField(child=serializers.CharField())
    narrative = serializers.CharField(
        allow_blank=True, help_text="Without what tells who complained, where that may not be told"
    )
    urls = serializers.ListField(child=serializers.CharField())
    posts = PostSerializer(many=True)
    exhibits = ExhibitSerializer(many=True, help_text="None for a force that only keeps in touch with the person")


class ReportsSerializer(serializers.Serializer[Any]):
    """Up to 100 reports of a case, the earliest first."""

    reports = ReportSerializer(many=True)
    responsibilities = ResponsibilitySerializer(many=True)
    next = serializers.CharField(source="following", allow_null=True, help_text="Cursor of those after; null: no more")


class OffenceOfCaseSerializer(serializers.Serializer[Any]):
    """An offence that the case engages."""

    code = serializers.CharField()
    offence = serializers.CharField()
    aggravated = serializers.BooleanField()


class AssessmentSerializer(serializers.Serializer[Any]):
    """What the hub decided that it is. The reasons are in the package, with the points to prove."""

    outcome = serializers.ChoiceField(choices=["crime", "non_crime", "out_of_scope"])
    disposal = serializers.CharField(allow_blank=True)
    policy = serializers.CharField(help_text="Version of the policy that it was decided under")
    flags = serializers.ListField(child=serializers.CharField(), help_text="Strands that are confirmed")
    decided_at = serializers.DateTimeField()
    offences = OffenceOfCaseSerializer(many=True)


class CaseSerializer(serializers.Serializer[Any]):
    """One case. Sections of other parts of the hub are null for a force that only keeps in touch with somebody."""

    reference = serializers.CharField()
    merged_into = serializers.CharField(
        allow_null=True, help_text="Where the case you asked for was merged: the one that this is; else null"
    )
    version = serializers.IntegerField(help_text="As in the change feed")
    state = serializers.CharField()
    opened_at = serializers.DateTimeField()
    strands = serializers.ListField(child=serializers.CharField())
    priority = serializers.ChoiceField(choices=[band.value for band in BANDS], allow_null=True)
    offence = serializers.CharField(allow_null=True)
    assessment = AssessmentSerializer(allow_null=True)
    time_limit = TimeLimitSerializer(allow_null=True)
    responsibilities = ResponsibilitySerializer(many=True)
    reports = ReportSerializer(many=True, help_text="The first 100")
    reports_next = serializers.CharField(
        allow_null=True, help_text="Where there are more: the cursor for /reports?after="
    )
    transfer = TransferSerializer(
        allow_null=True, help_text="Where a transfer to or from your force is proposed; accept or refuse it"
    )
    package = PackageSerializer(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields above, and those of the sections that are registered."""
        return super().get_fields() | {section.name: section.schema() for section in list_case_sections()}


class ReportsQuerySerializer(serializers.Serializer[Any]):
    """Where to go on."""

    after = serializers.CharField(max_length=100, help_text="`reports_next` of the case, or `next` of the page before")


class CaseView(ApiView):
    """One case."""

    required_scope = "cases:read"

    @extend_schema(
        operation_id="read_case",
        parameters=[
            OpenApiParameter(
                "If-None-Match", OpenApiTypes.STR, location="header", description="The ETag of what you have: 304"
            ),
            OpenApiParameter("ETag", OpenApiTypes.STR, location="header", response=[200, 304]),
        ],
        responses={200: CaseSerializer, 304: OpenApiResponse(description="You have it"), **REFUSALS},
    )
    def get(self, request: Request, reference: str) -> HttpResponseBase:
        """Return one case of your force. Its reading is recorded, also where you have it already."""
        by, at = actor_of(request), timezone.now()
        found = case_detail.read_case(reference=reference, by=by, at=at)
        found |= read_case_sections(case=found["case"], is_whole=found["is_whole"], by=by, at=at)
        told = CaseSerializer(found).data
        etag = _etag(found["version"], told)
        answer: HttpResponseBase = HttpResponse(status=304) if _is_known(request, etag) else Response(told)
        answer["ETag"] = etag
        return answer


class CaseReportsView(ApiView):
    """The further reports of a large case."""

    required_scope = "cases:read"

    @extend_schema(
        operation_id="list_case_reports",
        parameters=[ReportsQuerySerializer],
        responses={200: ReportsSerializer, 400: PROBLEM, **REFUSALS},
    )
    def get(self, request: Request, reference: str) -> Response:
        """Return the reports of a case after a cursor, up to 100."""
        query = ReportsQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = case_detail.read_more_reports(
            reference=reference, after=query.validated_data["after"], by=actor_of(request), at=timezone.now()
        )
        return Response(ReportsSerializer(page).data)


def _etag(version: int, told: Any) -> str:
    """Return the version, which says whether a force acts on what it has read, and what tells any other change."""
    return f'"{version}.{hashlib.sha256(JSONRenderer().render(told)).hexdigest()[:DIGITS]}"'


def _is_known(request: Request, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in [each.removeprefix("W/") for each in known]
