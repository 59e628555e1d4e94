"""The API's views of time stamps: they lie beside a package, and prove when it was sealed."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.authentication import actor_of
from referrals.api.frame import ApiView
from referrals.api.problems import problem
from referrals.api.serializers import ProblemSerializer
from referrals.models import EvidencePackage
from referrals.selectors import stamps
from referrals.selectors.force_cases import get_whole_case
from referrals.services import packaging

PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
REFUSALS = {401: PROBLEM, 403: PROBLEM, 404: PROBLEM}


class TimeStampSerializer(serializers.Serializer[Any]):
    """One time stamp; `stamped_at` is null while it is waited for."""

    number = serializers.IntegerField(min_value=1)
    authority = serializers.CharField()
    asked_at = serializers.DateTimeField()
    stamped_at = serializers.DateTimeField(allow_null=True)


class TimeStampsSerializer(serializers.Serializer[Any]):
    """The time stamps of the newest sealed package; `digest` is the SHA-256 of its tagmanifest-sha256.txt."""

    version = serializers.IntegerField(min_value=1)
    digest = serializers.CharField(allow_null=True)
    time_stamps = TimeStampSerializer(many=True)


class TimeStampsView(ApiView):
    """The time stamps of a package."""

    required_scope = "packages:read"

    @extend_schema(operation_id="list_time_stamps", responses={200: TimeStampsSerializer, **REFUSALS})
    def get(self, request: Request, reference: str) -> Response:
        """List the time stamps of the newest sealed package of a case."""
        package = _newest(request, reference)
        if package is None:
            return _no_package()
        found = stamps.of_subject(f"package:{package.id}")
        listed = [
            {
                "number": number,
                "authority": stamp.authority,
                "asked_at": stamp.asked_at,
                "stamped_at": stamp.stamped_at,
            }
            for number, stamp in enumerate(found, start=1)
        ]
        digest = found[0].digest if found else None
        return Response(
            TimeStampsSerializer({"version": package.version, "digest": digest, "time_stamps": listed}).data
        )


class TimeStampView(ApiView):
    """One time stamp."""

    required_scope = "packages:read"

    @extend_schema(
        operation_id="download_time_stamp",
        responses={(200, "application/timestamp-reply"): OpenApiTypes.BINARY, **REFUSALS},
    )
    def get(self, request: Request, reference: str, number: int) -> Response | HttpResponse:
        """Download one time stamp of the newest sealed package, as the authority answered (RFC 3161)."""
        package = _newest(request, reference)
        if package is None:
            return _no_package()
        answer = stamps.answer_of(subject=f"package:{package.id}", number=number, by=actor_of(request))
        if answer is None:
            return problem(status=404, code="no_time_stamp", detail="There is no such time stamp, or it has not come.")
        given = HttpResponse(answer, content_type="application/timestamp-reply")
        name = f"{reference}-v{package.version}-time-stamp-{number}.tsr"
        given["Content-Disposition"] = f'attachment; filename="{name}"'
        return given


def _newest(request: Request, reference: str) -> EvidencePackage | None:
    return packaging.latest_to_share(case=get_whole_case(reference=reference, by=actor_of(request)))


def _no_package() -> Response:
    return problem(status=404, code="no_package_yet", detail="The package is still being built. Try again later.")
