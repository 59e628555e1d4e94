"""The API's views: translate in, one service call, translate out."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.authentication import actor_of
from referrals.api.frame import ApiView, written_once
from referrals.api.serializers import (
    AcceptSerializer,
    AnswerSerializer,
    ProblemSerializer,
    RefuseSerializer,
    RefuseTransferSerializer,
    TransferSerializer,
)
from referrals.selectors.force_cases import get_transfer
from referrals.services import answering

PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
NO_TOKEN = {401: PROBLEM, 403: PROBLEM}


class AcceptView(ApiView):
    """Accepting."""

    required_scope = "cases:act"

    @extend_schema(
        operation_id="accept_case",
        request=AcceptSerializer,
        responses={200: AnswerSerializer, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM, **NO_TOKEN},
    )
    @written_once
    def post(self, request: Request, reference: str) -> Response:
        """Accept a case with your force's crime number."""
        taken = AcceptSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        answer = answering.accept(reference=reference, by=actor_of(request), at=timezone.now(), **taken.validated_data)
        return Response(AnswerSerializer(answer).data)


class RefuseView(ApiView):
    """Refusing."""

    required_scope = "cases:act"

    @extend_schema(
        operation_id="refuse_case",
        request=RefuseSerializer,
        responses={200: AnswerSerializer, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM, **NO_TOKEN},
    )
    @written_once
    def post(self, request: Request, reference: str) -> Response:
        """Refuse a case and say why; the hub then decides again."""
        taken = RefuseSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        answer = answering.refuse(reference=reference, by=actor_of(request), at=timezone.now(), **taken.validated_data)
        return Response(AnswerSerializer(answer).data)


class TransferView(ApiView):
    """What your force was asked about a case."""

    required_scope = "cases:read"

    @extend_schema(operation_id="read_transfer", responses={200: TransferSerializer, 404: PROBLEM, **NO_TOKEN})
    def get(self, request: Request, reference: str) -> Response:
        """Return the newest offer, transfer or dispute that your force has a part in, also once it is over."""
        return Response(TransferSerializer(get_transfer(reference=reference, by=actor_of(request))).data)


class AcceptTransferView(ApiView):
    """Taking a case on from another force."""

    required_scope = "cases:act"

    @extend_schema(
        operation_id="accept_transfer",
        request=None,
        responses={200: TransferSerializer, 404: PROBLEM, 409: PROBLEM, **NO_TOKEN},
    )
    @written_once
    def post(self, request: Request, reference: str) -> Response:
        """Take on a case that another force has; a package is then built for you, and you accept the case with it."""
        answer = answering.accept_transfer(reference=reference, by=actor_of(request), at=timezone.now())
        return Response(TransferSerializer(answer).data)


class RefuseTransferView(ApiView):
    """Not taking a case on from another force."""

    required_scope = "cases:act"

    @extend_schema(
        operation_id="refuse_transfer",
        request=RefuseTransferSerializer,
        responses={200: TransferSerializer, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM, **NO_TOKEN},
    )
    @written_once
    def post(self, request: Request, reference: str) -> Response:
        """Refuse to take a case on from the force that has it, which keeps it, and say why."""
        taken = RefuseTransferSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        answer = answering.refuse_transfer(
            reference=reference, by=actor_of(request), at=timezone.now(), **taken.validated_data
        )
        return Response(TransferSerializer(answer).data)
