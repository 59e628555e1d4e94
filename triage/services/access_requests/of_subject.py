"""What is held on somebody whom reports are about: their own posts, and what was decided; no word of who complained."""

from collections.abc import Collection
from itertools import groupby
from uuid import UUID

from reports.models import Content
from reports.services.what_is_left import read_texts_left
from triage.models import Assessment, Responsibility
from triage.rules.access_requests import Ground
from triage.services.access_requests.parts import OF_SUBJECT, About, Entry, Held, Part, nothing, register_part
from triage.services.access_requests.words import Names, given, moment, plain

NAMED = "The hub holds a post that was reported with your name or account in it, or beside it."


def write_posts(about: About) -> Held:
    """Return the posts of the person's own accounts; of others nothing that could tell who reported them."""
    rows = list(Content.objects.filter(report__in=about.own).order_by("post_key", "id"))
    own = [row for row in rows if not row.diverted_as and _plain(row.account_handle) in _handles(about)]
    left, names = read_texts_left(reports=about.reports, posts=own), Names()
    entries: list[Entry] = []
    for _key, same in groupby(own, key=lambda row: row.post_key or f"own:{row.id}"):
        row = next(same)
        lines = [
            ("Platform", names.platform(row.platform_code)),
            ("Account", row.account_handle),
            ("Link", about.hide(row.url)),
            ("What it said", about.hide(left.words.get(row.id, ""))),
        ]
        entries.append(Entry(title=f"Post {len(entries) + 1}", lines=given(lines)))
    note = NAMED if len(own) < len(rows) else ""
    return Held(entries=entries, note=note)


def _handles(about: About) -> Collection[str]:
    return {_plain(handle) for handle in about.asker.handles}


def _plain(handle: str) -> str:
    return handle.strip().lstrip("@").casefold()


def write_decisions(about: About) -> Held:
    """Return what was decided of the cases, without the reasons, which quote who complained."""
    rows = Assessment.objects.filter(case__in=about.cases).select_related("offence").order_by("decided_at", "id")
    return Held(
        entries=[
            Entry(
                title=f"Decision of {moment(row.decided_at)}",
                lines=given(
                    [
                        ("What it is", plain(row.outcome)),
                        ("Kept as", plain(row.disposal)),
                        ("Offence", str(row.offence) if row.offence else ""),
                        ("Whether data on whom it is about is kept", _kept(row)),
                    ]
                ),
            )
            for row in rows
        ],
        note="The reasons are not given: they quote what other people said.",
    )


def _kept(row: Assessment) -> str:
    return {True: "Yes", False: "No"}.get(row.keeps_subject_data, "") if row.keeps_subject_data is not None else ""


def write_forces(about: About) -> Held:
    """Return which police forces were given the cases, and when."""
    roles = (Responsibility.Role.RECORDING, Responsibility.Role.INVESTIGATING)
    rows = Responsibility.objects.filter(case__in=about.cases, role__in=roles, force__isnull=False)
    numbers = _numbers(about.cases)
    return Held(
        entries=[
            Entry(
                title=f"{row.force.name if row.force else ''}, {plain(row.role).lower()}",
                lines=given(
                    [
                        ("Case", str(numbers[row.case_id])),
                        ("From", moment(row.decided_at)),
                        ("Until", moment(row.replaced_at)),
                    ]
                ),
            )
            for row in rows.select_related("force").order_by("decided_at", "id")
        ]
    )


def _numbers(cases: Collection[UUID]) -> dict[UUID, int]:
    """Return a number for each case: its reference would let somebody ask about it."""
    return {case_id: number for number, case_id in enumerate(cases, start=1)}


def register() -> None:
    """Add what triage holds on somebody whom reports are about."""
    for position, code, title, write in (
        (10, "posts_of_yours", "Posts of yours that were reported", write_posts),
        (20, "decisions_on_you", "What was decided", write_decisions),
        (30, "forces_told", "Which police forces were given it", write_forces),
    ):
        register_part(Part(code=code, title=title, position=position, kinds=OF_SUBJECT, write=write))
    register_part(
        Part(
            code="told_of_you",
            title="What other people told the hub of you",
            position=40,
            kinds=OF_SUBJECT,
            write=nothing,
            never_given=Ground.OTHERS,
            why_never="It would tell who they are.",
        )
    )
