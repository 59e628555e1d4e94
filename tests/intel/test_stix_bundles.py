"""Every bundle that leaves the hub passes the OASIS validator, strict, and is the same each time."""

import json
import sys
import types
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intel.rules.intelligence.stix import StixAccount, StixItem, StixReport, as_object, write_bundle
from intel.services.intelligence import bundles
from tests.making import intelligence as making
from tests.making.intelligence import CLEAN, MARKED, PERSON

# The validator asks for it to check names of software, which no bundle of the hub has; the lock leaves it out.
sys.modules.setdefault("cpe", types.SimpleNamespace(CPE=None))

from stix2validator import ValidationOptions, validate_string  # noqa: E402 - after what stands for cpe

STRICT = ValidationOptions(strict=True, version="2.1", enforce_refs=True)
WHEN = st.datetimes(datetime(2026, 1, 1), datetime(2099, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001 - hypothesis wants them bare
TEXT = st.text(min_size=1, max_size=80).filter(lambda text: text.strip() and "\x00" not in text)
PLATFORMS = st.sampled_from(["x", "facebook", "mastodon", "vk", ""])
ACCOUNTS = st.builds(
    StixAccount,
    platform=PLATFORMS,
    handle=TEXT,
    number=st.sampled_from(["", "12345678"]),
    subject=st.sampled_from(["", "OHS-7K3M-9QXD", "OHS-AAAA-AAAA"]),
)


@st.composite
def items(draw):
    handling = draw(st.sampled_from("PC"))
    return StixItem(
        key=str(draw(st.uuids())),
        position=draw(st.integers(1, 50)),
        source=draw(st.integers(1, 9)),
        source_grade=draw(st.integers(1, 3)),
        grade=draw(st.sampled_from("ABCDE")),
        handling=handling,
        words=draw(TEXT),
        conditions=draw(TEXT) if handling == "C" else "",
        accounts=tuple(draw(st.lists(ACCOUNTS, max_size=3))),
    )


@st.composite
def reports(draw):
    created = draw(WHEN)
    is_revoked = draw(st.booleans())
    return StixReport(
        key=str(draw(st.uuids())),
        reference="INT-7K3M-9QXD",
        created=created,
        modified=created + timedelta(seconds=draw(st.integers(-9, 10**6))),
        items=[] if is_revoked else draw(st.lists(items(), min_size=1, max_size=4, unique_by=lambda item: item.key)),
        is_revoked=is_revoked,
    )


def errors_of(bundle):
    found = validate_string(bundle.decode(), STRICT)
    return [] if found.is_valid else [str(each)[-300:] for each in found.errors]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports())
def test_the_validator_accepts_every_bundle_strict(report):
    bundle = write_bundle(report)
    assert errors_of(bundle) == []
    assert write_bundle(report) == bundle
    (listed,) = [each for each in json.loads(bundle)["objects"] if each["type"] == "report"]
    assert as_object(report) == listed
    ids = [each["id"] for each in json.loads(bundle)["objects"]]
    assert len(ids) == len(set(ids))


def test_the_validator_finds_what_is_wrong():
    made = write_bundle(
        StixReport(
            key="x",
            reference="INT-1",
            created=datetime(2026, 1, 1, tzinfo=UTC),
            modified=datetime(2026, 1, 1, tzinfo=UTC),
        )
    )
    assert errors_of(made.replace(b'"threat-report"', b'"gossip"')) != []


@pytest.mark.django_db
def test_a_report_that_was_signed_off_passes_and_keeps_its_ids(report_at, at):
    row = making.signed_off(report_at("assigned", **PERSON), MARKED, CLEAN, at=at)
    bundle = bundles.bundle_of(row)
    assert errors_of(bundle) == []
    later = bundles.bundle_of(row, modified=at + timedelta(days=1))
    assert errors_of(later) == []
    assert errors_of(bundles.revoked_bundle(row, modified=at + timedelta(days=2))) == []
    first, second = (json.loads(each)["objects"] for each in (bundle, later))
    assert [each["id"] for each in first] == [each["id"] for each in second]
    times = [each["modified"] for objects in (first, second) for each in objects if each["type"] == "report"]
    assert times[0] < times[1]
    notes = [each for each in first if each["type"] == "note"]
    (definition,) = [each["id"] for each in first if each["type"] == "extension-definition"]
    grades = [each["extensions"][definition] for each in notes]
    assert [(each["source_grade"], each["intelligence_grade"], each["source"]) for each in grades] == [(2, "D", 1)] * 2
