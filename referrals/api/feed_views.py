"""The API's view of the change feed: quick, since forces read it day and night."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hatehub.reference.selectors import list_strands
from referrals.api.authentication import actor_of
from referrals.api.frame import ApiView
from referrals.api.serializers import ProblemSerializer
from referrals.selectors.feed import PAGE, Change, Page, Wanted
from referrals.selectors.force_cases import VISIBLE
from referrals.services import feeding
from triage.rules.priority_table import BANDS

PROBLEM = OpenApiResponse(ProblemSerializer, description="A refusal")
LARGEST_PAGE = 500
LAST_CURSOR = 2**62
STATES = [state.value for state in VISIBLE]
BAND_CODES = [band.value for band in BANDS]
CHANGES = (
    "What happened: a step of the case's workflow; report_joined, report_withdrawn, case_merged, case_separated; "
    "reminder (your force has not answered yet), offer_withdrawn; transfer_proposed, transfer_accepted, "
    "transfer_refused, transfer_lapsed, transfer_withdrawn; dispute_raised, dispute_settled; "
    "time_bar_near (the last day for proceedings is near or has passed, see time_limit of the case); "
    "takedown (something became of a request to a platform to take a post down); "
    "question_answered (the hub has answered you, see the messages of the case); people_told (the hub passes on what "
    "your force wrote); outcome_recorded; package_renewed (a newer version of the evidence package is sealed); "
    "subject_shared (other forces have, or no longer have, cases of the same subject: see subjects of the case); "
    "more may come: skip what you don't know"
)
MANY = "several by comma, or repeated"


class Codes(serializers.ListField):
    """Codes that are repeated or divided by commas; `known` may be a callable, asked only where some are given."""

    def __init__(self, *, known: Any, **more: Any) -> None:
        super().__init__(child=serializers.CharField(), default=list, **more)
        self.known = known

    def get_value(self, dictionary: Any) -> Any:
        """Take them all from the query string; an empty part stands for nothing that is known, and is refused."""
        if self.field_name not in dictionary:
            return serializers.empty
        return [code for text in dictionary.getlist(self.field_name) for code in text.split(",")]

    def to_internal_value(self, data: Any) -> list[str]:
        """Return the codes. Raises ValidationError that names what is not known."""
        known = self.known() if callable(self.known) else self.known
        if unknown := [code for code in data if code not in known]:
            raise serializers.ValidationError(f"Not known: {unknown[0][:40]!r}. Known: {', '.join(known)}.")
        return list(data)


class FeedQuerySerializer(serializers.Serializer[Any]):
    """The cursor of the change feed, and which cases are wanted."""

    since = serializers.IntegerField(min_value=0, max_value=LAST_CURSOR, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE)
    state = Codes(known=STATES)
    strand = Codes(known=lambda: [strand.code for strand in list_strands().prefetch_related(None)])
    priority = Codes(known=BAND_CODES)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse parameters that there are not: a filter that is misspelt would filter nothing."""
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError({name[:40]: ["There is no such parameter."] for name in unknown})
        return attrs


class ChangeSerializer(serializers.Serializer[Any]):
    """One change of one case. All but `change` and `at` is as it is now, not as it was then."""

    position = serializers.IntegerField()
    case = serializers.CharField(help_text="Reference of the case")
    change = serializers.CharField(help_text=CHANGES)
    at = serializers.DateTimeField()
    state = serializers.ChoiceField(
        choices=STATES, allow_null=True, help_text="Null where the case is no longer your force's"
    )
    unit = serializers.CharField(
        allow_null=True, help_text="Code of the unit of your force that the case is for; null where none is named"
    )
    strands = serializers.ListField(child=serializers.CharField(), help_text="Strands that its reports name")
    priority = serializers.ChoiceField(
        choices=BAND_CODES,
        allow_null=True,
        help_text="How urgent the hub takes it to be; null before it is weighed",
    )
    version = serializers.IntegerField(
        allow_null=True, help_text="Of the case now: where you have fetched this version, there is nothing new to fetch"
    )
    merged_into = serializers.CharField(
        allow_null=True,
        help_text="Of case_merged: the case of your force that it is worked as now; null where there is none",
    )


class FeedSerializer(serializers.Serializer[Any]):
    """A page of the change feed; `next` is the cursor to ask with the next time, `more` whether to ask at once."""

    changes = ChangeSerializer(many=True)
    next = serializers.IntegerField()
    more = serializers.BooleanField()


def _many(name: str, codes: list[str] | None, what: str) -> OpenApiParameter:
    item: dict[str, Any] = {"type": "string", **({"enum": codes} if codes else {})}
    schema: dict[str, Any] = {"type": "array", "items": item}
    return OpenApiParameter(name, schema, description=f"{what}; {MANY}", explode=True, style="form")


class CaseFeedView(ApiView):
    """The change feed of your force's cases."""

    required_scope = "cases:read"

    @extend_schema(
        operation_id="list_case_changes",
        parameters=[
            OpenApiParameter("since", {"type": "integer", "minimum": 0, "maximum": LAST_CURSOR, "default": 0}),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE}),
            _many("state", STATES, "Only cases that stand there now"),
            _many("strand", None, "Only cases that name one of these strands"),
            _many("priority", BAND_CODES, "Only cases in these bands"),
            OpenApiParameter(
                "Link",
                OpenApiTypes.STR,
                location="header",
                response=[200],
                description='rel="next", where there is more',
            ),
        ],
        responses={200: FeedSerializer, 400: PROBLEM, 401: PROBLEM, 403: PROBLEM},
    )
    def get(self, request: Request) -> Response:
        """Return the changes after `since`, oldest first, of up to `limit` that were looked at.

        A filter leaves out cases by how they stand now; the cursor moves on past them, so that a page may hold few
        changes, or none, while there is more. Changes of cases that are no longer your force's are always told.
        """
        query = FeedQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        wanted = Wanted(
            states=frozenset(asked["state"]), strands=frozenset(asked["strand"]), bands=frozenset(asked["priority"])
        )
        page = feeding.read_page(
            since=asked["since"], limit=asked["limit"], wanted=wanted, by=actor_of(request), at=timezone.now()
        )
        answer = Response(_told(page))
        if page.is_more:
            answer["Link"] = f'<{_address(request, following=page.following)}>; rel="next"'
        return answer


def _address(request: Request, *, following: int) -> str:
    """Return where to go on, with the same filters."""
    query = request.query_params.copy()
    query["since"] = str(following)
    return str(request.build_absolute_uri(f"{request.path}?{query.urlencode()}"))


def _told(page: Page) -> dict[str, Any]:
    """Return a page as `FeedSerializer` describes it; that class takes longer than the database. A test compares."""
    return {"changes": [_change(each) for each in page.changes], "next": page.following, "more": page.is_more}


def _change(each: Change) -> dict[str, Any]:
    case = each.case
    return {
        "position": each.position,
        "case": each.reference,
        "change": each.change,
        "at": _moment(each.at),
        "state": case.state if case else None,
        "unit": case.unit if case else None,
        "strands": case.strands if case else [],
        "priority": case.band if case else None,
        "version": case.version if case else None,
        "merged_into": each.merged_into,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
