"""How what two accounts share is weighed."""

from hypothesis import given
from hypothesis import strategies as st

from intel.rules.account_links import FEW, OF_CONTACT, Kind, Shared, hours_shared, weigh

ACCOUNTS = 200_000


def shared(kind, held_by=2, bits=0.0):
    return Shared(kind=kind, held_by=held_by, bits=bits)


def score(*pieces, accounts=ACCOUNTS):
    return weigh(pieces, accounts=accounts).score


def test_an_odd_name_elsewhere_is_offered_and_a_common_one_is_not():
    assert score(shared(Kind.SAME_NAME, bits=32)) > 0.99
    assert score(shared(Kind.SAME_NAME, bits=9)) < 0.01
    assert score(shared(Kind.SAME_NAME, bits=17)) < 0.5 < score(shared(Kind.SAME_NAME, bits=22))


def test_two_weak_pieces_make_one_that_is_offered():
    name, words = shared(Kind.LIKE_NAME, bits=16), shared(Kind.SAME_WORDS)
    assert not weigh([name], accounts=ACCOUNTS).is_offered
    assert not weigh([words], accounts=ACCOUNTS).is_offered
    assert weigh([name, words], accounts=ACCOUNTS).is_offered


def test_what_many_share_tells_nothing():
    assert score(shared(Kind.SAME_CONTACT)) > 0.5 > score(shared(Kind.SAME_CONTACT, held_by=FEW + 1))


def test_who_complained_alone_ties_nobody():
    assert score(shared(Kind.SAME_COMPLAINANT), accounts=10) == 0


def test_of_one_kind_the_rarest_counts_once():
    one = score(shared(Kind.SAME_PICTURE))
    assert score(shared(Kind.SAME_PICTURE), shared(Kind.SAME_PICTURE, held_by=9)) == one


def test_the_same_name_is_not_counted_twice_as_a_like_one():
    same, like = shared(Kind.SAME_NAME, bits=20), shared(Kind.LIKE_NAME, bits=20)
    assert score(same, like) == score(same)


def test_a_number_of_the_platform_settles_it():
    assert score(shared(Kind.SAME_NUMBER)) == 1.0


def test_hours_speak_for_and_against():
    night = [10 if hour < 4 else 0 for hour in range(24)]
    day = [10 if 9 <= hour < 13 else 0 for hour in range(24)]
    assert hours_shared(night, night).bits > 0 > hours_shared(night, day).bits
    assert hours_shared(night, [1] * 9 + [0] * 15) is None


KINDS = st.sampled_from([kind for kind in Kind if kind is not Kind.SAME_HOURS])
PIECES = st.lists(st.builds(Shared, kind=KINDS, held_by=st.integers(2, 50), bits=st.floats(0, 40)), max_size=8)


@given(PIECES, st.integers(0, 10**7))
def test_score_is_a_share_in_any_order_and_evidence_only_speaks_for(pieces, accounts):
    found = weigh(pieces, accounts=accounts)
    assert 0 <= found.score <= 1
    assert weigh(list(reversed(pieces)), accounts=accounts) == found
    assert all(each.bits > 0 for each in found.evidence)


def test_a_link_that_a_dozen_show_tells_less_than_an_address_that_two_do():
    address = shared(Kind.SAME_CONTACT, bits=OF_CONTACT["email"])
    link = shared(Kind.SAME_CONTACT, held_by=12, bits=OF_CONTACT["link"])
    assert score(address) > 0.95 > 0.1 > score(link)


def test_words_that_come_with_a_picture_add_little():
    picture, words = shared(Kind.SAME_PICTURE), shared(Kind.SAME_WORDS)
    both = weigh([picture, words], accounts=100_000).evidence
    assert sum(each.bits for each in both) == max(each.bits for each in both) + 2
