"""What arises in the demonstration: a victim who comes again, a subject, a wave; and what is made of it."""

from datetime import datetime, timedelta

from hatehub.accounts.actors import HUB, Actor, actor_for_user
from hatehub.accounts.models import User
from intel.models import Product
from intel.selectors.tellings import subjects_named
from intel.services import prevention, products, repeats_noticed, sightings, waves_noticed
from intel.services.prevention import Done
from intel.services.products import Subject
from reports.models import Report
from reports.rules.gates import GATES
from reports.services import gates, workflow
from reports.services.personal import Contact
from reports.services.submission import Answers, Post
from triage.selectors.time_bars import local_day

KENT = "CT1 2EH"
CLOSED = "[Invented] The platform keeps no data of that time."
AGAIN = (
    (40 * 24, "[Invented] They wrote it under my picture."),
    (12 * 24, "[Invented] It has begun again, from another account."),
    (5, "[Invented] Now they write where I work."),
)
"""How many hours ago the same person reported, and what they wrote."""
WAVE = 10
"""How many posts are reported of one place within a few hours."""


def _answers(url: str, narrative: str, *, email: str, postcode: str, strand: str, words: str = "") -> Answers:
    return Answers(
        posts=(Post(url=url, words=words),),
        narrative=narrative,
        strands=(strand,),
        kind="victim",
        contact=Contact(email=email, postcode=postcode),
        danger="no",
        identity="confidential",
        safe_hours="any",
        is_demonstration=True,
    )


def of_one_person() -> list[tuple[int, Answers]]:
    """Return the reports of a person who comes again, with how many hours ago each came."""
    return [
        (
            hours,
            _answers(
                f"https://www.instagram.com/p/INVENTED{place}aa/",
                told,
                email="again@demonstration.invalid",
                postcode="NR2 4TE",
                strand="transgender",
            ),
        )
        for place, (hours, told) in enumerate(AGAIN)
    ]


def of_a_wave() -> list[tuple[int, Answers]]:
    """Return the reports of a wave against one place, of which one account wrote several."""
    return [
        (
            1 + place // 2,
            _answers(
                f"https://x.com/{_handle(place)}/status/17000000000000009{place:02}",
                "[Invented] This is about the new mosque in our town.",
                email=f"neighbour{place}@demonstration.invalid",
                postcode=KENT,
                strand="religion",
                words=f"[Invented] They should be kept out of our town, whatever it takes. Number {place}.",
            ),
        )
        for place in range(WAVE)
    ]


def _handle(place: int) -> str:
    return "invented_marcher" if place < 4 else f"invented_voice{place}"


def close_old(report: Report, *, by: Actor, at: datetime) -> None:
    """Close a crime of long ago on which nobody could act."""
    for gate in GATES:
        gates.waive(report_id=report.id, name=gate, by=by, at=at, reason="[Invented] Long ago.")
    workflow.close_without_enforcement(report_id=report.id, by=by, at=at, outcome="no_enforcement", reason=CLOSED)


def notice(*, reports: list[Report], at: datetime) -> None:
    """Have the hub notice what arises of these, as it does by itself while it runs."""
    for report in reports:
        sightings.note_accounts(report_id=report.id, by=HUB, at=report.submitted_at)
        repeats_noticed.look_at_sender(report_id=report.id, by=HUB, at=at)
    named = subjects_named(report_ids=[report.id for report in reports])
    repeats_noticed.look_at_subjects(subject_ids=named, by=HUB, at=at)
    waves_noticed.look(by=HUB, at=at)


def publish(*, at: datetime) -> None:
    """Have an officer edit last week's assessment and a profile, the supervisor publish them, the force act on one."""
    week = products.draft_week(by=HUB, at=at)
    if week is not None:
        _edit(week, "[Invented] Little came in. What did is about one street and one choir.", section="summary", at=at)
        _publish(week, at=at)
    profile = _profile(at=at)
    _edit(profile, "[Invented] It follows announcements of the council, as far as is known.", section="causes", at=at)
    products.recommend(
        reference=profile.reference,
        what="[Invented] Brief those who look after the town's page before the council meets.",
        owner="[Invented] Neighbourhood team",
        due_on=local_day(at) + timedelta(days=30),
        expected_edits=2,
        by=_who("officer"),
        at=at,
    )
    _publish(profile, at=at)
    done = Done(
        what="[Invented] The town's page was looked after in the evening.",
        who="[Invented] Neighbourhood team",
        for_whom="[Invented] Those who use the page",
        aim="[Invented] Fewer posts that stay up overnight",
        began_on=local_day(at) - timedelta(days=16),
        measure="reports",
        days=14,
    )
    row = prevention.record_action(reference=profile.reference, done=done, by=_who("force"), at=at)
    said = "[Invented] Posts went sooner. Whether fewer were written cannot be told."
    prevention.say_outcome(action_id=row.id, outcome=said, by=_who("force"), at=at)


def _profile(*, at: datetime) -> Product:
    yesterday = local_day(at) - timedelta(days=1)
    about = Subject(
        title="[Invented] Posts against places of worship",
        strand="religion",
        since=yesterday - timedelta(days=27),
        until=yesterday,
    )
    return products.begin_profile(about=about, by=_who("officer"), at=at)


def _edit(product: Product, words: str, *, section: str, at: datetime) -> None:
    draft = product.versions.get(state="draft")
    products.edit(
        reference=product.reference,
        title=draft.title,
        whats_new="",
        words={section: words},
        expected_edits=draft.edits,
        by=_who("officer"),
        at=at,
    )


def _publish(product: Product, *, at: datetime) -> None:
    edits = product.versions.get(state="draft").edits
    supervisor = _who("supervisor")
    products.publish(reference=product.reference, expected_edits=edits, for_all=True, forces=(), by=supervisor, at=at)


def _who(username: str) -> Actor:
    return actor_for_user(User.objects.get(username=username))
