"""What can be counted: units, their dimensions and measures, each with its definition and what it leaves out. Pure.

One table for every place that shows a figure, so that the same word means the same everywhere: the officers' figures,
reports that an analyst builds, releases to the public, and the data dictionary beside each.
"""

from collections.abc import Mapping

from intel.rules.statistics import report_dimensions, report_measures
from intel.rules.statistics.shared_dimensions import KIND, OFFENCES, STRANDS
from intel.rules.statistics.terms import Dimension, Kind, Measure, Subject, Unit, Values, _

REPORTS = Subject(
    unit=Unit.REPORT,
    name=_("Reports"),
    month=_("By the month in which the report arrived"),
    leaves_out=_("What nobody reported is in no figure. Reports that were withdrawn are counted, and told apart."),
    dimensions={each.code: each for each in report_dimensions.DIMENSIONS},
    measures={each.code: each for each in report_measures.MEASURES},
)

TAKEDOWNS = Subject(
    unit=Unit.TAKEDOWN,
    name=_("Requests to platforms"),
    month=_("By the month in which the platform was asked"),
    leaves_out=_("Requests that were drafted and not sent, and those that were cancelled."),
    dimensions={
        each.code: each
        for each in (
            Dimension(
                code="platform",
                name=_("Platform"),
                column="platform",
                values=Values.PLATFORMS,
                definition=_("The platform that was asked."),
            ),
            Dimension(
                code="result",
                name=_("Result"),
                column="result",
                definition=_("Where the request stood at the snapshot."),
                names={
                    "sent": _("Waiting for an answer"),
                    "acknowledged": _("Acknowledged"),
                    "removed": _("Removed"),
                    "restricted": _("Restricted"),
                    "refused": _("Refused"),
                    "no_answer": _("No answer"),
                    "reappeared": _("Removed, and there again"),
                },
            ),
            Dimension(
                code="action",
                name="What was asked",
                column="action",
                definition="What the platform was asked to do.",
                names={
                    "remove": "Remove posts",
                    "restrict_account": "Restrict an account",
                    "preserve": "Keep data",
                    "other_sanction": "Another sanction",
                },
            ),
            STRANDS,
            OFFENCES,
        )
    },
    measures={
        each.code: each
        for each in (
            Measure(
                code="requests",
                name=_("Requests to platforms"),
                kind=Kind.ROWS,
                definition=_("Requests sent to platforms, one for each platform and case however many reported it."),
                leaves_out=_("What people reported to platforms themselves."),
            ),
            Measure(
                code="posts",
                name="Posts",
                kind=Kind.SUM,
                column="posts",
                definition="Posts that the requests name.",
                leaves_out="Copies that nobody reported.",
            ),
            Measure(
                code="posts_gone",
                name=_("Posts seen gone"),
                kind=Kind.SUM,
                column="posts_gone",
                definition=_("Posts of these requests that the hub itself looked for and found gone."),
                leaves_out=_("Posts that the hub cannot look at, whatever the platform says."),
            ),
            Measure(
                code="removed",
                name="Removed",
                kind=Kind.FILTERED,
                column="result",
                equals=("removed",),
                definition="Requests that ended with everything removed.",
                leaves_out="What came back later.",
            ),
            Measure(
                code="days_to_answer",
                name="Median days to an answer",
                kind=Kind.MEDIAN,
                column="to_answer",
                definition="From asking to the platform's first answer of any kind.",
                leaves_out="Requests without an answer.",
            ),
            Measure(
                code="days_to_gone",
                name="Median days until gone",
                kind=Kind.MEDIAN,
                column="to_gone",
                definition="From asking until the hub first saw every post gone.",
                leaves_out="Requests whose posts are up, or cannot be looked at.",
            ),
        )
    },
)

SUPPORT = Subject(
    unit=Unit.SUPPORT,
    name=_("Support referrals"),
    month=_("By the month in which the service was asked"),
    leaves_out=_("Support that people found themselves, or that was arranged by telephone."),
    dimensions={
        each.code: each
        for each in (
            Dimension(
                code="partner",
                name="Service",
                column="partner",
                values=Values.PARTNERS,
                definition="The support service that was asked.",
            ),
            Dimension(
                code="result",
                name=_("Result"),
                column="result",
                definition=_("Where the referral stood at the snapshot."),
                names={
                    "sent": _("Asked"),
                    "accepted": _("Accepted"),
                    "declined": _("Declined"),
                    "contacted": _("Reached"),
                    "not_reached": _("Not reached"),
                    "ended": _("Ended"),
                    "undeliverable": _("Could not be delivered"),
                    "withdrawn": _("Taken back"),
                },
            ),
            Dimension(
                code="declined_as",
                name="Why it was declined",
                column="declined_as",
                none="Not declined",
                definition="Why the service did not take the person on.",
                names={
                    "no_capacity": "No capacity",
                    "wrong_area": "Another area",
                    "not_our_work": "Not its work",
                    "language": "Language",
                    "conflict": "A conflict of interest",
                    "other": "Another reason",
                },
            ),
            Dimension(
                code="outcome",
                name="How it ended",
                column="outcome",
                none="Not ended",
                definition="What became of the support.",
                names={
                    "supported": "Supported",
                    "signposted": "Shown where else to go",
                    "not_wanted": "Not wanted",
                    "never_reached": "Never reached",
                },
            ),
            STRANDS,
            KIND,
        )
    },
    measures={
        each.code: each
        for each in (
            Measure(
                code="referrals",
                name=_("Referrals"),
                kind=Kind.ROWS,
                definition=_("Referrals of a person to a support service, with their consent."),
                leaves_out=_("People who had support already or did not want it."),
            ),
            Measure(
                code="days_to_contact",
                name="Median days until reached",
                kind=Kind.MEDIAN,
                column="to_contact",
                definition="From asking until the service reached the person.",
                leaves_out="People whom the service has not reached.",
            ),
        )
    },
)

SUBJECTS: Mapping[Unit, Subject] = {each.unit: each for each in (REPORTS, TAKEDOWNS, SUPPORT)}
"""All that can be counted."""
