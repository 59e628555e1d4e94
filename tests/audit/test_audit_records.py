import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hatehub.audit.models import ChainHead, Entry
from hatehub.audit.rules.chain import FractionInDetails
from hatehub.audit.selectors import count_entries, list_deeds, list_entries, verify
from hatehub.audit.services import Note, ReasonRequired, record, record_many, record_read

pytest_plugins = ["tests.making.committing"]
SUBJECT = "report:OHR-TEST-0001"


@pytest.fixture
def write(db, officer, at):
    def make(*, subject=SUBJECT, times=1, **more):
        for _ in range(times):
            record(**{"subject": subject, "verb": "tested", "by": officer, "at": at, **more})

    return make


def tamper(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        assert cursor.rowcount > 0
        cursor.execute("SET session_replication_role = origin")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET reason = 'other'",
        "UPDATE audit_entry SET reason = reason",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
def test_database_itself_refuses_to_change_the_audit(write, sql):
    write()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND tgname LIKE '%no_truncate%'"
        )
        cursor.execute(f'ALTER TABLE audit_entry ENABLE TRIGGER "{cursor.fetchone()[0]}"')
        with pytest.raises(DatabaseError, match=r"append-only|Cannot update or delete"), transaction.atomic():
            cursor.execute(sql)
    assert Entry.objects.count() == 1


def test_model_cannot_change_or_delete_an_entry_either(write):
    write()
    entry = Entry.objects.get()
    entry.reason = "other"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


def test_entries_are_chained_and_verified(write, officer, at):
    write(times=3, reason="why", details={"id": "1", "n": 2})
    write(subject="case:OHC-TEST-0002", times=2)
    verdict = verify()
    assert (verdict.entries, verdict.first_broken) == (5, None)
    first, second, _ = list_entries(subjects=[SUBJECT])
    assert second.previous_hash == first.hash
    assert (first.actor, first.at, first.reason) == ("officer:officer-1", at, "why")


def test_entry_is_gone_with_the_change_it_belonged_to(write):
    write()
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    write()
    assert list(Entry.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2]
    assert verify().first_broken is None


@pytest.mark.parametrize("field", ["actor", "verb", "reason", "hash", "previous_hash"])
@pytest.mark.parametrize("sequence", [1, 2, 3])
def test_changed_entry_is_named(write, field, sequence):
    write(times=3)
    write(subject="report:OTHER", times=3)
    tamper(f"UPDATE audit_entry SET {field} = 'x' WHERE subject = %s AND sequence = %s", SUBJECT, sequence)
    assert verify().first_broken == f"{SUBJECT}#{sequence}"
    assert verify(subject=SUBJECT).first_broken == f"{SUBJECT}#{sequence}"
    assert verify(subject="report:OTHER").first_broken is None


def test_changed_details_or_time_are_named(write):
    write(times=3, details={"force": "E23000010"})
    tamper('UPDATE audit_entry SET details = \'{"force": "E23000032"}\' WHERE sequence = 2')
    assert verify().first_broken == f"{SUBJECT}#2"
    tamper("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE sequence = 1")
    assert verify().first_broken == f"{SUBJECT}#1"


@pytest.mark.parametrize(("removed", "named"), [(1, 1), (2, 2), (3, 3)])
def test_removed_entry_is_named_even_at_the_end(write, removed, named):
    write(times=3)
    tamper("DELETE FROM audit_entry WHERE sequence = %s", removed)
    assert verify().first_broken == f"{SUBJECT}#{named}"


@pytest.mark.parametrize("emptied", ["a:1", "b:2", "c:3"])
def test_emptied_chain_is_named_wherever_it_stood(write, emptied):
    for subject in ("a:1", "b:2", "c:3"):
        write(subject=subject, times=2)
    tamper("DELETE FROM audit_entry WHERE subject = %s", emptied)
    assert verify().first_broken == f"{emptied}#1"
    assert verify(subject=emptied).first_broken == f"{emptied}#1"


@pytest.mark.parametrize("headless", ["a:1", "b:2", "c:3"])
def test_chain_whose_head_was_removed_is_named_and_no_other(write, headless):
    for subject in ("a:1", "b:2", "c:3"):
        write(subject=subject, times=2)
    ChainHead.objects.filter(subject=headless).delete()
    assert verify().first_broken == f"{headless}#3"


def test_entry_added_behind_the_back_of_the_chain_is_named(write):
    write(times=2)
    tamper(
        "INSERT INTO audit_entry (subject, sequence, at, actor, verb, reason, details, previous_hash, hash) "
        "SELECT subject, 3, at, actor, verb, reason, details, hash, hash FROM audit_entry WHERE sequence = 2"
    )
    assert verify().first_broken == f"{SUBJECT}#3"


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63),
    st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.text(alphabet="abcé_", max_size=8), st.one_of(scalars, st.lists(scalars, max_size=3)), max_size=4
    )
)
def test_any_ids_and_primitives_in_the_details_stay_verifiable(write, details):
    write(details=details)
    assert verify(subject=SUBJECT).first_broken is None


@pytest.mark.parametrize("value", [0.1, 1.0, 1e-7, 1e16, 1e22, -0.0])
@pytest.mark.parametrize("place", [lambda value: value, lambda value: [1, {"deep": value}]])
def test_fraction_in_the_details_is_refused_and_leaves_nothing(write, value, place):
    with pytest.raises(FractionInDetails):
        write(details={"value": place(value)})
    assert not Entry.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_reading_personal_data_needs_a_reason(db, officer, at, reason):
    with pytest.raises(ReasonRequired):
        record_read(subject=SUBJECT, what="contact", by=officer, at=at, reason=reason)
    assert not Entry.objects.exists()


def test_reading_personal_data_is_recorded_with_its_reason(db, officer, at):
    entry = record_read(subject=SUBJECT, what="contact", by=officer, at=at, reason="calling back")
    assert (entry.verb, entry.reason, entry.details) == ("read", "calling back", {"what": "contact"})


def test_command_says_that_all_is_whole(write):
    write(times=2)
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert json.loads(out.getvalue()) == {"ok": True, "entries": 2, "first_broken": None}


def test_command_names_the_break_and_exits_with_one(write):
    write(times=2)
    tamper("UPDATE audit_entry SET verb = 'x' WHERE sequence = 2")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", SUBJECT, stdout=out, stderr=err)
    assert ended.value.code == 1
    assert json.loads(out.getvalue()) == {"ok": False, "entries": 2, "first_broken": f"{SUBJECT}#2"}
    assert f"{SUBJECT}#2" in err.getvalue()


def test_writers_of_one_subject_at_once_make_one_whole_chain(together, officer, at):
    def add():
        for _ in range(10):
            record(subject=SUBJECT, verb="tested", by=officer, at=at)

    assert together(*[add] * 6) == [None] * 6
    verdict = verify()
    assert (verdict.entries, verdict.first_broken) == (60, None)


def test_verification_beside_writers_sees_one_moment(together, officer, at):
    def add():
        for number in range(40):
            record(subject=f"report:{number % 4}", verb="tested", by=officer, at=at)

    def check():
        return {verify().first_broken for _ in range(15)}

    assert together(add, add, check) == [None, None, {None}]


def notes(*subjects, **more):
    return [Note(subject=subject, verb="tested", **more) for subject in subjects]


def test_many_entries_are_chained_as_they_would_be_one_by_one(write, officer, at):
    write(subject="a:1", times=2)
    assert record_many(notes=notes("b:2", "a:1", "b:2", "c:3", reason="why"), by=officer, at=at) == 4
    write(subject="b:2")
    verdict = verify()
    assert (verdict.entries, verdict.first_broken) == (7, None)
    assert [entry.sequence for entry in list_entries(subjects=["b:2"])] == [1, 2, 3]
    assert [entry.reason for entry in list_entries(subjects=["a:1"])] == ["", "", "why"]


def test_nothing_to_record_writes_nothing(db, officer, at):
    assert record_many(notes=[], by=officer, at=at) == 0
    assert not Entry.objects.exists()


def test_fraction_among_many_leaves_nothing_of_any(db, officer, at):
    with pytest.raises(FractionInDetails):
        record_many(notes=[*notes("a:1"), *notes("b:2", details={"share": 0.5})], by=officer, at=at)
    assert not Entry.objects.exists()


def test_many_entries_cost_as_many_statements_as_few(db, officer, at, django_assert_num_queries):
    for count in (2, 40):
        with django_assert_num_queries(6):
            record_many(notes=notes(*(f"a:{number}" for number in range(count))), by=officer, at=at)


def test_writers_of_many_subjects_at_once_wait_for_each_other_and_never_crosswise(together, officer, at):
    subjects = [f"a:{number}" for number in range(20)]

    def add(order):
        for _ in range(5):
            record_many(notes=notes(*order), by=officer, at=at)

    assert together(*[lambda order=order: add(order) for order in (subjects, subjects[::-1]) * 2]) == [None] * 4
    verdict = verify()
    assert (verdict.entries, verdict.first_broken) == (400, None)


def test_same_thing_done_to_many_at_once_is_one_deed(write, officer, at):
    record_many(notes=notes("a:1", "b:2", "c:3"), by=officer, at=at)
    write(subject="a:1", verb="other", at=at + timedelta(minutes=1))
    write(subject="a:1", verb="viewed", at=at + timedelta(minutes=2))
    newest, many = list_deeds(subjects=["a:1", "b:2", "c:3"], without=["viewed"], most=5)
    assert (newest.verb, newest.entries, newest.is_of_one_subject, newest.subject) == ("other", 1, True, "a:1")
    assert (many.verb, many.entries, many.is_of_one_subject, many.at) == ("tested", 3, False, at)
    assert count_entries(subjects=["a:1", "b:2"], verbs=["viewed"]) == 1


def test_deeds_are_paged_without_a_gap_or_a_repeat(write, at):
    for number in range(7):
        write(verb=f"verb{number}", at=at + timedelta(minutes=number // 3))
    seen, before = [], None
    while page := list_deeds(subjects=[SUBJECT], without=[], most=2, before=before):
        seen += [deed.verb for deed in page]
        before = (page[-1].at, page[-1].last_id)
    assert seen == [f"verb{number}" for number in reversed(range(7))]
