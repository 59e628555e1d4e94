"""What referrals hold on a person who asks: packages, and forces, services, advisers and platforms that got something.

Registered with triage, which builds the bundle.
"""

from django.db.models import Q

from hatehub.reference.selectors import platform_names
from referrals.models import (
    AdviceRequest,
    EvidencePackage,
    ForceAnswer,
    ForceMessage,
    ForceOutcome,
    SupportReferral,
    Takedown,
)
from referrals.services.force_talk import read_texts
from triage.services.access_requests.parts import ERASED, OF_SENDER, OF_SUBJECT, About, Entry, Held, Part, register_part
from triage.services.access_requests.words import day, given, moment, plain


def write_packages(about: About) -> Held:
    """Return the evidence packages that were made of the cases, each with its hash."""
    rows = EvidencePackage.objects.filter(case__in=about.cases, state=EvidencePackage.State.SEALED)
    return Held(
        entries=[
            Entry(
                title=f"Version {row.version} of the evidence package",
                lines=given([("Sealed", moment(row.sealed_at)), ("Bytes", str(row.size)), ("SHA-256", row.sha256)]),
            )
            for row in rows.order_by("sealed_at", "version")
        ],
        note="A package can hold reports of several people. What of yours is in it stands under who was given what.",
    )


def write_forces(about: About) -> Held:
    """Return what police forces answered, recorded, and had the hub tell the person."""
    entries = [
        Entry(
            title=f"{row.force.name}: {plain(row.answer).lower()}, {moment(row.at)}",
            lines=given(
                [
                    ("Crime number", row.crime_number),
                    ("Reason", about.officer_words(row.reason, case_id=row.case_id) if row.reason else ""),
                ]
            ),
        )
        for row in ForceAnswer.objects.filter(case__in=about.cases).select_related("force").order_by("at", "id")
    ]
    outcomes = ForceOutcome.objects.filter(case__in=about.cases).select_related("force", "outcome")
    entries += [
        Entry(title=f"{row.force.name}: {row.outcome}", lines=[("Day", day(row.outcome_date))])
        for row in outcomes.order_by("at", "id")
    ]
    return Held(entries=[*entries, *_written(about)])


def _written(about: About) -> list[Entry]:
    """Return what a force wrote: whole where it was for this person, else as far as nobody else is in the case."""
    for_them = Q(kind=ForceMessage.Kind.TOLD) & (Q(report__in=about.own) | Q(report__isnull=True))
    others = ~Q(kind=ForceMessage.Kind.TOLD)
    rows = ForceMessage.objects.filter(for_them | others, case__in=about.cases).select_related("force")
    messages = list(rows.order_by("at", "id"))
    texts = read_texts(messages=messages)
    return [
        Entry(
            title=f"{row.force.name if row.side == 'force' else 'The hub'} wrote, {moment(row.at)}",
            lines=[("What it was", row.get_kind_display()), ("Words", _words(row, texts.get(row.id), about))],
        )
        for row in messages
    ]


def _words(row: ForceMessage, text: str | None, about: About) -> str:
    if text is None:
        return ERASED
    is_told = row.kind == ForceMessage.Kind.TOLD
    return about.hide(text) if is_told else about.officer_words(text, case_id=row.case_id)


def write_support(about: About) -> Held:
    """Return which support services were asked to help the person, and what became of it."""
    rows = SupportReferral.objects.filter(report__in=about.own).order_by("sent_at", "id")
    return Held(
        entries=[
            Entry(
                title=f"{row.recipient}, {moment(row.sent_at)}",
                lines=given(
                    [
                        ("Where it stands", plain(row.state)),
                        ("Answered", moment(row.answered_at)),
                        ("They saw who you are", moment(row.shown_at)),
                        ("They spoke with you", moment(row.contact_made_at)),
                        ("How often they tried in vain", str(row.tries) if row.tries else ""),
                        ("How it ended", plain(row.outcome or row.declined_as or row.withdrawn_as)),
                    ]
                ),
            )
            for row in rows
        ]
    )


def write_advice(about: About) -> Held:
    """Return who was asked for advice on the cases; what they were shown names nobody."""
    rows = AdviceRequest.objects.filter(case__in=about.cases).order_by("asked_at", "id")
    return Held(
        entries=[
            Entry(
                title=f"{row.recipient}, {moment(row.asked_at)}",
                lines=given([("As", plain(row.kind)), ("Where it stands", plain(row.state))]),
            )
            for row in rows
        ],
        note="Advisers see posts without who reported them. Their advice is about the post, and is not listed.",
    )


def write_takedowns(about: About) -> Held:
    """Return what platforms were asked to do about the posts. They never learn who complained."""
    names = platform_names()
    rows = Takedown.objects.filter(case__in=about.cases, sent_at__isnull=False).order_by("sent_at", "id")
    return Held(
        entries=[
            Entry(
                title=f"{names.get(row.platform_code, row.platform_code)}, {moment(row.sent_at)}",
                lines=given(
                    [
                        ("Asked to", plain(row.action)),
                        ("Where it stands", plain(row.state)),
                        ("Answered", moment(row.answered_at)),
                        ("Seen gone", moment(row.first_gone_at)),
                    ]
                ),
            )
            for row in rows
        ]
    )


def register_all() -> None:
    """Add what referrals hold."""
    for position, code, title, write in (
        (200, "packages", "Evidence packages", write_packages),
        (210, "force_words", "What police forces answered and wrote", write_forces),
        (220, "support", "Support services", write_support),
        (230, "advice", "Who was asked for advice", write_advice),
        (240, "takedowns", "What platforms were asked", write_takedowns),
    ):
        register_part(Part(code=code, title=title, position=position, kinds=OF_SENDER, write=write))
    for position, code, title, write in (
        (210, "packages_on_you", "Evidence packages about it", write_packages),
        (240, "takedowns_on_you", "What platforms were asked about your posts", write_takedowns),
    ):
        register_part(Part(code=code, title=title, position=position, kinds=OF_SUBJECT, write=write))
