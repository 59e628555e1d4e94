"""The API's views of web hooks: a force says where it is told of changes, and sees what came of each message."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.authentication import actor_of
from referrals.api.frame import ApiView, written_once
from referrals.api.serializers import ProblemSerializer
from referrals.models import HookDelivery, WebHook
from referrals.selectors import hooks as hook_rows
from referrals.services import hooks

PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
NO_TOKEN = {401: PROBLEM, 403: PROBLEM}
OF_ONE = {404: PROBLEM, **NO_TOKEN}
TAKEN = {400: PROBLEM, 415: PROBLEM}
CHANGE = r"^[a-z][a-z0-9_]{0,39}$"
MOST_CHANGES = 50


class ChangesField(serializers.ListField):
    """The changes that a hook is told of."""

    child = serializers.RegexField(CHANGE, max_length=40)


def _changes(*, required: bool) -> ChangesField:
    words = "The changes to be told of, by the words of the feed; empty: all"
    return ChangesField(required=required, max_length=MOST_CHANGES, help_text=words)


class NewHookSerializer(serializers.Serializer[Any]):
    """A hook to be added."""

    url = serializers.CharField(max_length=2000, help_text="https, on port 443, of the public internet")
    changes = _changes(required=False)


class HookChangeSerializer(serializers.Serializer[Any]):
    """What is to be changed of a hook; what is left out stays."""

    url = serializers.CharField(max_length=2000, required=False)
    changes = _changes(required=False)
    state = serializers.ChoiceField(
        choices=["on", "paused"], required=False, help_text="on: go on with what has waited; paused: send nothing"
    )
    from_now = serializers.BooleanField(
        default=False, help_text="With state on: pass over what has waited and what has happened since"
    )


class HookSerializer(serializers.Serializer[Any]):
    """A web hook of your force."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    changes = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(
        choices=WebHook.State.values, help_text="failing: messages were given up; it is still tried"
    )
    paused_because = serializers.CharField(
        allow_blank=True, help_text="asked: by your force; gone: your receiver answered 410"
    )
    made_at = serializers.DateTimeField()
    position = serializers.IntegerField(help_text="How far your force's feed was planned for this hook")
    failures = serializers.IntegerField(help_text="How many tries failed in a row")
    away_since = serializers.DateTimeField(allow_null=True)
    last_code = serializers.CharField(allow_blank=True, help_text="What the newest failure was")
    oldest_waiting_at = serializers.DateTimeField(
        allow_null=True, help_text="When the oldest change that waits happened"
    )
    has_given_up = serializers.BooleanField(help_text="Whether there are messages to replay that were given up")
    earlier_secret_valid_until = serializers.DateTimeField(allow_null=True)


class MadeHookSerializer(serializers.Serializer[Any]):
    """A hook and its secret. Keep the secret: it is never shown again."""

    hook = HookSerializer()
    secret = serializers.CharField(help_text="whsec_ and 32 bytes in base64")


class HooksSerializer(serializers.Serializer[Any]):
    """The web hooks of your force."""

    hooks = HookSerializer(many=True)


class RotateSerializer(serializers.Serializer[Any]):
    """A new secret."""

    overlap_hours = serializers.IntegerField(
        min_value=0,
        max_value=int(hooks.LONGEST_OVERLAP / timedelta(hours=1)),
        default=24,
        help_text="How long the secret before signs as well",
    )


class ReplaySerializer(serializers.Serializer[Any]):
    """What is to be sent again: one of the three."""

    deliveries = serializers.ListField(
        child=serializers.UUIDField(), required=False, allow_empty=False, max_length=1000
    )
    since = serializers.IntegerField(
        min_value=0, max_value=2**62, required=False, help_text="What your feed holds after this position"
    )
    given_up = serializers.BooleanField(default=False, help_text="All that was given up")


class ReplayedSerializer(serializers.Serializer[Any]):
    """How many messages were queued again, 1,000 at most."""

    count = serializers.IntegerField()
    is_all = serializers.BooleanField(help_text="Where false, ask again: with since, from up_to on")
    up_to = serializers.IntegerField(allow_null=True)


class DeliveryQuerySerializer(serializers.Serializer[Any]):
    """Which messages."""

    state = serializers.ChoiceField(choices=HookDelivery.State.values, required=False)
    before = serializers.IntegerField(min_value=1, max_value=2**62, required=False)


class DeliverySerializer(serializers.Serializer[Any]):
    """One message; its `id` is the webhook-id that your receiver gets, the same in every try."""

    id = serializers.UUIDField()
    number = serializers.IntegerField(help_text="Its place among the messages of this hook")
    case = serializers.CharField(source="case.reference", allow_null=True, default=None)
    position = serializers.IntegerField(allow_null=True)
    change = serializers.CharField()
    at = serializers.DateTimeField(source="changed_at")
    state = serializers.ChoiceField(choices=HookDelivery.State.values)
    attempts = serializers.IntegerField()
    not_before = serializers.DateTimeField(
        allow_null=True, help_text="When it is tried next; null while an earlier message of the case waits"
    )
    ended_at = serializers.DateTimeField(allow_null=True)
    status = serializers.IntegerField(source="last_status", help_text="0: no answer")
    code = serializers.CharField(source="last_code", allow_blank=True)
    replay_of = serializers.UUIDField(allow_null=True)


class DeliveriesSerializer(serializers.Serializer[Any]):
    """A page of messages, the newest first; `before` is what to ask with for the next page, null at the end."""

    deliveries = DeliverySerializer(many=True)
    before = serializers.IntegerField(allow_null=True)


class AttemptSerializer(serializers.Serializer[Any]):
    """One try."""

    at = serializers.DateTimeField()
    status = serializers.IntegerField(help_text="0: no answer")
    milliseconds = serializers.IntegerField()
    code = serializers.CharField(allow_blank=True)


class DeliveryLogSerializer(serializers.Serializer[Any]):
    """One message and its newest 200 tries, the newest first."""

    delivery = DeliverySerializer()
    log = AttemptSerializer(many=True)


class HooksView(ApiView):
    """The web hooks of your force."""

    required_scope = "hooks:manage"

    @extend_schema(operation_id="list_hooks", responses={200: HooksSerializer, **NO_TOKEN})
    def get(self, request: Request) -> Response:
        """List the web hooks of your force."""
        return Response({"hooks": [_hook(hook) for hook in hook_rows.hooks_of(by=actor_of(request))]})

    @extend_schema(
        operation_id="add_hook",
        request=NewHookSerializer,
        responses={201: MadeHookSerializer, 409: PROBLEM, **TAKEN, **NO_TOKEN},
    )
    @written_once
    def post(self, request: Request) -> Response:
        """Add a web hook, five at most; it is told of what happens from now on. The secret is shown this once."""
        taken = _read(NewHookSerializer, request)
        made = hooks.add(by=actor_of(request), at=timezone.now(), **taken)
        return _made(made, request, status=201)


class HookView(ApiView):
    """One web hook."""

    required_scope = "hooks:manage"

    @extend_schema(operation_id="read_hook", responses={200: HookSerializer, **OF_ONE})
    def get(self, request: Request, hook_id: str) -> Response:
        """Return one web hook."""
        return _shown(hook_id, request)

    @extend_schema(
        operation_id="change_hook", request=HookChangeSerializer, responses={200: HookSerializer, **TAKEN, **OF_ONE}
    )
    @written_once
    def patch(self, request: Request, hook_id: str) -> Response:
        """Change a web hook, pause it, or have it go on."""
        taken = _read(HookChangeSerializer, request)
        hooks.alter(
            hook_id=_id(hook_id),
            by=actor_of(request),
            at=timezone.now(),
            url=taken.get("url"),
            changes=taken.get("changes"),
            state=taken.get("state"),
            is_from_now=taken["from_now"],
        )
        return _shown(hook_id, request)

    @extend_schema(operation_id="remove_hook", responses={204: None, **OF_ONE})
    @written_once
    def delete(self, request: Request, hook_id: str) -> Response:
        """Remove a web hook with its log."""
        hooks.remove(hook_id=_id(hook_id), by=actor_of(request), at=timezone.now())
        return Response(status=204)


class HookRotateView(ApiView):
    """The secret of a web hook."""

    required_scope = "hooks:manage"

    @extend_schema(
        operation_id="rotate_hook_secret",
        request=RotateSerializer,
        responses={200: MadeHookSerializer, **TAKEN, **OF_ONE},
    )
    @written_once
    def post(self, request: Request, hook_id: str) -> Response:
        """Make a new secret; until the overlap ends messages carry two signatures. The secret is shown this once."""
        overlap = timedelta(hours=_read(RotateSerializer, request)["overlap_hours"])
        made = hooks.rotate_secret(hook_id=_id(hook_id), by=actor_of(request), at=timezone.now(), overlap=overlap)
        return _made(made, request, status=200)


class HookTestView(ApiView):
    """Trying a web hook."""

    required_scope = "hooks:manage"

    @extend_schema(operation_id="test_hook", request=None, responses={202: DeliverySerializer, 409: PROBLEM, **OF_ONE})
    @written_once
    def post(self, request: Request, hook_id: str) -> Response:
        """Send a test message, of type ping, once; read its delivery to see what came of it."""
        delivery = hooks.send_test(hook_id=_id(hook_id), by=actor_of(request), at=timezone.now())
        return Response(DeliverySerializer(delivery).data, status=202)


class HookReplayView(ApiView):
    """Sending again."""

    required_scope = "hooks:manage"

    @extend_schema(
        operation_id="replay_hook", request=ReplaySerializer, responses={202: ReplayedSerializer, **TAKEN, **OF_ONE}
    )
    @written_once
    def post(self, request: Request, hook_id: str) -> Response:
        """Queue messages again, in order and after all that waits."""
        taken = _read(ReplaySerializer, request)
        done = hooks.replay(
            hook_id=_id(hook_id),
            by=actor_of(request),
            at=timezone.now(),
            deliveries=taken.get("deliveries", ()),
            since=taken.get("since"),
            is_given_up=taken["given_up"],
        )
        return Response(ReplayedSerializer(done).data, status=202)


class HookDeliveriesView(ApiView):
    """The messages of a web hook."""

    required_scope = "hooks:manage"

    @extend_schema(
        operation_id="list_hook_deliveries",
        parameters=[DeliveryQuerySerializer],
        responses={200: DeliveriesSerializer, 400: PROBLEM, **OF_ONE},
    )
    def get(self, request: Request, hook_id: str) -> Response:
        """List the messages of a web hook, 50 a page. They are kept for 30 days after they have ended."""
        query = DeliveryQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = hook_rows.deliveries_of(hook_id=_id(hook_id), by=actor_of(request), **query.validated_data)
        return Response(DeliveriesSerializer(page).data)


class HookDeliveryView(ApiView):
    """One message of a web hook."""

    required_scope = "hooks:manage"

    @extend_schema(operation_id="read_hook_delivery", responses={200: DeliveryLogSerializer, **OF_ONE})
    def get(self, request: Request, hook_id: str, delivery_id: str) -> Response:
        """Return one message and what came of each try."""
        delivery = hook_rows.get_delivery(hook_id=_id(hook_id), delivery_id=_id(delivery_id), by=actor_of(request))
        log = hook_rows.attempts_of(delivery=delivery)
        return Response(DeliveryLogSerializer({"delivery": delivery, "log": log}).data)


def _id(text: str) -> UUID:
    """Return an id out of an address. Raises HookNotFound for what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise hook_rows.HookNotFound from None


def _read(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    taken = kind(data=request.data)
    taken.is_valid(raise_exception=True)
    found: dict[str, Any] = taken.validated_data
    return found


def _hook(hook: WebHook) -> dict[str, Any]:
    hook.earlier_secret_valid_until = hook_rows.earlier_secret_ends(hook, at=timezone.now())  # type: ignore[attr-defined]
    shown: dict[str, Any] = HookSerializer(hook).data
    return shown


def _shown(hook_id: str, request: Request, *, status: int = 200) -> Response:
    return Response(_hook(hook_rows.get_hook(hook_id=_id(hook_id), by=actor_of(request))), status=status)


def _made(made: hooks.Made, request: Request, *, status: int) -> Response:
    """Return a hook with its secret; no cache keeps it."""
    hook = hook_rows.get_hook(hook_id=made.hook.id, by=actor_of(request))
    answer = Response({"hook": _hook(hook), "secret": made.secret}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
