"""The API's views: translate in, one service call, translate out."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from referrals.api.authentication import actor_of
from referrals.api.problems import problem
from referrals.api.serializers import (
    AcceptSerializer,
    AnswerSerializer,
    CaseSerializer,
    FeedQuerySerializer,
    FeedSerializer,
    ProblemSerializer,
    RefuseSerializer,
    RefuseTransferSerializer,
    TransferSerializer,
)
from referrals.selectors.force_cases import get_transfer, get_whole_case, list_changes
from referrals.services import answering, feeding, packaging
from referrals.services.case_detail import read_case

PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
NO_TOKEN = {401: PROBLEM, 403: PROBLEM}


class CaseFeedView(APIView):
    """The change feed of your force's cases."""

    required_scope = "cases:read"

    @extend_schema(
        operation_id="list_case_changes",
        parameters=[FeedQuerySerializer],
        responses={200: FeedSerializer, 400: PROBLEM, **NO_TOKEN},
    )
    def get(self, request: Request) -> Response:
        """Return the changes after `since`, at most 100, oldest first."""
        query = FeedQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        feeding.number_entries()
        changes, following = list_changes(since=query.validated_data["since"], by=actor_of(request))
        return Response(FeedSerializer({"changes": changes, "next": following}).data)


class CaseView(APIView):
    """One case."""

    required_scope = "cases:read"

    @extend_schema(operation_id="read_case", responses={200: CaseSerializer, 404: PROBLEM, **NO_TOKEN})
    def get(self, request: Request, reference: str) -> Response:
        """Return one case of your force."""
        case = read_case(reference=reference, by=actor_of(request), at=timezone.now())
        return Response(CaseSerializer(case).data)


class PackageView(APIView):
    """The evidence package."""

    required_scope = "packages:read"

    @extend_schema(
        operation_id="download_package",
        responses={(200, "application/zip"): OpenApiTypes.BINARY, 404: PROBLEM, **NO_TOKEN},
    )
    def get(self, request: Request, reference: str) -> Response | StreamingHttpResponse:
        """Download the newest sealed package of a case."""
        package = packaging.latest_to_share(case=get_whole_case(reference=reference, by=actor_of(request)))
        if package is None:
            return problem(
                status=404, code="no_package_yet", detail="The package is still being built. Try again later."
            )
        content = packaging.export(package=package, by=actor_of(request), at=timezone.now())
        answer = StreamingHttpResponse(content, content_type="application/zip")
        answer["Content-Length"] = str(package.size)
        answer["Content-Disposition"] = f'attachment; filename="{reference}-v{package.version}.zip"'
        answer["ETag"] = f'"{package.sha256}"'
        return answer


class AcceptView(APIView):
    """Accepting."""

    required_scope = "cases:act"

    @extend_schema(
        operation_id="accept_case",
        request=AcceptSerializer,
        responses={200: AnswerSerializer, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM, **NO_TOKEN},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Accept a case with your force's crime number."""
        taken = AcceptSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        answer = answering.accept(reference=reference, by=actor_of(request), at=timezone.now(), **taken.validated_data)
        return Response(AnswerSerializer(answer).data)


class RefuseView(APIView):
    """Refusing."""

    required_scope = "cases:act"

    @extend_schema(
        operation_id="refuse_case",
        request=RefuseSerializer,
        responses={200: AnswerSerializer, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM, **NO_TOKEN},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Refuse a case and say why; the hub then decides again."""
        taken = RefuseSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        answer = answering.refuse(reference=reference, by=actor_of(request), at=timezone.now(), **taken.validated_data)
        return Response(AnswerSerializer(answer).data)


class TransferView(APIView):
    """What your force was asked about a case."""

    required_scope = "cases:read"

    @extend_schema(operation_id="read_transfer", responses={200: TransferSerializer, 404: PROBLEM, **NO_TOKEN})
    def get(self, request: Request, reference: str) -> Response:
        """Return the newest offer, transfer or dispute that your force has a part in, also once it is over."""
        return Response(TransferSerializer(get_transfer(reference=reference, by=actor_of(request))).data)


class AcceptTransferView(APIView):
    """Taking a case on from another force."""

    required_scope = "cases:act"

    @extend_schema(
        operation_id="accept_transfer",
        request=None,
        responses={200: TransferSerializer, 404: PROBLEM, 409: PROBLEM, **NO_TOKEN},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take on a case that another force has; a package is then built for you, and you accept the case with it."""
        answer = answering.accept_transfer(reference=reference, by=actor_of(request), at=timezone.now())
        return Response(TransferSerializer(answer).data)


class RefuseTransferView(APIView):
    """Not taking a case on from another force."""

    required_scope = "cases:act"

    @extend_schema(
        operation_id="refuse_transfer",
        request=RefuseTransferSerializer,
        responses={200: TransferSerializer, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM, **NO_TOKEN},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Refuse to take a case on from the force that has it, which keeps it, and say why."""
        taken = RefuseTransferSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        answer = answering.refuse_transfer(
            reference=reference, by=actor_of(request), at=timezone.now(), **taken.validated_data
        )
        return Response(TransferSerializer(answer).data)
