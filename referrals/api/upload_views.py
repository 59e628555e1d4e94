"""The API's views of files that come in parts."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.authentication import actor_of
from referrals.api.bodies import BytesParser, SizedJSONParser
from referrals.api.frame import ApiView, written_once
from referrals.api.report_views import PROBLEM, READING, REPEATS, WRITING
from referrals.rules.parts import PART_BYTES
from referrals.services import inbound_uploads
from referrals.services.inbound_uploads import Standing

LARGEST = 2**31 - 1
OF_FILES = {**WRITING, **dict.fromkeys((404, 409, 410, 503), PROBLEM)}


class NewFileSerializer(serializers.Serializer[Any]):
    """A file that is to be sent."""

    name = serializers.CharField(max_length=200)
    size = serializers.IntegerField(min_value=1, max_value=LARGEST, help_text="In bytes, 25 MB at most")
    sha256 = serializers.RegexField(r"^[0-9A-Fa-f]{64}\Z", help_text="Of the whole file, in hexadecimal")


class FileSerializer(serializers.Serializer[Any]):
    """A file on its way, or as the exhibit that it became."""

    id = serializers.UUIDField(source="row.id")
    state = serializers.SerializerMethodField()
    size = serializers.IntegerField(source="row.size")
    sha256 = serializers.CharField(source="row.sha256")
    part_size = serializers.SerializerMethodField(help_text="Of each part but the last, in bytes")
    parts = serializers.IntegerField()
    missing = serializers.ListField(child=serializers.IntegerField(), help_text="Parts that have not come")
    expires_at = serializers.DateTimeField(source="row.expires_at", help_text="Until then it can be gone on with")
    exhibit = serializers.CharField(source="row.exhibit", allow_blank=True)
    media_type = serializers.CharField(source="row.media_type", allow_blank=True, help_text="By its content")

    def get_state(self, found: Standing) -> str:
        """Return `open` or `complete`."""
        return "complete" if found.row.exhibit else "open"

    def get_part_size(self, found: Standing) -> int:
        """Return how long each part but the last is."""
        return PART_BYTES


class FilesView(ApiView):
    """Beginning to send a file."""

    required_scope = "reports:write"
    parser_classes = (SizedJSONParser,)

    @extend_schema(
        operation_id="begin_file",
        parameters=[REPEATS],
        request=NewFileSerializer,
        responses={201: FileSerializer, **OF_FILES},
    )
    @written_once
    def post(self, request: Request, report: str) -> Response:
        """Begin to send a file for a report that you sent. Send its parts within a day, then complete it."""
        taken = NewFileSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        by, at = actor_of(request), timezone.now()
        found = inbound_uploads.start(reference=report, **taken.validated_data, by=by, at=at)
        return Response(FileSerializer(found).data, status=201)


class FileView(ApiView):
    """A file on its way."""

    required_scope = "reports:write"

    @extend_schema(operation_id="read_file", responses={200: FileSerializer, 404: PROBLEM, **READING})
    def get(self, request: Request, report: str, file: str) -> Response:
        """Return how a file stands, so that you can go on after a cut."""
        found = inbound_uploads.find(reference=report, upload_id=file, by=actor_of(request), at=timezone.now())
        return Response(FileSerializer(found).data)


class PartView(ApiView):
    """One part of a file."""

    required_scope = "reports:write"
    parser_classes = (BytesParser,)

    @extend_schema(
        operation_id="send_part",
        parameters=[
            OpenApiParameter("Content-Digest", OpenApiTypes.STR, location="header", description="RFC 9530; is checked")
        ],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={200: FileSerializer, **OF_FILES},
    )
    def put(self, request: Request, report: str, file: str, number: int) -> Response:
        """Send one part, counted from 1, in any order; a part that you send again replaces the one before."""
        found = inbound_uploads.put_part(
            reference=report,
            upload_id=file,
            number=number,
            data=request.data if isinstance(request.data, bytes) else b"",
            digest=request.headers.get("Content-Digest", ""),
            by=actor_of(request),
            at=timezone.now(),
        )
        return Response(FileSerializer(found).data)


class CompleteView(ApiView):
    """Completing a file."""

    required_scope = "reports:write"
    parser_classes = (SizedJSONParser,)

    @extend_schema(operation_id="complete_file", request=None, responses={200: FileSerializer, **OF_FILES})
    def post(self, request: Request, report: str, file: str) -> Response:
        """Say that all parts are there. The file is judged by its content, as those of the form are."""
        found = inbound_uploads.complete(reference=report, upload_id=file, by=actor_of(request), at=timezone.now())
        return Response(FileSerializer(found).data)
