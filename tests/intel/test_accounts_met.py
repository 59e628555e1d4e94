"""Accounts that reports name: one row each, whatever the spelling, with whoever is behind it."""

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.vault.services import lookup_hash
from intel.models import Account, AccountLink, Contact, FormerName, Subject
from intel.rules.account_links import Kind
from intel.services import deciding_links, finding_links, noting, sightings
from intel.services.deciding_links import LinkRefused
from intel.services.noting import NotNoted
from tests.making import reports as making

X, TIKTOK = "https://x.com/{}/status/17000000000000000{}", "https://www.tiktok.com/@{}/video/72000000000000000{}"
NAME = "lanternfenwick"


@pytest.fixture
def named(submit):
    """Send a report about a post of an account, and work it off."""
    numbers = iter(range(10, 99))

    def make(handle=NAME, *, at=X, **more):
        report = submit(url=at.format(handle, next(numbers)), **more)
        making.work_off()
        return Account.objects.get(sightings__report=report)

    return make


def link_between(one, other):
    low, high = sorted((one.id, other.id))
    return AccountLink.objects.filter(account=low, other=high).first()


def subject_of(account):
    return Account.objects.get(id=account.id).subject_id


def test_an_account_is_met_once_and_begins_with_a_subject_of_its_own(named):
    first, again = named(), named(NAME.upper())
    assert first == again
    assert Account.objects.count() == Subject.objects.count() == 1
    assert first.subject == first.own_subject
    assert first.sightings.count() == 2


def test_the_same_odd_name_elsewhere_is_offered_with_the_reason(named):
    one, other = named(), named(at=TIKTOK)
    link = link_between(one, other)
    assert (link.state, link.is_offered) == ("offered", True)
    assert set(link.shared) == {Kind.SAME_NAME, Kind.LIKE_NAME}
    assert subject_of(one) != subject_of(other)


def test_an_evasive_name_on_the_same_platform_is_offered(named):
    one, other = named("wilfredafeatherly", at=TIKTOK), named("real_wilfreda_featherly2", at=TIKTOK)
    assert link_between(one, other).is_offered


def test_a_common_name_is_not_offered(named):
    assert link_between(named("john"), named("john", at=TIKTOK)) is None


def test_the_same_words_from_two_accounts_count_with_a_like_name(named):
    words = "Those lanterns on the harbour wall belong to nobody who was born in this valley, and they know it well."
    one, other = named("millbrook", words=words), named("millbrook77", words=words)
    link = link_between(one, other)
    assert {Kind.LIKE_NAME, Kind.SAME_WORDS} <= set(link.shared)


def test_confirming_makes_one_subject_and_taking_it_back_gives_two(named, officer, at):
    one, other = named(), named(at=TIKTOK)
    link = link_between(one, other)
    own = subject_of(one), subject_of(other)
    deciding_links.confirm(link_id=link.id, by=officer, at=at, reason="The same face.")
    assert subject_of(one) == subject_of(other) == own[0]
    deciding_links.reopen(link_id=link.id, by=officer, at=at, reason="It was a cousin.")
    assert (subject_of(one), subject_of(other)) == own
    verbs = Entry.objects.filter(verb__startswith="account_link").values_list("verb", flat=True)
    assert sorted(verbs) == ["account_link_confirmed"] * 2 + ["account_link_reopened"] * 2


def test_what_hangs_together_by_others_stays_together(named, officer, at):
    accounts = [named(f"lantern{word}") for word in ("alpha", "beta", "gamma", "delta")]
    pairs = [(0, 1), (1, 2), (2, 3), (3, 0)]
    links = [
        deciding_links.tie(account_id=accounts[a].id, other_id=accounts[b].id, by=officer, at=at, reason="Said so.")
        for a, b in pairs
    ]
    assert len({subject_of(each) for each in accounts}) == 1
    deciding_links.refuse(link_id=links[0].id, by=officer, at=at, reason="No.")
    assert len({subject_of(each) for each in accounts}) == 1
    deciding_links.refuse(link_id=links[2].id, by=officer, at=at, reason="No.")
    assert {frozenset(i for i in range(4) if subject_of(accounts[i]) == one) for one in map(subject_of, accounts)} == {
        frozenset({0, 3}),
        frozenset({1, 2}),
    }
    deciding_links.refuse(link_id=links[1].id, by=officer, at=at, reason="No.")
    deciding_links.refuse(link_id=links[3].id, by=officer, at=at, reason="No.")
    assert [subject_of(each) for each in accounts] == [each.own_subject_id for each in accounts]


def test_what_was_refused_is_remembered_whatever_else_is_found(named, officer, at):
    one, other = named(), named(at=TIKTOK)
    link = link_between(one, other)
    deciding_links.refuse(link_id=link.id, by=officer, at=at, reason="Two people.")
    for account in (one, other):
        noting.note_contact(
            account_id=account.id, kind="email", value="fen@example.org", by=officer, at=at, reason="Profile."
        )
    assert AccountLink.objects.get().state == "refused"


def test_nobody_decides_without_a_reason_or_without_leave(named, officer, at, west_yorkshire, hub):
    link = link_between(named(), named(at=TIKTOK))
    with pytest.raises(LinkRefused):
        deciding_links.confirm(link_id=link.id, by=officer, at=at, reason=" ")
    for actor in (west_yorkshire, hub):
        with pytest.raises(NotPermitted):
            deciding_links.confirm(link_id=link.id, by=actor, at=at, reason="So.")
    assert AccountLink.objects.get().state == "offered"


def test_an_account_is_not_tied_to_itself(named, officer, at):
    one = named()
    with pytest.raises(LinkRefused):
        deciding_links.tie(account_id=one.id, other_id=one.id, by=officer, at=at, reason="So.")


def test_the_same_address_in_two_profiles_is_found_and_cannot_be_read(named, officer, at):
    one, other = named("amberfinch"), named("greyheron", at=TIKTOK)
    for account, value in ((one, "Fen.Wick@gmail.com"), (other, "fenwick+x@googlemail.com")):
        noting.note_contact(account_id=account.id, kind="email", value=value, by=officer, at=at, reason="Profile.")
    assert link_between(one, other).is_offered
    kept = str(list(Contact.objects.values()))
    assert "enwick" not in kept.casefold()
    assert lookup_hash("email:fenwick@gmail.com", purpose=noting.PURPOSE) in kept


def test_a_former_name_is_found(named, officer, at):
    one, other = named("greyheron"), named(at=TIKTOK)
    noting.note_former_name(account_id=one.id, handle=NAME, by=officer, at=at, reason="It said so itself.")
    assert link_between(one, other).is_offered
    assert FormerName.objects.get().handle_key == NAME


def test_two_with_one_number_are_offered_as_sure(named, officer, at):
    one, other = named("greyheron"), named("amberfinch")
    noting.note_number(account_id=one.id, number="4711471147", by=officer, at=at, reason="Capture.")
    noting.note_number(account_id=other.id, number="4711471147", by=officer, at=at, reason="Capture.")
    assert link_between(one, other).score == 1.0
    with pytest.raises(NotNoted):
        noting.note_number(account_id=one.id, number="4711471148", by=officer, at=at, reason="Capture.")


@pytest.mark.parametrize(
    ("kind", "value", "reason", "field"),
    [("email", "fen", "Seen.", "value"), ("email", "a@example.org", " ", "reason"), ("fax", "1", "Seen.", "value")],
)
def test_what_cannot_be_noted_is_refused(named, officer, at, kind, value, reason, field):
    account = named()
    with pytest.raises(NotNoted) as refused:
        noting.note_contact(account_id=account.id, kind=kind, value=value, by=officer, at=at, reason=reason)
    assert refused.value.field == field
    assert not Contact.objects.exists()


def test_an_account_that_is_forgotten_leaves_nothing(named, officer, hub, at):
    one, other = named(), named(at=TIKTOK)
    link = link_between(one, other)
    deciding_links.confirm(link_id=link.id, by=officer, at=at, reason="The same.")
    noting.note_contact(account_id=one.id, kind="email", value="a@example.org", by=officer, at=at, reason="Seen.")
    report = one.sightings.get().report
    sightings.forget_accounts(report_id=report.id, by=hub, at=at)
    assert list(Account.objects.all()) == [other]
    assert subject_of(other) == other.own_subject_id
    assert (Subject.objects.count(), AccountLink.objects.count(), Contact.objects.count()) == (1, 0, 0)


def test_looking_twice_offers_nothing_twice(named, hub, at):
    one, other = named(), named(at=TIKTOK)
    before = AccountLink.objects.values().get()
    assert finding_links.look(report_id=other.sightings.get().report_id, by=hub, at=at) == 0
    assert AccountLink.objects.values().get() == before
    assert one != other


def test_cost_of_looking_does_not_grow_with_how_many_share_a_name(named, hub, at, django_assert_max_num_queries):
    for number in range(12):
        named(f"{NAME}{number}")
    report = named(f"{NAME}99").sightings.get().report_id
    AccountLink.objects.all().delete()
    with django_assert_max_num_queries(16):
        assert finding_links.look(report_id=report, by=hub, at=at) == 12
