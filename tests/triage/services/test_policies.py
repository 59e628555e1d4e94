import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from tests.making import reports as making
from triage.models import Assessment, PolicyActivation, PolicyVersion
from triage.rules.policy_file import BadPolicy
from triage.selectors.policies import (
    NoPolicyInForce,
    NoSuchPolicy,
    get_policy,
    list_activations,
    list_versions,
    policy_of,
)
from triage.services import assessing, policies

pytest_plugins = ["tests.making.committing"]
CODE, REVIEW = "2023-code.2", "2026-review.1"


@pytest.fixture
def own(db):
    """Make a file of one more version: the 2023 Code under another name."""

    def make(version="own.1", **changes):
        data = json.loads(policies.shipped_files()[0].content)
        return policies.PolicyFile(
            name=f"{version}.json", content=json.dumps({**data, "version": version, **changes}, indent=1).encode()
        )

    return make


def load(files, supervisor, at):
    return policies.load(policy_files=files, by=supervisor, at=at)


def test_a_hub_starts_with_the_shipped_versions_and_the_2023_code_in_force(db, hub, at):
    assert set(PolicyVersion.objects.values_list("version", flat=True)) == {CODE, REVIEW}
    assert get_policy().version == CODE
    assert policies.load_shipped(by=hub, at=at) == []
    assert PolicyActivation.objects.count() == 1


def test_starting_again_leaves_the_version_in_force_that_somebody_chose(db, supervisor, hub, at):
    policies.activate(version=REVIEW, reason="The review is in force.", by=supervisor, at=at)
    policies.load_shipped(by=hub, at=at)
    assert get_policy().version == REVIEW


def test_loaded_version_is_kept_byte_for_byte_and_in_the_audit(own, supervisor, at):
    file = own()
    (row,) = load([file], supervisor, at)
    assert (row.data.encode(), row.loaded_by, row.loaded_at) == (file.content, "supervisor:supervisor-1", at)
    entry = Entry.objects.get(verb="policy_loaded")
    assert entry.details == {"version": "own.1", "digest": row.digest}
    assert get_policy().version == CODE


def test_loading_the_same_again_changes_nothing(own, supervisor, at):
    load([own()], supervisor, at)
    assert load([own(), own()], supervisor, at) == []
    assert Entry.objects.filter(verb="policy_loaded").count() == 1


def test_other_content_under_a_loaded_version_is_refused_by_its_line(own, supervisor, at):
    load([own()], supervisor, at)
    with pytest.raises(BadPolicy, match=r"own\.1\.json line 3: own\.1 is loaded already and says something else"):
        load([own(name="Another")], supervisor, at)
    with pytest.raises(BadPolicy, match="loaded already"):
        load([own("own.2"), own("own.2", name="Another")], supervisor, at)
    assert not PolicyVersion.objects.filter(version="own.2").exists()


def test_one_bad_file_loads_none(own, supervisor, at):
    with pytest.raises(BadPolicy, match=r"own\.3\.json line \d+: the policy starts at nowhere"):
        load([own("own.2"), own("own.3", start="nowhere")], supervisor, at)
    latin = policies.PolicyFile(name="latin.json", content=b"{\n\xe9}")
    with pytest.raises(BadPolicy, match=r"latin\.json line 2: this is not UTF-8 text"):
        load([own("own.2"), latin], supervisor, at)
    assert PolicyVersion.objects.count() == 2
    assert not Entry.objects.exists()


def test_database_itself_refuses_to_rewrite_a_version_or_the_history(db):
    for statement in (
        "UPDATE triage_policyversion SET data = ''",
        "DELETE FROM triage_policyactivation",
        "UPDATE triage_policyactivation SET reason = 'other'",
    ):
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_activation_is_kept_with_its_reason_and_in_the_audit(db, supervisor, at):
    made = policies.activate(version=REVIEW, reason=" The review is in force. ", by=supervisor, at=at)
    assert (made.since, made.by, made.reason) == (at, "supervisor:supervisor-1", "The review is in force.")
    entry = Entry.objects.get(verb="policy_activated")
    assert (entry.subject, entry.reason) == ("policy", "The review is in force.")
    assert entry.details == {"version": REVIEW, "former": CODE}
    assert [row.policy.version for row in list_activations(by=supervisor)] == [REVIEW, CODE]
    assert [(each.row.version, each.is_in_force) for each in list_versions(by=supervisor)] == [
        (REVIEW, True),
        (CODE, False),
    ]


@pytest.mark.parametrize(
    ("version", "reason", "refusal"),
    [
        ("nonsense", "Why not.", NoSuchPolicy),
        (CODE, "Again.", policies.AlreadyInForce),
        (REVIEW, "", policies.ReasonNeeded),
        (REVIEW, " \n", policies.ReasonNeeded),
    ],
)
def test_refused_activation_leaves_nothing(db, supervisor, at, version, reason, refusal):
    with pytest.raises(refusal):
        policies.activate(version=version, reason=reason, by=supervisor, at=at)
    assert get_policy().version == CODE
    assert not Entry.objects.exists()


def test_only_supervisors_change_the_policy(own, officer, west_yorkshire, at):
    for by in (officer, west_yorkshire):
        with pytest.raises(NotPermitted):
            load([own()], by, at)
        with pytest.raises(NotPermitted):
            policies.activate(version=REVIEW, reason="Mine.", by=by, at=at)
        with pytest.raises(NotPermitted):
            list_versions(by=by)
        with pytest.raises(NotPermitted):
            list_activations(by=by)


def test_decision_stays_bound_to_the_version_it_was_made_under(report_at, supervisor, officer, at):
    first = report_at("assessed_non_crime")
    policies.activate(version=REVIEW, reason="New.", by=supervisor, at=at)
    second = report_at("out_of_scope", url="https://x.com/other/status/1700000000000000002")
    rows = {row.report_id: row for row in Assessment.objects.all()}
    assert policy_of(rows[first.id]).version == CODE
    assert policy_of(rows[second.id]).version == REVIEW
    assert policy_of(Assessment(policy_version="2023-code.1")) is None


def test_nothing_is_assessed_while_no_policy_is_in_force(report_at, officer, at):
    report = report_at("in_triage")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE triage_policyactivation")
    with pytest.raises(NoPolicyInForce):
        making.assess(report, making.NON_CRIME, by=officer, at=at)


def test_unknown_disposal_and_data_that_is_told_of_but_not_kept_are_refused_by_the_database(report_at, officer, at):
    row = Assessment.objects.get(report=report_at("assessed_non_crime"))
    for change in (
        {"disposal": "prison"},
        {"keeps_subject_data": False, "tells_subject": True},
        {"outcome": "out_of_scope", "keeps_subject_data": True},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.filter(id=row.id).update(**change)


def test_two_who_load_the_same_at_once_load_it_once(together, hub, at):
    data = json.loads(policies.shipped_files()[0].content)
    file = policies.PolicyFile(name="own.json", content=json.dumps({**data, "version": "twice.1"}).encode())
    try:
        done = together(*[lambda: policies.load(policy_files=[file], by=hub, at=at)] * 4)
        assert sorted(len(added) for added in done) == [0, 0, 0, 1]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE triage_policyactivation, triage_policyversion")
        call_command("load_policy")


def test_load_policy_says_what_is_new_and_refuses_by_file_line_and_reason(own, tmp_path, capsys):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(own().content)
    bad.write_bytes(b'{\n "format": 1\n}')
    with pytest.raises(CommandError, match=r"bad\.json line 2: the format is not 2; nothing was loaded"):
        call_command("load_policy", str(good), str(bad))
    assert PolicyVersion.objects.count() == 2
    with pytest.raises(CommandError, match="cannot be read: No such file or directory; nothing was loaded"):
        call_command("load_policy", str(tmp_path / "nowhere.json"))
    call_command("load_policy", str(good))
    call_command("load_policy", str(good))
    call_command("load_policy")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.split("\n")[:3] == [
        "load_policy: 1 new (own.1).",
        "load_policy: 0 new (all were loaded already).",
        "load_policy: 0 new (all were loaded already).",
    ]


def test_activate_policy_needs_a_version_and_a_reason(db, capsys):
    with pytest.raises(CommandError, match="reason"):
        call_command("activate_policy", REVIEW)
    with pytest.raises(CommandError, match="There is no policy nonsense"):
        call_command("activate_policy", "nonsense", "--reason", "x")
    with pytest.raises(CommandError, match="Say why"):
        call_command("activate_policy", REVIEW, "--reason", " ")
    call_command("activate_policy", REVIEW, "--reason", "The review is in force.")
    with pytest.raises(CommandError, match="in force already"):
        call_command("activate_policy", REVIEW, "--reason", "x")
    assert get_policy().version == REVIEW
    assert PolicyActivation.objects.latest("id").by == "hub:hub"
    assert "2026-review.1 is in force" in capsys.readouterr().err


def test_switch_while_a_page_is_open_refuses_the_decision(report_at, supervisor, officer, at):
    report = report_at("in_triage")
    policies.activate(version=REVIEW, reason="New.", by=supervisor, at=at)
    with pytest.raises(assessing.PolicyChanged):
        assessing.assess(
            report_id=report.id,
            answers=making.OUT_OF_SCOPE,
            offence_code=None,
            by=replace(officer, identifier="officer-2"),
            at=at,
            expected_version=report.version,
            policy_version=CODE,
        )
    assert not Assessment.objects.exists()
