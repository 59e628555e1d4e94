import hashlib
import logging
import subprocess
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.db import IntegrityError, transaction
from django.utils import timezone

from hatehub.accounts.actors import PUBLIC
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from referrals.models import TimeStamp
from referrals.selectors import stamps
from referrals.services import stamping
from referrals.tasks import fetch_due_time_stamps, fetch_time_stamps

pytest_plugins = ["tests.making.authorities"]
pytestmark = pytest.mark.django_db

POLICY = "1.2.3.4.1"
SEALED = b"what was sealed\n"
DIGEST = hashlib.sha256(SEALED).hexdigest()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def asked(now):
    """Ask for the stamps of one subject, and return them."""

    def ask(subject="", *, digest=DIGEST, at=None):
        subject = subject or f"package:{uuid4()}"
        stamping.ask(subject=subject, digest=digest, at=at or now)
        return stamps.of_subject(subject)

    return ask


def fetched(stamp, *, at):
    answered = stamping.fetch(stamp_id=stamp.id, at=at)
    stamp.refresh_from_db()
    return answered


def test_without_an_authority_nothing_is_asked(asked):
    assert asked() == []


@pytest.mark.parametrize(
    ("subject", "digest"),
    [
        ("package:", DIGEST),
        ("package:one", DIGEST),
        ("report:1", DIGEST),
        ("package:a b", DIGEST),
        ("capture:1", "abc"),
        ("capture:1", ""),
    ],
)
def test_what_is_no_seal_is_refused(subject, digest, now):
    with pytest.raises(stamping.CannotBeStamped):
        stamping.ask(subject=subject, digest=digest, at=now)


def test_each_authority_stamps_and_openssl_agrees(authority, asked, now, tmp_path, officer):
    both = [authority("one"), authority("two", policy=POLICY)]
    found = asked()
    assert [stamp.authority for stamp in found] == [each.url for each in both]
    for stamp, made in zip(found, both, strict=True):
        assert fetched(stamp, at=now) is True
        assert abs(stamp.stamped_at - now) < timedelta(minutes=1)
        assert (stamp.policy, stamp.last_error, stamp.late_by) == (POLICY, "", None)
        (tmp_path / "sealed").write_bytes(SEALED)
        (tmp_path / "stamp.tsr").write_bytes(stamp.answer)
        command = ["openssl", "ts", "-verify", "-data", "sealed", "-in", "stamp.tsr", "-CAfile", made.ca_path]
        assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
        (tmp_path / "sealed").write_bytes(b"something else\n")
        assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
        answer = stamps.answer_of(subject=stamp.subject, number=found.index(stamp) + 1, by=officer)
        assert answer == bytes(stamp.answer)
    entries = Entry.objects.filter(verb="time_stamped", subject=found[0].subject)
    assert {entry.details["authority"] for entry in entries} == {made.url for made in both}


def test_asking_again_for_the_same_changes_nothing(authority, asked, now):
    made = authority()
    (stamp,) = asked()
    fetched(stamp, at=now)
    assert asked(stamp.subject) == [stamp]
    assert stamping.fetch(stamp_id=stamp.id, at=now) is True
    assert made.questions == 1


def test_stamps_are_asked_for_with_the_seal_or_not_at_all(authority, asked, now):
    authority()
    with transaction.atomic():
        asked("capture:rolled-back")
        transaction.set_rollback(True)
    assert stamps.of_subject("capture:rolled-back") == []


AWAY = {503: "http 503", 404: "http 404", 302: "http 302", "slow": "ReadTimeout"}
REFUSED = {"garbage": "unreadable", "page": "not a reply", "endless": "too large"}


@pytest.mark.parametrize("fault", [*AWAY, *REFUSED])
def test_fault_leaves_the_stamp_to_be_fetched_later(authority, asked, now, fault, settings):
    made = authority()
    made.faults.append(fault)
    (stamp,) = asked()
    assert fetched(stamp, at=now) is (fault in REFUSED)
    assert stamp.last_error == {**AWAY, **REFUSED}[fault]
    assert (stamp.received_at, bytes(stamp.answer), stamp.attempts) == (None, b"", 1)
    assert stamp.not_before == now + stamping.FIRST_RETRY
    settings.TIME_STAMP_SECONDS = 20
    assert fetched(stamp, at=now + stamping.FIRST_RETRY) is True
    assert stamp.received_at is not None


def test_authority_that_is_down_or_gone_from_the_settings_is_waited_for(authority, asked, now, settings):
    authority()
    (stamp,) = asked()
    settings.TIME_STAMP_AUTHORITIES = []
    assert fetched(stamp, at=now) is False
    assert stamp.last_error == "not configured"
    settings.TIME_STAMP_AUTHORITIES = [{"url": stamp.authority, "ca_path": "", "policy": ""}]
    port = stamp.authority.split(":")[2].split("/")[0]
    closed = stamp.authority.replace(port, "1")
    TimeStamp.objects.update(authority=closed)
    settings.TIME_STAMP_AUTHORITIES = [{"url": closed, "ca_path": "", "policy": ""}]
    assert fetched(stamp, at=now) is False
    assert stamp.last_error == "ConnectError"


def test_answer_to_another_question_is_refused(authority, asked, now):
    made = authority()
    others = {
        "another nonce": lambda question: made.reply(made.asked("-digest", DIGEST)),
        "another digest": lambda question: made.reply(made.asked("-digest", "0" * 64)),
    }
    for reason, fault in others.items():
        made.faults.append(fault)
        (stamp,) = asked()
        assert fetched(stamp, at=now) is True
        assert (stamp.last_error, stamp.received_at) == (reason, None)


def test_answer_of_an_earlier_time_is_refused_when_played_again(authority, asked, now):
    made, kept = authority(), []
    made.faults.append(lambda question: kept.append(made.reply(question)) or kept[0])
    (first,) = asked()
    fetched(first, at=now)
    made.faults.append(lambda question: kept[0])
    (second,) = asked()
    fetched(second, at=now)
    assert (second.last_error, second.received_at) == ("another nonce", None)


def test_authority_that_is_not_trusted_is_refused(authority, asked, now, settings):
    known = authority("known")
    settings.TIME_STAMP_AUTHORITIES = []
    authority("stranger", ca_of=known)
    (stamp,) = asked()
    fetched(stamp, at=now)
    assert (stamp.last_error, stamp.received_at) == ("signer not trusted", None)


def test_certificate_that_is_not_for_time_stamps_is_refused(authority, asked, now):
    made = authority(purpose=ExtendedKeyUsageOID.TIME_STAMPING)
    stranger = authority("mail", purpose=ExtendedKeyUsageOID.EMAIL_PROTECTION)
    first, second = asked()
    made.faults.append(lambda question: _reply_regardless(stranger, question))
    for stamp in (first, second):
        fetched(stamp, at=now)
        assert stamp.received_at is None


def _reply_regardless(authority, question):
    try:
        return authority.reply(question)
    except subprocess.CalledProcessError:
        return b""


def test_other_policy_than_the_one_asked_for_is_refused(authority, asked, now):
    made = authority(policy="1.2.3.4.9")
    (stamp,) = asked()
    fetched(stamp, at=now)
    assert stamp.last_error == "not granted: rejection"
    made.faults.append(lambda question: made.reply(made.asked("-digest", DIGEST)))
    fetched(stamp, at=now)
    assert stamp.received_at is None


@pytest.mark.parametrize(("asked_in", "answered_in"), [(1, 1), (-1, -1)])
def test_moment_before_the_seal_or_still_to_come_is_refused(authority, asked, now, asked_in, answered_in):
    authority()
    (stamp,) = asked(at=now + timedelta(hours=asked_in))
    fetched(stamp, at=now + timedelta(hours=answered_in))
    assert (stamp.last_error, stamp.received_at) == ("its clock is wrong", None)


def test_any_changed_byte_of_an_answer_never_makes_another_moment(authority, asked, now):
    made = authority()
    (stamp,) = asked()
    for place in range(8, 2000, 61):

        def flipped(question, place=place):
            content = bytearray(made.reply(question))
            content[min(place, len(content) - 1)] ^= 1
            return bytes(content)

        made.faults.append(flipped)
        fetched(stamp, at=now)
        if stamp.received_at is not None:
            assert abs(stamp.stamped_at - now) < timedelta(minutes=1)
            TimeStamp.objects.update(answer=b"", received_at=None, stamped_at=None)


def test_stamp_that_comes_late_says_how_late(authority, asked, now):
    made = authority()
    made.faults.append(503)
    (stamp,) = asked(at=now - timedelta(hours=5))
    fetched(stamp, at=now)
    fetched(stamp, at=now)
    assert abs(stamp.late_by - timedelta(hours=5)) < timedelta(minutes=2)
    assert Entry.objects.get(verb="time_stamped").details["late_by"] == str(stamp.late_by)


def test_back_off_grows_to_an_hour_and_never_gives_up(authority, asked, now):
    made = authority()
    made.faults += [503] * 9
    (stamp,) = asked()
    waits = []
    for _ in range(9):
        fetched(stamp, at=now)
        waits.append(stamp.not_before - now)
    assert waits[:3] == [stamping.FIRST_RETRY * 2**number for number in range(3)]
    assert waits[-1] == stamping.LONGEST_RETRY
    assert stamping.lease_due(at=now + timedelta(days=30))


def test_supervisors_are_told_once_after_three_days(authority, asked, now, supervisor, officer, caplog):
    made = authority()
    made.faults += [503] * 3
    (stamp,) = asked(at=now - timedelta(days=2))
    fetched(stamp, at=now)
    assert list(stamps.overdue(by=supervisor, at=now)) == []
    with caplog.at_level(logging.ERROR):
        for day in (1, 2):
            fetched(stamp, at=now + timedelta(days=day))
    assert list(stamps.overdue(by=supervisor, at=now + timedelta(days=1))) == [stamp]
    assert Entry.objects.get(verb="time_stamp_overdue").details["failure"] == "http 503"
    assert [line.message for line in caplog.records] == ["time_stamp_overdue"]
    with pytest.raises(NotPermitted):
        stamps.overdue(by=officer, at=now)
    fetched(stamp, at=timezone.now())
    assert list(stamps.overdue(by=supervisor, at=now + timedelta(days=9))) == []


def test_worker_leases_and_fetches_and_stops_at_an_authority_that_is_away(authority, asked, now):
    here, away = authority("here"), authority("away")
    away.faults += [503] * 9
    subjects = [asked()[0].subject for _ in range(3)]
    leased = stamping.lease_due(at=now)
    assert {name: len(ids) for name, ids in leased.items()} == {here.url: 3, away.url: 3}
    assert stamping.lease_due(at=now) == {}
    assert stamping.lease_due(at=now + stamping.LEASE)
    for ids in leased.values():
        fetch_time_stamps(ids)
    assert (here.questions, away.questions) == (3, 1)
    assert {stamp.authority for each in subjects for stamp in stamps.of_subject(each) if stamp.received_at} == {
        here.url
    }


def test_task_finds_what_is_due(authority, asked, settings, monkeypatch):
    sent = []
    authority()
    (stamp,) = asked()
    monkeypatch.setattr(fetch_time_stamps, "delay", sent.append)
    fetch_due_time_stamps()
    assert sent == [[stamp.id]]


def test_no_answer_is_given_out_that_is_not_there(authority, asked, officer):
    authority()
    (stamp,) = asked()
    for number in (0, 1, 2, -1):
        assert stamps.answer_of(subject=stamp.subject, number=number, by=officer) is None
    with pytest.raises(NotPermitted):
        stamps.answer_of(subject=stamp.subject, number=1, by=PUBLIC)


def test_many_subjects_cost_one_statement(authority, asked, django_assert_num_queries):
    authority()
    subjects = [asked()[0].subject for _ in range(3)]
    with django_assert_num_queries(1):
        found = stamps.of_subjects([*subjects, "package:none"])
    assert [len(found[subject]) for subject in [*subjects, "package:none"]] == [1, 1, 1, 0]


def test_database_keeps_no_half_stamp(authority, asked, now):
    authority()
    (stamp,) = asked()
    for change in ({"received_at": now}, {"answer": b"x"}, {"digest": "short"}, {"subject": "report:1"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TimeStamp.objects.filter(id=stamp.id).update(**change)
