"""Downloads by a force's program: whole, in parts, after a cut, of an earlier version, and what of it is recorded."""

import base64
import hashlib
from datetime import timedelta

import pytest

from hatehub.audit.models import Entry
from referrals.models import EvidencePackage, FeedEntry
from referrals.services import handing_out, packaging
from reports.models import Complainant
from tests.making import reports as making

pytest_plugins = ["tests.making.http", "tests.making.force_client"]
KENT = "E23000032"


@pytest.fixture
def mine(program):
    return program()


@pytest.fixture
def case(report_at):
    return report_at("packaged", narrative="They wrote this.", files=[making.picture()]).case


@pytest.fixture
def path(case):
    return f"cases/{case.reference}/package"


@pytest.fixture
def content(case, officer, at):
    return b"".join(packaging.export(package=packaging.latest_sealed(case=case), by=officer, at=at))


def body(answer):
    return b"".join(answer.streaming_content)


def exports(program):
    return Entry.objects.filter(verb="package_exported", actor=f"force:{program.row.client_id}").count()


def digest_of(content):
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def assert_problem(answer, status, code):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code


def test_whole_package_comes_with_its_digests(mine, path, content):
    answer = mine.get(path, accept="application/zip")
    assert body(answer) == content
    assert answer.status_code == 200
    assert answer["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert answer["Repr-Digest"] == answer["Content-Digest"] == digest_of(content)
    assert answer["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("bytes=5-999999999", 5, None)],
)
def test_one_range_gives_those_bytes(mine, path, content, asked, start, stop):
    answer = mine.get(path, range=asked)
    part = content[start:stop]
    assert (answer.status_code, body(answer)) == (206, part)
    first = start % len(content)
    assert answer["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(content)}"
    assert answer["Content-Length"] == str(len(part))
    assert answer["Repr-Digest"] == digest_of(content)
    assert "Content-Digest" not in answer


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "lines=1-2", "bytes=9-3", "nonsense"])
def test_what_is_no_single_range_gets_the_whole(mine, path, content, asked):
    answer = mine.get(path, range=asked)
    assert (answer.status_code, body(answer)) == (200, content)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_range_that_there_is_not_is_refused(mine, path, content, asked):
    answer = mine.get(path, range=asked)
    assert_problem(answer, 416, "range_not_satisfiable")
    assert answer["Content-Range"] == f"bytes */{len(content)}"
    assert exports(mine) == 0


def test_range_is_given_only_of_the_package_that_if_range_names(mine, path, content):
    etag = mine.head(path)["ETag"]
    assert mine.get(path, range="bytes=10-", if_range=etag).status_code == 206
    for other in (f"W/{etag}", '"another"', "Wed, 21 Oct 2015 07:28:00 GMT"):
        answer = mine.get(path, range="bytes=10-", if_range=other)
        assert (answer.status_code, body(answer)) == (200, content)


def test_head_tells_the_same_and_gives_nothing(mine, path, content):
    answer = mine.head(path, range="bytes=5-9")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Length"] == str(len(content))
    assert (answer["Repr-Digest"], answer["Content-Type"]) == (digest_of(content), "application/zip")
    assert exports(mine) == 0


def test_package_that_is_there_already_is_not_sent_again(mine, path):
    etag = mine.head(path)["ETag"]
    for known in (etag, f'"x", W/{etag}', "*"):
        answer = mine.get(path, if_none_match=known)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert exports(mine) == 0
    assert mine.get(path, if_none_match='"x"').status_code == 200


def test_download_goes_on_after_a_cut_and_is_recorded_once(mine, path, content):
    begun = b"".join([next(iter(mine.get(path).streaming_content))])[:1000]
    etag, held = mine.head(path)["ETag"], begun
    while len(held) < len(content):
        held += body(mine.get(path, range=f"bytes={len(held)}-{len(held) + 40_000}", if_range=etag))
    assert held == content
    assert exports(mine) == 1


def test_program_has_two_downloads_under_way_and_not_three(mine, program, path, settings):
    settings.API_REQUESTS_AT_ONCE = 2
    first, second = mine.get(path), mine.get(path)
    assert_problem(mine.get(path), 429, "too_many_at_once")
    assert program().get(path).status_code == 200
    body(first)
    assert mine.head(path).status_code == 200
    next(iter(second.streaming_content))
    third = mine.get(path)
    assert third.status_code == 200
    assert_problem(mine.get(path), 429, "too_many_at_once")


def test_part_is_recorded_where_nothing_was_begun_lately_by_this_client(mine, program, case, path, west_yorkshire, at):
    body(mine.get(path, range="bytes=50-"))
    assert exports(mine) == 1
    other = program()
    body(other.get(path, range="bytes=50-"))
    assert exports(other) == 1
    package = packaging.latest_sealed(case=case)
    for minutes, written in ((0, 1), (59, 1), (61, 2)):
        moment = at + timedelta(minutes=minutes)
        handing_out.give(package=package, asked="bytes=50-", by=west_yorkshire, at=moment)
        entries = Entry.objects.filter(verb="package_exported", actor=str(west_yorkshire))
        assert entries.count() == written


def test_download_that_begins_again_is_recorded_again(mine, path):
    for asked in ("bytes=0-9", "bytes=0-"):
        body(mine.get(path, range=asked))
    assert exports(mine) == 2


@pytest.fixture
def renewed(case, hub, at):
    """The case with a second version of its package."""
    packaging.renew(case_id=case.id, by=hub, at=at)
    making.work_off()
    assert packaging.build(package_id=EvidencePackage.objects.get(version=2).id, at=at + timedelta(minutes=1))
    return case


def test_versions_are_listed_and_an_earlier_one_can_be_had(mine, renewed):
    listed = mine.get(f"cases/{renewed.reference}/packages").json()["packages"]
    assert [each["version"] for each in listed] == [2, 1]
    for each in listed:
        answer = mine.get(f"cases/{renewed.reference}/packages/{each['version']}")
        assert hashlib.sha256(body(answer)).hexdigest() == each["sha256"]
        assert answer["Content-Disposition"].endswith(f'-v{each["version"]}.zip"')


def test_newer_version_is_told_in_the_feed(mine, renewed):
    making.work_off()
    assert mine.get("cases").json()["changes"][-1]["change"] == "package_renewed"
    assert FeedEntry.objects.filter(change="package_renewed").count() == 1


def test_version_that_names_somebody_who_took_that_back_is_not_given_out(mine, report_at, at):
    report = report_at("packaged", name="Q", identity="named", shares_with_force=True)
    path = f"cases/{report.case.reference}/packages/1"
    assert mine.head(path).status_code == 200
    Complainant.objects.filter(report=report).update(shares_with_force=False)
    assert_problem(mine.get(path), 404, "package_replaced")
    assert_problem(mine.get(path.removesuffix("s/1")), 404, "no_package_yet")
    assert exports(mine) == 0


@pytest.mark.parametrize("version", [0, 2, 2**31, 2**70])
def test_version_that_there_is_not_is_a_problem(mine, case, version):
    assert_problem(mine.get(f"cases/{case.reference}/packages/{version}"), 404, "package_replaced")


@pytest.mark.parametrize("end", ["packages", "packages/1", "package"])
def test_packages_of_another_force_look_as_if_there_were_none(program, case, end):
    kent, answers = program(force=KENT), []
    for reference in (case.reference, "OHC-0000-0000"):
        answer = kent.get(f"cases/{reference}/{end}", range="bytes=1-")
        assert_problem(answer, 404, "case_not_found")
        answers.append(answer.content)
    assert len(set(answers)) == 1


def test_scope_is_needed(program, case):
    reader = program(scope="cases:read")
    for end in ("packages", "packages/1", "package"):
        assert reader.get(f"cases/{case.reference}/{end}").status_code == 403
