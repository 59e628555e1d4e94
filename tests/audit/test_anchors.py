"""The audit summed up and signed each day: what was changed behind the chains' back is found."""

import hashlib
import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit import anchoring
from hatehub.audit.models import Anchor, AnchoredHead, ChainHead, Entry
from hatehub.audit.rules.anchors import Leaf, merkle_root
from hatehub.audit.rules.chain import GENESIS, Link, hash_link
from hatehub.audit.selectors import verify
from hatehub.audit.services import record
from referrals.models import TimeStamp

DAY = timedelta(days=1)
leaves = st.lists(
    st.builds(Leaf, subject=st.text(max_size=5), sequence=st.integers(1, 99), hash=st.text("0123456789abcdef")),
    max_size=40,
)


@pytest.fixture
def write(db, officer, at):
    def make(subject, *, times=1, verb="tested"):
        for _ in range(times):
            record(subject=subject, verb=verb, by=officer, at=at)

    return make


@pytest.fixture
def anchored(write, hub, at):
    """Two days: three chains, then one of them moved and a fourth one begun."""
    for name in ("report:a", "report:b", "report:c"):
        write(name, times=2)
    first = anchoring.anchor(by=hub, at=at)
    write("report:b")
    write("report:d")
    return first, anchoring.anchor(by=hub, at=at + DAY)


def tamper(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        assert cursor.rowcount > 0
        cursor.execute("SET session_replication_role = origin")


def command(*words):
    out, errors, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command(*words, stdout=out, stderr=errors)
    except SystemExit as end:
        status = end.code
    return status, out.getvalue(), errors.getvalue()


# The tree -----------------------------------------------------------------------------------------
def as_the_standard_says(hashed):
    """RFC 6962, 2.1, word for word: split at the largest power of two below the number of leaves."""
    if not hashed:
        return hashlib.sha256(b"").digest()
    if len(hashed) == 1:
        return hashed[0]
    split = 1
    while split * 2 < len(hashed):
        split *= 2
    left, right = as_the_standard_says(hashed[:split]), as_the_standard_says(hashed[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(leaves)
def test_root_is_that_of_the_standard(found):
    hashed = [
        hashlib.sha256(
            b"\x00"
            + json.dumps([one.subject, one.sequence, one.hash], separators=(",", ":"), ensure_ascii=False).encode()
        ).digest()
        for one in found
    ]
    assert merkle_root(found) == as_the_standard_says(hashed).hex()


@given(leaves.filter(bool), st.data())
def test_any_change_of_a_leaf_changes_the_root(found, data):
    place = data.draw(st.integers(0, len(found) - 1))
    one = found[place]
    changed = Leaf(subject=one.subject, sequence=one.sequence + 1, hash=one.hash)
    assert merkle_root([*found[:place], changed, *found[place + 1 :]]) != merkle_root(found)


# Each day -----------------------------------------------------------------------------------------
def test_first_anchor_holds_every_chain_and_later_ones_what_moved(anchored):
    first, second = anchored
    held = {made.pk: set(made.leaves.values_list("subject", "sequence")) for made in anchored}
    assert held[first.pk] >= {("report:a", 2), ("report:b", 2), ("report:c", 2)}
    assert {each for each in held[second.pk] if each[0].startswith("report:")} == {("report:b", 3), ("report:d", 1)}
    assert second.previous == first.hash
    assert anchoring.check().broken is None
    assert anchoring.check().anchors == 2


def test_day_has_one_anchor_and_a_day_without_entries_has_one_too(anchored, hub, at):
    assert anchoring.anchor(by=hub, at=at + DAY) is None
    assert anchoring.anchor(by=hub, at=at) is None
    third = anchoring.anchor(by=hub, at=at + 2 * DAY)
    assert third is not None
    assert anchoring.check().broken is None
    assert [each.day for each in Anchor.objects.order_by("day")] == [at.date() + (n - 1) * DAY for n in range(3)]


def test_nobody_but_the_hub_anchors(write, officer, at):
    with pytest.raises(NotPermitted):
        anchoring.anchor(by=officer, at=at)


@pytest.mark.parametrize("table", ["audit_anchor", "audit_anchoredhead"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET hash = ''", "DELETE FROM {}"])
def test_database_refuses_to_change_anchors(anchored, table, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))


def test_statements_do_not_grow_with_the_chains(write, hub, at, django_assert_num_queries):
    write("report:a")
    anchoring.anchor(by=hub, at=at)  # the key is taken with the first
    for number in range(50):
        write(f"report:{number}")
    with django_assert_num_queries(11):
        assert anchoring.anchor(by=hub, at=at + DAY).heads > 50


# What somebody with the database in hand could do -------------------------------------------------
def rewrite(subject):
    """Write a chain anew, with other words and hashes that hold, and its head with it."""
    previous = GENESIS
    for entry in Entry.objects.filter(subject=subject).order_by("sequence"):
        fields = {name: getattr(entry, name) for name in Link.__dataclass_fields__}
        digest = hash_link(Link(**{**fields, "verb": "invented", "previous_hash": previous}))
        tamper(
            "UPDATE audit_entry SET verb = 'invented', previous_hash = %s, hash = %s WHERE id = %s",
            *(previous, digest, entry.pk),
        )
        previous = digest
    tamper("UPDATE audit_chainhead SET hash = %s WHERE subject = %s", previous, subject)
    return previous


def test_chain_that_was_written_anew_with_its_head_is_found(anchored):
    rewrite("report:a")
    assert verify().first_broken is None
    status, out, errors = command("verify_audit")
    assert (status, json.loads(out)["ok"]) == (1, False)
    assert json.loads(out)["first_broken"] == f"anchor:{anchored[0].day}"
    assert "an entry is not what was anchored" in errors


def test_chain_that_was_written_anew_with_its_anchor_is_found(anchored):
    digest = rewrite("report:a")
    tamper("UPDATE audit_anchoredhead SET hash = %s WHERE subject = 'report:a'", digest)
    assert anchoring.check().reason == "its root is not that of its heads"


def test_anchor_that_was_made_anew_without_the_key_is_found(anchored):
    first, _second = anchored
    digest = rewrite("report:a")
    tamper("UPDATE audit_anchoredhead SET hash = %s WHERE subject = 'report:a'", digest)
    root = merkle_root(
        Leaf(subject=each.subject, sequence=each.sequence, hash=each.hash)
        for each in sorted(AnchoredHead.objects.filter(anchor=first), key=lambda leaf: leaf.subject.encode())
    )
    tamper("UPDATE audit_anchor SET root = %s WHERE id = %s", root, first.pk)
    assert anchoring.check().reason == "its hash is not that of its content"
    forged = Anchor.objects.get(pk=first.pk)
    summed = {name: getattr(forged, name) for name in ("day", "at", "heads", "root", "previous")}
    tamper(
        "UPDATE audit_anchor SET hash = %s WHERE id = %s",
        *(anchoring.hash_of(anchoring.Summed(**summed)), first.pk),
    )
    assert anchoring.check().reason == "no key of the hub made its signature"


def test_chain_that_was_cut_back_with_its_head_is_found(anchored):
    tamper("DELETE FROM audit_entry WHERE subject = 'report:b' AND sequence = 3")
    before = Entry.objects.get(subject="report:b", sequence=2)
    tamper("UPDATE audit_chainhead SET sequence = 2, hash = %s WHERE subject = 'report:b'", before.hash)
    assert verify().first_broken is None
    assert anchoring.check().broken == f"anchor:{anchored[1].day}"


def test_chain_that_was_removed_altogether_is_found(anchored):
    tamper("DELETE FROM audit_entry WHERE subject = 'report:c'")
    tamper("DELETE FROM audit_chainhead WHERE subject = 'report:c'")
    assert anchoring.check().broken == f"anchor:{anchored[0].day}"


def test_anchor_taken_from_the_middle_is_found(anchored):
    tamper("DELETE FROM audit_anchoredhead WHERE anchor_id = %s", anchored[0].pk)
    tamper("DELETE FROM audit_anchor WHERE id = %s", anchored[0].pk)
    assert anchoring.check().reason == "it does not follow the one before"


def test_newest_anchor_taken_away_is_found_by_who_kept_it(anchored, tmp_path):
    status, out, _ = command("audit_anchors")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (status, [row["hash"] for row in rows]) == (0, [made.hash for made in anchored])
    assert [json.loads(line) for line in command("audit_anchors", "--since", rows[1]["day"])[1].splitlines()] == rows[
        1:
    ]
    kept = tmp_path / "kept.jsonl"
    kept.write_text(out, encoding="utf-8")
    assert command("verify_audit", "--anchors", str(kept))[0] == 0
    tamper("DELETE FROM audit_anchoredhead WHERE anchor_id = %s", anchored[1].pk)
    tamper("DELETE FROM audit_anchor WHERE id = %s", anchored[1].pk)
    assert command("verify_audit")[0] == 0
    status, out, errors = command("verify_audit", "--anchors", str(kept))
    assert (status, json.loads(out)["first_broken"]) == (1, f"anchor:{rows[1]['day']}")
    assert "not the anchor that was kept" in errors


@pytest.mark.parametrize("content", ["{", "[]", '{"day": 1}', "\udcff"])
def test_file_that_holds_no_anchors_is_misuse(anchored, tmp_path, content):
    kept = tmp_path / "kept.jsonl"
    kept.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(CommandError) as refused:
        call_command("verify_audit", "--anchors", str(kept), stdout=io.StringIO())
    assert refused.value.returncode == 2


def test_whole_audit_says_how_many_anchors_hold(anchored):
    status, out, errors = command("verify_audit")
    assert (status, json.loads(out)["first_broken"]) == (0, None)
    assert errors.splitlines() == ["Anchors: 2"]


def test_authority_is_asked_for_the_hash_of_the_anchor(write, hub, at, settings):
    settings.TIME_STAMP_AUTHORITIES = [{"url": "https://stamps.example.org/", "ca_path": "", "policy": ""}]
    write("report:a")
    made = anchoring.anchor(by=hub, at=at)
    stamp = TimeStamp.objects.get(subject=f"audit:{made.day}")
    assert stamp.digest == made.hash


def test_heads_are_counted_once_however_often_they_move(write, hub, at):
    write("report:a", times=3)
    made = anchoring.anchor(by=hub, at=at)
    assert made.heads == ChainHead.objects.filter(sequence__gt=0).exclude(subject="hub:package-signing-key").count()
