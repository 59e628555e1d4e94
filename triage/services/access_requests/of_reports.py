"""What reports hold on who sent them: found by reference, address and number, and every answer as it was given."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from uuid import UUID

from django.db.models import Q
from django.utils import translation

from hatehub.accounts.actors import Actor
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroyed_among
from reports.models import Complainant, Content, DecisionNotice, Gate, Report, Sharing, StatusEntry, Update
from reports.selectors.conversation import said_by_report
from reports.selectors.status import PARTS, PURPOSES
from reports.selectors.story import STATE_NAMES, story_line
from reports.services.personal import Contact, sender_keys
from reports.services.what_is_left import Left, read_contacts_left, read_texts_left
from triage.rules.access_requests import Kind
from triage.selectors import searching
from triage.services.access_requests.parts import (
    BOTH,
    ERASED,
    OF_SENDER,
    REPORTS,
    About,
    Asker,
    Described,
    Entry,
    Held,
    Hit,
    Part,
    Source,
    register_part,
    register_source,
)
from triage.services.access_requests.words import Names, day, given, label_of, moment, plain, said

MOST_PAGES = 8
WHY_READ = "the person asked what the hub holds on them"
DIVERTED = "This was material of child abuse or terrorism; it was diverted and cannot be given."
CONSENTS = ("shares_with_force", "shares_with_support", "shares_with_experts")
CHOSEN = ("identity", "kind", "agreement", "safe_hours")
TICKED = ("details_in_mail", "wants_updates", "may_leave_messages", "needs_interpreter", *CONSENTS)


def find(asker: Asker, *, kind: Kind, by: Actor) -> Iterator[Hit]:
    """Return the reports that the person sent, by their keyed hashes; or of somebody else, those that name them.

    Of whom reports are about, the search of the workbench is asked: who is withheld is not found by it.
    """
    if kind == Kind.SUBJECT:
        yield from _naming(asker, by=by)
        return
    by_email = [key for each in asker.emails if (key := sender_keys(Contact(email=each))["email_key"])]
    by_number = [key for each in asker.telephones if (key := sender_keys(Contact(telephone=each))["telephone_key"])]
    rows = Complainant.objects.filter(Q(email_key__in=by_email) | Q(telephone_key__in=by_number))
    for report_id, email_key in rows.order_by("report_id").values_list("report_id", "email_key"):
        yield Hit(key=str(report_id), how="email" if email_key in by_email else "telephone")


def _naming(asker: Asker, *, by: Actor) -> Iterator[Hit]:
    """Yield the reports that hold an account's name, or all words of a name side by side, a few pages at most."""
    asked = [("handle", handle if handle.startswith("@") else f"@{handle}") for handle in asker.handles]
    asked += [
        ("words", f'"{words}"') for each in (asker.name, *asker.emails) if (words := each.replace('"', " ").strip())
    ]
    for how, query in asked:
        after = ""
        for _page in range(MOST_PAGES):
            found = searching.find(query=query, by=by, after=after)
            yield from (Hit(key=str(report_id), how=how) for report_id in found.reports.values())
            after = found.following
            if not after:
                break


def describe(keys: Collection[str]) -> dict[str, Described]:
    """Return what an officer is shown of reports: where they stand, and nothing of what they say."""
    rows = Report.objects.filter(id__in=keys).select_related("case")
    return {
        str(row.id): Described(
            title=row.reference,
            detail=f"sent {moment(row.submitted_at)}, in case {row.case.reference}",
            href=row.case.reference,
        )
        for row in rows
    }


def write_reports(about: About) -> Held:
    """Return what each report says: every answer as it was given. What was erased says so."""
    posts = list(Content.objects.filter(report__in=about.own).order_by("report_id", "position"))
    left, names = read_texts_left(reports=about.reports, posts=posts), Names()
    entries: list[Entry] = []
    for report in about.reports:
        entries.append(Entry(title=f"Report {report.reference}", lines=_answers(report, left, names, about)))
        own = [post for post in posts if post.report_id == report.id]
        entries += [_post(report, post, left, names) for post in own]
    return Held(entries=entries)


def _answers(report: Report, left: Left, names: Names, about: About) -> list[tuple[str, str]]:
    gone = ERASED if report.id in left.erased else ""
    ended = about.officer_words(report.outcome_reason, case_id=report.case_id) if report.outcome_reason else ""
    area = {name: value for name, value in report.victim_area.items() if value}
    lines = [
        ("Reference", report.reference),
        ("Sent", moment(report.submitted_at)),
        ("How it came", plain(report.channel)),
        ("Language", report.language),
        ("Where it stands", str(STATE_NAMES.get(report.state, report.state))),
        ("How it ended", plain(report.outcome) if report.outcome else ""),
        ("Reason that was recorded", ended),
        ("What it was about", names.strands(report.strands)),
        ("More exactly", names.strands(report.strand_values)),
        ("When it happened", day(report.happened_on)),
        ("In danger, or a child at risk", plain(report.danger)),
        ("Where the person targeted lives, as the hub keeps it", said(area)),
        ("What happened, in your words", left.narratives.get(report.id, gone)),
        ("What you told of who did it", left.suspects.get(report.id, _gone_if(report.sealed_suspect))),
        ("Where they are", plain(report.suspect_whereabouts)),
    ]
    lines += [(label_of(name), said(value)) for name, value in report.circumstances.items()]
    lines += [(label_of(name), said(value)) for name, value in left.details.get(report.id, {}).items()]
    return given(lines)


def _gone_if(sealed: object) -> str:
    return ERASED if sealed is not None else ""


def _post(report: Report, post: Content, left: Left, names: Names) -> Entry:
    title = f"Report {report.reference}, post {post.position}"
    if post.diverted_as:
        return Entry(title=title, lines=[("Not given", DIVERTED)])
    gone = ERASED if report.id in left.erased and post.sealed_words is not None else ""
    lines = [
        ("Link", post.url),
        ("Platform", names.platform(post.platform_code)),
        ("Account", post.account_handle),
        ("What it said", left.words.get(post.id, gone)),
        *((label_of(name), said(value)) for name, value in left.post_details.get(post.id, {}).items()),
    ]
    return Entry(title=title, lines=given(lines))


def write_contact(about: About) -> Held:
    """Return who the person is to the hub, how they may be reached, and what they agreed to; the reading is logged."""
    contacts = read_contacts_left(reports=about.reports, by=about.by, at=about.at, reason=WHY_READ)
    return Held(
        entries=[
            Entry(title=f"Given with report {report.reference}", lines=_contact(report, contacts.get(report.id)))
            for report in about.reports
        ],
        note="Of an address and a number the hub also keeps a keyed hash, by which it sees that two reports are yours.",
    )


def _contact(report: Report, contact: Contact | None) -> list[tuple[str, str]]:
    row = report.complainant
    lines = [("Contact", ERASED)] if contact is None and row.sealed is not None else []
    lines += [(label_of(name), value) for name, value in asdict(contact or Contact()).items()]
    lines += [(label_of(name), str(_display(row, name))) for name in CHOSEN]
    lines += [(label_of(name), said(getattr(row, name))) for name in TICKED]
    lines.append(("Messages do not arrive since", moment(row.bounced_at)))
    return given(lines)


def _display(row: Complainant, name: str) -> str:
    return str(getattr(row, f"get_{name}_display")()).capitalize()


def write_messages(about: About) -> Held:
    """Return what the hub and the person wrote to each other."""
    by_report = said_by_report(report_ids=about.own)
    return Held(
        entries=[
            Entry(
                title=f"{'The hub asked' if message.is_question else 'You wrote'}, {moment(message.at)}",
                lines=[("Report", report.reference), ("Words", message.text)],
            )
            for report in about.reports
            for message in by_report.get(report.id, [])
        ]
    )


def write_story(about: About) -> Held:
    """Return every line that the person was told on their page, in their language, and the message with it."""
    entries = StatusEntry.objects.filter(report__in=about.own).select_related("report").order_by("at", "id")
    told = list(entries)
    updates = {row.entry_id: row for row in Update.objects.filter(entry__in=told)}
    return Held(entries=[_told(entry, updates.get(entry.id)) for entry in told])


def _told(entry: StatusEntry, update: Update | None) -> Entry:
    with translation.override(entry.report.language):
        line = story_line(entry)
    lines = [
        ("Report", entry.report.reference),
        ("When", moment(line.at)),
        ("By", line.by),
        ("Words", line.body),
        ("What was added for you", line.note or _gone_if(entry.sealed_note)),
    ]
    if update is not None:
        lines.append(("A message that there is something new", _sent(update)))
    return Entry(title=line.title, lines=given(lines))


def _sent(update: Update) -> str:
    facts = [
        f"sent {moment(update.sent_at)}" if update.sent_at else plain(update.state).lower(),
        f"arrived {moment(update.arrived_at)}" if update.arrived_at else "",
        f"came back {moment(update.bounced_at)}" if update.bounced_at else "",
    ]
    return ", ".join(filter(None, facts))


def write_notices(about: About) -> Held:
    """Return by when the person had to be told of each decision, and when they were; and what had to be done first."""
    rows = DecisionNotice.objects.filter(report__in=about.own).select_related("report").order_by("decided_at", "id")
    entries = [
        Entry(
            title=f"Report {row.report.reference}: {plain(row.step)}",
            lines=given(
                [
                    ("Decided", moment(row.decided_at)),
                    ("To be told by", moment(row.tell_by)),
                    ("Rights", plain(row.entitlement)),
                    ("Told", moment(row.told_at)),
                    ("How", plain(row.route)),
                ]
            ),
        )
        for row in rows
    ]
    gates = Gate.objects.filter(report__in=about.own).select_related("report").order_by("report_id", "name")
    entries += [
        Entry(
            title=f"Report {gate.report.reference}: {plain(gate.name)}",
            lines=given(
                [
                    ("Where it stands", plain(gate.state)),
                    ("When", moment(gate.marked_at)),
                    ("Reason", about.officer_words(gate.reason, case_id=gate.report.case_id) if gate.reason else ""),
                ]
            ),
        )
        for gate in gates
    ]
    return Held(entries=entries)


def write_shared(about: About) -> Held:
    """Return what was shared with whom, for what, and when."""
    rows = Sharing.objects.filter(report__in=about.own).select_related("report").order_by("shared_at", "id")
    with translation.override("en-gb"):
        entries = [
            Entry(
                title=f"{row.recipient}, {moment(row.shared_at)}",
                lines=[
                    ("Report", row.report.reference),
                    ("What", ", ".join(str(PARTS.get(part, part)) for part in row.parts)),
                    ("What for", str(PURPOSES.get(row.purpose, row.purpose))),
                ],
            )
            for row in rows
        ]
    return Held(entries=entries)


def what_is_erased(reports: Collection[Report]) -> Mapping[UUID, list[str]]:
    """Return what of reports has been erased for good, in words, with three queries."""
    ids = [report.id for report in reports]
    names = {
        Purpose.PERSON: "who reported it, and the messages",
        Purpose.MATERIAL: "what was told, the posts and the files",
        Purpose.SUBJECT: "who it is about",
    }
    gone = {purpose: destroyed_among(owners=ids, purpose=purpose) for purpose in names}
    return {each: [words for purpose, words in names.items() if each in gone[purpose]] for each in ids}


def register() -> None:
    """Add what reports hold."""
    register_source(Source(code=REPORTS, title="Reports", kinds=BOTH, find=find, describe=describe))
    for position, code, title, write in (
        (10, "reports", "What you reported", write_reports),
        (20, "contact", "Who you are to the hub, and what you agreed to", write_contact),
        (30, "messages", "What you and the hub wrote to each other", write_messages),
        (40, "story", "What you were told", write_story),
        (50, "notices", "By when you had to be told, and what was done for you", write_notices),
        (60, "shared", "Who was given what", write_shared),
    ):
        register_part(Part(code=code, title=title, position=position, kinds=OF_SENDER, write=write))
