"""The API's views of evidence packages: the versions there are, and downloads that go on where they were cut."""

import base64
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.authentication import actor_of
from referrals.api.frame import ApiView
from referrals.api.problems import problem
from referrals.api.serializers import PackageSerializer, ProblemSerializer
from referrals.models import EvidencePackage
from referrals.services import handing_out
from reports.rules.byte_ranges import Unsatisfiable

PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
REFUSALS = {401: PROBLEM, 403: PROBLEM, 404: PROBLEM}
ZIP = "application/zip"


def _header(name: str, what: str, *, response: list[int] | bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, location="header", description=what, response=response)


DOWNLOAD: dict[str, Any] = {
    "parameters": [
        _header("Range", "One range of bytes, as in bytes=1048576-; any other is passed over"),
        _header("If-Range", "The ETag of what you have a part of: where it is another one now, all of it comes"),
        _header("If-None-Match", "The ETag of what you have: where it is the same, 304"),
        _header("ETag", "The SHA-256 of the whole ZIP, in quotes", response=[200, 206, 304]),
        _header("Repr-Digest", "The same, as RFC 9530 writes it", response=[200, 206]),
        _header("Content-Digest", "Of the bytes of this answer, where that is the whole ZIP", response=[200]),
        _header("Accept-Ranges", "bytes", response=[200, 206]),
        _header("Content-Range", "Which bytes these are, and of how many", response=[206, 416]),
    ],
    "responses": {
        (200, ZIP): OpenApiTypes.BINARY,
        (206, ZIP): OpenApiTypes.BINARY,
        304: OpenApiResponse(description="You have it"),
        416: OpenApiResponse(ProblemSerializer, description="There are not so many bytes"),
        503: OpenApiResponse(ProblemSerializer, description="The place where packages are kept is away"),
        **REFUSALS,
    },
}


class AnyAccepted(DefaultContentNegotiation):
    """Gives the ZIP to whoever asks, whatever the client says that it accepts."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """Return the renderer of refusals; a package needs none."""
        return renderers[0], renderers[0].media_type


class PackageVersionsSerializer(serializers.Serializer[Any]):
    """The sealed packages of a case, the newest first; the first of them holds."""

    packages = PackageSerializer(many=True)


class PackageVersionsView(ApiView):
    """The versions of the evidence package."""

    required_scope = "packages:read"

    @extend_schema(operation_id="list_packages", responses={200: PackageVersionsSerializer, **REFUSALS})
    def get(self, request: Request, reference: str) -> Response:
        """List the sealed packages of a case, up to 100. An earlier one is given out only while all in it may be."""
        versions = handing_out.list_versions(reference=reference, by=actor_of(request))
        return Response(PackageVersionsSerializer({"packages": versions}).data)


class _Download(ApiView):
    """Gives out one package."""

    required_scope = "packages:read"
    content_negotiation_class = AnyAccepted

    def give(self, request: Request, reference: str, version: int | None) -> HttpResponseBase:
        """Answer with the whole ZIP, a part of it, or that there is nothing new; to HEAD with the headers alone."""
        by = actor_of(request)
        package = handing_out.find_package(reference=reference, version=version, by=by)
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if "*" in known or f'"{package.sha256}"' in [tag.removeprefix("W/") for tag in known]:
            return _described(HttpResponse(status=HTTPStatus.NOT_MODIFIED), package)
        if request.method == "HEAD":
            return _attached(HttpResponse(content_type=ZIP), package, length=package.size or 0)
        asked = request.headers.get("Range", "") if _holds(request, package) else ""
        try:
            given = handing_out.give(package=package, asked=asked, by=by, at=timezone.now())
        except Unsatisfiable as error:
            return _not_so_many(error.size)
        return _streamed(given)


class PackageView(_Download):
    """The evidence package."""

    @extend_schema(operation_id="download_package", **DOWNLOAD)
    def get(self, request: Request, reference: str) -> HttpResponseBase:
        """Download the newest sealed package of a case, whole or from where an earlier download stopped."""
        return self.give(request, reference, None)


class PackageVersionView(_Download):
    """One version of the evidence package."""

    @extend_schema(operation_id="download_package_version", **DOWNLOAD)
    def get(self, request: Request, reference: str, version: int) -> HttpResponseBase:
        """Download one version of the package of a case, while everything in it may still be given out."""
        return self.give(request, reference, version)


def _holds(request: Request, package: EvidencePackage) -> bool:
    """Tell whether a range may be answered: If-Range names this package, or is not given (RFC 9110, 13.1.5)."""
    named = request.headers.get("If-Range")
    return named is None or named.strip() == f'"{package.sha256}"'


def _streamed(given: handing_out.Given) -> HttpResponseBase:
    package, span = given.package, given.span
    if span is None:
        answer = _attached(StreamingHttpResponse(given.pieces, content_type=ZIP), package, length=package.size or 0)
        answer["Content-Digest"] = _digest(package)
        return answer
    part = StreamingHttpResponse(given.pieces, content_type=ZIP, status=HTTPStatus.PARTIAL_CONTENT)
    part["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{package.size}"
    return _attached(part, package, length=span.length)


def _attached(answer: HttpResponseBase, package: EvidencePackage, *, length: int) -> HttpResponseBase:
    answer["Content-Length"] = str(length)
    answer["Content-Disposition"] = f'attachment; filename="{package.case.reference}-v{package.version}.zip"'
    answer["Accept-Ranges"] = "bytes"
    answer["Repr-Digest"] = _digest(package)
    return _described(answer, package)


def _described(answer: HttpResponseBase, package: EvidencePackage) -> HttpResponseBase:
    answer["ETag"] = f'"{package.sha256}"'
    return answer


def _digest(package: EvidencePackage) -> str:
    return f"sha-256=:{base64.b64encode(bytes.fromhex(package.sha256)).decode()}:"


def _not_so_many(size: int) -> Response:
    answer = problem(status=416, code="range_not_satisfiable", detail=f"The package has {size} bytes. Ask for fewer.")
    answer["Content-Range"] = f"bytes */{size}"
    return answer
