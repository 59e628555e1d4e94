"""What intelligence holds on a person who asks: their accounts, what was noticed, lines of enquiry.

Registered with triage, which builds the bundle. Grades, sources and reports of intelligence are never given.
"""

from collections.abc import Collection, Iterator

from django.db.models import Q

from hatehub.accounts.actors import Actor
from hatehub.reference.selectors import platform_names
from intel.models import Account, AccountLink, Contact, Enquiry, FormerName, NoticeReport
from intel.rules.handles import bare_key, handle_key, name_key
from triage.rules.access_requests import Ground, Kind
from triage.selectors.word_tables import get_folding
from triage.services.access_requests.parts import (
    BOTH,
    OF_SENDER,
    OF_SUBJECT,
    About,
    Asker,
    Described,
    Entry,
    Held,
    Hit,
    Part,
    Source,
    nothing,
    register_part,
    register_source,
)
from triage.services.access_requests.words import given, moment, plain

ACCOUNTS = "accounts"
MOST_FOUND = 500


def find(asker: Asker, *, kind: Kind, by: Actor) -> Iterator[Hit]:
    """Return the accounts that are or were called so, also where something was added or exchanged to evade."""
    folding = get_folding()
    handles = {handle_key(each) for each in asker.handles} - {""}
    names = {name_key(each) for each in asker.handles} - {""}
    bare = {bare_key(each, folding=folding) for each in asker.handles} - {""}
    called = Q(handle_key__in=handles) | Q(name_key__in=names) | Q(bare_key__in=bare)
    known = set(Account.objects.filter(called).order_by("id").values_list("id", flat=True)[:MOST_FOUND])
    known |= set(FormerName.objects.filter(called).order_by("id").values_list("account", flat=True)[:MOST_FOUND])
    for each in sorted(known):
        yield Hit(key=str(each), how="handle")


def describe(keys: Collection[str]) -> dict[str, Described]:
    """Return what an officer is shown of accounts, to tell whether they are the person's."""
    names = platform_names()
    return {
        str(row.id): Described(
            title=row.handle,
            detail=f"{names.get(row.platform_code, row.platform_code)}, first seen {moment(row.first_seen_at)}",
        )
        for row in Account.objects.filter(id__in=_ids(keys))
    }


def _ids(keys: Collection[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal()]


def write_accounts(about: About) -> Held:
    """Return the person's accounts with their former names, and what ties them; never who reported them."""
    names, ids = platform_names(), _ids(about.keys.get(ACCOUNTS, ()))
    rows = Account.objects.filter(id__in=ids).select_related("subject").prefetch_related("names", "contacts")
    accounts = list(rows.order_by("first_seen_at", "id"))
    entries = [
        Entry(
            title=f"{row.handle} on {names.get(row.platform_code, row.platform_code)}",
            lines=given(
                [
                    ("The platform's number for it", row.permanent_id),
                    ("First reported", moment(row.first_seen_at)),
                    ("Last reported", moment(row.last_seen_at)),
                    ("Was called", ", ".join(name.handle for name in row.names.all())),
                    ("Who is behind it, as far as the hub knows", plain(row.subject.kind) if row.subject else ""),
                    ("Shows", ", ".join(_shown(each) for each in row.contacts.all())),
                ]
            ),
        )
        for row in accounts
    ]
    handles = {row.id: row.handle for row in accounts}
    ties = AccountLink.objects.filter(account__in=ids, other__in=ids).order_by("id")
    entries += [
        Entry(
            title=f"{handles[tie.account_id]} and {handles[tie.other_id]}",
            lines=[
                ("Of one owner", plain(tie.state)),
                ("How likely the hub found it", f"{tie.score:.0%}"),
                ("Found", moment(tie.found_at)),
            ],
        )
        for tie in ties
    ]
    return Held(entries=entries, note="Links to accounts that were not shown to be yours are not given.")


def _shown(contact: Contact) -> str:
    return f"{contact.get_kind_display()} ending in {contact.shown}"


def write_enquiries(about: About) -> Held:
    """Return which lines of enquiry there were on the cases; not what was found, which can tell of others."""
    rows = Enquiry.objects.filter(case__in=about.cases).select_related("method").order_by("planned_at", "id")
    return Held(
        entries=[
            Entry(
                title=str(row.method),
                lines=given(
                    [
                        ("Planned", moment(row.planned_at)),
                        ("Begun", moment(row.begun_at)),
                        ("Ended", moment(row.ended_at)),
                        ("What came of it", plain(row.result)),
                    ]
                ),
            )
            for row in rows
        ]
    )


def write_noticed(about: About) -> Held:
    """Return what the hub noticed because of the person's reports: that they are targeted again, or many are."""
    rows = NoticeReport.objects.filter(report__in=about.own).select_related("notice", "report")
    return Held(
        entries=[
            Entry(
                title=f"{row.notice.get_kind_display()}, because of report {row.report.reference}",
                lines=given(
                    [
                        ("Noticed", moment(row.notice.noticed_at)),
                        ("Where it stands", row.notice.get_state_display()),
                    ]
                ),
            )
            for row in rows.order_by("notice__noticed_at", "id")
        ]
    )


def register_all() -> None:
    """Add what intelligence holds."""
    register_source(Source(code=ACCOUNTS, title="Accounts", kinds=OF_SUBJECT, find=find, describe=describe))
    register_part(
        Part(code="noticed", title="What the hub noticed", position=300, kinds=OF_SENDER, write=write_noticed)
    )
    register_part(
        Part(
            code="accounts",
            title="Your accounts that were reported",
            position=15,
            kinds=OF_SUBJECT,
            write=write_accounts,
        )
    )
    register_part(
        Part(code="enquiries", title="Lines of enquiry", position=310, kinds=OF_SUBJECT, write=write_enquiries)
    )
    register_part(
        Part(
            code="intelligence",
            title="Intelligence reports, their grades and their sources",
            position=320,
            kinds=BOTH,
            write=nothing,
            never_given=Ground.CRIME,
            why_never="Saying whether there is any would do the same harm.",
        )
    )
