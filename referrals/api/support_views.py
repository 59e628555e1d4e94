"""The API's views of support: a service's own program sees what it is asked for, and answers."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.authentication import actor_of
from referrals.api.frame import ApiView, written_once
from referrals.api.report_views import CURSOR, REPEATS, ReferredQuerySerializer
from referrals.api.serializers import ProblemSerializer
from referrals.rules.support.steps import Decline, Outcome, State
from referrals.rules.support.suggesting import Age
from referrals.services import support
from referrals.services.support import serving
from referrals.services.support.serving import Asked

PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
READING = dict.fromkeys((401, 403, 429), PROBLEM)
WRITING = dict.fromkeys((400, 401, 403, 404, 409, 410, 415, 422, 429), PROBLEM)
LONGEST = 1000


class OutlineSerializer(serializers.Serializer[Any]):
    """What is needed to decide. Nothing tells who it is."""

    area = serializers.CharField(allow_blank=True, help_text="Name of a police force; empty: not known")
    strands = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField()
    needs_interpreter = serializers.BooleanField()
    age = serializers.ChoiceField(choices=[age.value for age in Age])
    wishes = serializers.ListField(child=serializers.CharField())


class SupportReferralSerializer(serializers.Serializer[Any]):
    """Somebody for whom your service is asked."""

    id = serializers.UUIDField(source="row.id")
    case = serializers.CharField(source="row.case.reference")
    state = serializers.ChoiceField(source="row.state", choices=[state.value for state in State])
    sent_at = serializers.DateTimeField(source="row.sent_at")
    answer_by = serializers.DateTimeField(source="row.answer_due_at", help_text="When you are reminded")
    contact_by = serializers.DateTimeField(source="row.contact_due_at", allow_null=True)
    changed_at = serializers.DateTimeField(source="row.state_since")
    outline = OutlineSerializer(allow_null=True, help_text="Null once it is over")


class SupportFeedSerializer(serializers.Serializer[Any]):
    """Referrals that changed after a cursor; `next` is the cursor to ask with the next time."""

    referrals = SupportReferralSerializer(many=True)
    next = serializers.IntegerField()
    more = serializers.BooleanField()


class PersonSerializer(serializers.Serializer[Any]):
    """Who to get in touch with, and how that is safe; empty where it is not given."""

    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    telephone = serializers.CharField(allow_blank=True, help_text="Empty: do not look for one")
    may_leave_messages = serializers.BooleanField()
    safe_hours = serializers.ChoiceField(choices=["any", "day", "working", "evening"])
    interpreter_language = serializers.CharField(allow_blank=True)
    contact_note = serializers.CharField(allow_blank=True)


def _words() -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST, default="", allow_blank=True, help_text="Name nobody")


class AcceptingSerializer(serializers.Serializer[Any]):
    """Taking somebody on."""

    words = _words()


class DecliningSerializer(serializers.Serializer[Any]):
    """Not taking somebody on, or handing them back."""

    reason = serializers.ChoiceField(choices=[reason.value for reason in Decline])
    words = _words()


class ContactingSerializer(serializers.Serializer[Any]):
    """Having been in touch, or having tried."""

    reached = serializers.BooleanField()
    words = _words()


class EndingSerializer(serializers.Serializer[Any]):
    """How it ended."""

    outcome = serializers.ChoiceField(choices=[outcome.value for outcome in Outcome])
    words = _words()


class SupportFeedView(ApiView):
    """What your service is asked for."""

    required_scope = "support:act"

    @extend_schema(
        operation_id="list_support_referrals",
        parameters=CURSOR,
        responses={200: SupportFeedSerializer, 400: PROBLEM, **READING},
    )
    def get(self, request: Request) -> Response:
        """List the referrals to your service in the order in which they changed last; each stands there once."""
        query = ReferredQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = serving.list_asked(**query.validated_data, by=actor_of(request), at=timezone.now())
        told = SupportReferralSerializer(page.referrals, many=True).data
        return Response({"referrals": told, "next": page.following, "more": page.is_more})


class SupportReferralView(ApiView):
    """One referral."""

    required_scope = "support:act"

    @extend_schema(
        operation_id="read_support_referral", responses={200: SupportReferralSerializer, 404: PROBLEM, **READING}
    )
    def get(self, request: Request, referral: str) -> Response:
        """Return one referral to your service. It does not tell who it is."""
        return Response(_told(serving.get_asked(referral_id=referral, by=actor_of(request))))


class SupportDetailsView(ApiView):
    """Who it is."""

    required_scope = "support:act"

    @extend_schema(operation_id="show_support_person", request=None, responses={200: PersonSerializer, **WRITING})
    def post(self, request: Request, referral: str) -> Response:
        """Return who to get in touch with, once you have accepted. Each time is recorded; the person sees the first."""
        person = serving.show_to_program(referral_id=referral, by=actor_of(request), at=timezone.now())
        return Response(PersonSerializer(person).data)


class SupportAcceptView(ApiView):
    """Accepting."""

    required_scope = "support:act"

    @extend_schema(
        operation_id="accept_support_referral",
        parameters=[REPEATS],
        request=AcceptingSerializer,
        responses={200: SupportReferralSerializer, **WRITING},
    )
    @written_once
    def post(self, request: Request, referral: str) -> Response:
        """Take somebody on: you get in touch within two days. The link of the letter opens nothing any more."""
        return Response(_step(request, referral, support.accept, **_given(request, AcceptingSerializer)))


class SupportDeclineView(ApiView):
    """Declining."""

    required_scope = "support:act"

    @extend_schema(
        operation_id="decline_support_referral",
        parameters=[REPEATS],
        request=DecliningSerializer,
        responses={200: SupportReferralSerializer, **WRITING},
    )
    @written_once
    def post(self, request: Request, referral: str) -> Response:
        """Say that you do not take somebody on, or hand them back."""
        given = _given(request, DecliningSerializer)
        reason = Decline(given.pop("reason"))
        return Response(_step(request, referral, support.decline, reason=reason, **given))


class SupportContactView(ApiView):
    """Having been in touch."""

    required_scope = "support:act"

    @extend_schema(
        operation_id="note_support_contact",
        parameters=[REPEATS],
        request=ContactingSerializer,
        responses={200: SupportReferralSerializer, **WRITING},
    )
    @written_once
    def post(self, request: Request, referral: str) -> Response:
        """Say that you have been in touch, or that you tried in vain."""
        given = _given(request, ContactingSerializer)
        step = support.note_contacted if given.pop("reached") else support.note_not_reached
        return Response(_step(request, referral, step, **given))


class SupportOutcomeView(ApiView):
    """Being done."""

    required_scope = "support:act"

    @extend_schema(
        operation_id="end_support_referral",
        parameters=[REPEATS],
        request=EndingSerializer,
        responses={200: SupportReferralSerializer, **WRITING},
    )
    @written_once
    def post(self, request: Request, referral: str) -> Response:
        """Say how it ended."""
        given = _given(request, EndingSerializer)
        outcome = Outcome(given.pop("outcome"))
        return Response(_step(request, referral, support.end, outcome=outcome, **given))


def _given(request: Request, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    taken = kind(data=request.data)
    taken.is_valid(raise_exception=True)
    return dict(taken.validated_data)


def _step(request: Request, referral: str, step: Any, **said: Any) -> dict[str, Any]:
    return _told(serving.say(referral_id=referral, step=step, by=actor_of(request), at=timezone.now(), **said))


def _told(asked: Asked) -> dict[str, Any]:
    return dict(SupportReferralSerializer(asked).data)
