"""Un-merging gives everything back: every row of every model of the project, found by introspection.

A model that changes fails this until un-merging handles it, or until it is listed here with a reason.
"""

import random
from datetime import timedelta

import pytest
from django.apps import apps

from hatehub.audit.models import ChainHead, Entry
from hatehub.outbox.models import Delivery, OutboxEvent
from intel.models import Account
from referrals.models import EvidencePackage, FeedEntry, InboundReport, SigningKey, TimeStamp
from referrals.services import packaging
from reports.models import Report, StatusEntry, Update
from tests.making import reports as making
from tests.making.worlds import make_world, merge_and_take_apart, try_merge
from triage.models import DuplicateMatch, Merge, MovedReport, Priority, Responsibility, TimeBar
from triage.services import duplicates, merging
from triage.services.merging import separating

OWN = ("hatehub.", "reports", "triage", "referrals", "intel")

KEPT = {
    Entry: "the audit only grows",
    ChainHead: "each entry of the audit moves the head of its chain on",
    OutboxEvent: "what happened, happened",
    Delivery: "one for each handler of each event",
    StatusEntry: "a complainant's story only grows",
    Update: "messages about lines of the story",
    Merge: "a merge that was undone stays as history",
    MovedReport: "what a merge kept, with it",
    FeedEntry: "forces have read it",
    EvidencePackage: "a case that a force has or is offered gets a new version; the older ones stay",
    TimeStamp: "each version of a package that is sealed gets its own",
    SigningKey: "the key that signed the newer version",
    DuplicateMatch: "a report that stands by itself again is looked at again, and may be offered more",
    Responsibility: "who kept in touch while a report was there; such a row has an end",
}
"""Models that may have gained rows. The rows that were there before must be as they were."""

MOVES_ON = {(ChainHead, "sequence"): "as above", (ChainHead, "hash"): "as above"}

RESTARTED = {
    (Report, "version"): "it counts steps, and merging and un-merging are two",
    (Report, "state_since"): "it stands there again since it was taken out",
    (Report, "due_at"): "clocks restart; that lateness is kept has a test of its own",
    (TimeBar, "computed_at"): "an earlier act that joined and left again was computed with twice",
    (InboundReport, "position"): "its referrer is told of it anew",
    (InboundReport, "changed_at"): "as above",
    (Priority, "computed_at"): "each case was weighed for what the merge changed, and again",
    (Priority, "changes_at"): "it is weighed again a week after the last time, or earlier",
}


def own_models():
    return [model for model in apps.get_models() if model._meta.app_config.name.startswith(OWN)]


def snapshot():
    return {
        model: {row["pk"]: row for row in map(plain, model._base_manager.values("pk", *names(model)))}
        for model in own_models()
    }


def names(model):
    return [field.attname for field in model._meta.concrete_fields]


def plain(row):
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def differences(before, after):
    """Return what is not as it was, in words."""
    excused = MOVES_ON | RESTARTED
    found = []
    for model, rows in before.items():
        for key, row in rows.items():
            now = after[model].get(key)
            if now is None:
                found.append(f"{model.__name__} {key} is gone")
                continue
            changed = [name for name, value in row.items() if now[name] != value and (model, name) not in excused]
            found += [f"{model.__name__}.{name} of {key}: {row[name]} is {now[name]}" for name in changed]
        if model not in KEPT:
            found += [f"{model.__name__} {key} is new" for key in after[model].keys() - rows.keys()]
    return found


@pytest.mark.parametrize("seed", range(8))
def test_everything_is_as_it_was_after_any_merges_and_unmerges(submit, officer, hub, at, settings, seed):
    settings.SECOND_READING_SHARE = 1.0
    chance = random.Random(seed)
    reports = make_world(chance, submit, officer, hub, at)
    before = snapshot()
    responsible = current_responsibilities()
    merge_and_take_apart(chance, reports, officer, at + timedelta(hours=1))
    assert Merge.objects.filter(undone_at__isnull=False).count() > 1
    assert differences(before, snapshot()) == []
    assert current_responsibilities() == responsible


def current_responsibilities():
    return set(Responsibility.objects.filter(replaced_at__isnull=True).values_list("id", flat=True))


def test_models_that_may_gain_rows_are_only_those_that_do(report_at, submit, officer, hub, at):
    lead, report = report_at("packaged"), submit(email="somebody@example.org")
    making.work_off()
    for package in EvidencePackage.objects.filter(state="requested"):
        assert packaging.build(package_id=package.id, at=at)
    making.work_off()
    before = snapshot()
    assert try_merge(report, lead, officer, at)
    making.work_off()
    merging.unmerge(report_id=report.id, by=officer, at=at, reason="not the same")
    making.work_off()
    after = snapshot()
    gained = {model for model in before if after[model].keys() - before[model].keys()}
    # A chain where a case had none; a match where another case was hidden before; the first package, or stamps at all.
    begun = {ChainHead, DuplicateMatch, SigningKey, TimeStamp}
    assert gained | begun == set(KEPT)
    assert differences(before, after) == []


def test_what_is_forgotten_is_noticed(submit, officer, hub, at, monkeypatch):
    lead, report = submit(), submit(minutes=1)
    duplicates.find(report_id=report.id, by=hub, at=at)
    before = snapshot()
    monkeypatch.setattr(separating, "_offer_again", lambda reports: None)
    assert try_merge(report, lead, officer, at)
    merging.unmerge(report_id=report.id, by=officer, at=at, reason="not the same")
    assert any(line.startswith("DuplicateMatch.state") for line in differences(before, snapshot()))


def test_model_that_nobody_listed_is_noticed(submit, officer, at):
    lead, report = submit(), submit()
    before = snapshot()
    try_merge(report, lead, officer, at)
    merging.unmerge(report_id=report.id, by=officer, at=at, reason="not the same")
    assert differences(before, snapshot()) == []
    Account.objects.create(platform_code="x", handle="somebody", first_seen_at=at)
    assert [line.split()[0] for line in differences(before, snapshot())] == ["Account"]


def test_every_model_of_the_project_is_looked_at():
    labels = {model._meta.label for model in own_models()}
    assert {"reports.Report", "vault.DataKey", "audit.Entry", "intel.Account", "accounts.User"} <= labels
    assert set(KEPT) <= set(own_models())
