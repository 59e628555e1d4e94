"""While the place of files is away no package is given out, and none is recorded as given."""

import pytest
from django.test import Client
from django.utils import timezone

from hatehub.audit.models import Entry
from hatehub.vault.rules.ciphers import PIECE_BYTES
from referrals.models import AnswerLink, EvidencePackage
from referrals.services import advice_packages, handing_out, packaging
from referrals.services.answer_links import token_of
from reports.models import Sharing
from reports.services import files
from reports.services.files import StorageAway
from tests.making import reports as making
from tests.making.advising import ask

pytest_plugins = ["tests.making.http", "tests.making.force_client"]


@pytest.fixture
def report(db, officer):
    at = timezone.now()
    return making.walk(making.submit(at=at, files=[making.picture()]), to="packaged", by=officer, at=at)


@pytest.fixture
def package(report):
    return EvidencePackage.objects.select_related("case__lead").get(state="sealed")


@pytest.fixture
def link(report, package, officer):
    row = ask(report, by=officer, kind="prosecutor", shown=[], package_id=package.id)
    return AnswerLink.objects.filter(subject=row.subject).latest("made_at")


@pytest.fixture
def away(settings, tmp_path):
    here = settings.MEDIA_ROOT

    def go(is_away=True):
        settings.MEDIA_ROOT = str(tmp_path / "not mounted") if is_away else here

    return go


def recorded():
    return Entry.objects.filter(verb__in=["package_exported", "exported"]).count(), Sharing.objects.count()


def test_nothing_is_recorded_where_the_package_cannot_be_read(package, link, officer, west_yorkshire, at, away):
    before = recorded()
    away()
    gives = [
        lambda: packaging.export(package=package, by=officer, at=at),
        lambda: advice_packages.fetch(link=link, at=timezone.now()),
        lambda: handing_out.give(package=package, asked="", by=west_yorkshire, at=at),
        lambda: handing_out.give(package=package, asked="bytes=0-9", by=west_yorkshire, at=at),
        lambda: handing_out.give(package=package, asked="bytes=5-9", by=west_yorkshire, at=at),
    ]
    for give in gives:
        with pytest.raises(StorageAway):
            give()
        assert recorded() == before


def test_changed_package_of_one_piece_is_not_recorded_as_given(package, officer, at):
    EvidencePackage.objects.update(sha256="0" * 64)
    before = recorded()
    assert package.size < PIECE_BYTES
    with pytest.raises(packaging.PackageChanged):
        packaging.export(package=EvidencePackage.objects.get(), by=officer, at=at)
    assert recorded() == before


def test_part_of_a_file_says_that_the_store_is_away(package, away):
    away()
    with pytest.raises(StorageAway):
        list(
            files.read_slice(
                storage_name=package.storage_name, owner=package.sealed_for, size=package.size, start=0, stop=9
            )
        )


def test_prosecutor_is_told_to_try_again_and_then_has_it(link, away):
    path = f"/answer/{token_of(link)}/package"
    before = recorded()
    away()
    answer = Client().get(path)
    assert answer.status_code == 503
    assert "your link stays good" in answer.content.decode()
    assert answer["Referrer-Policy"] == "no-referrer"
    assert recorded() == before
    away(is_away=False)
    answer = Client().get(path)
    assert len(b"".join(answer.streaming_content)) == int(answer["Content-Length"])
    assert recorded() > before


def test_officer_is_told_to_try_again_and_then_has_it(report, package, staff, away):
    path = f"/hub/cases/{report.case.reference}/package/{package.version}"
    client = staff("officer")
    before = recorded()
    away()
    answer = client.get(path)
    assert answer.status_code == 503
    assert "cannot be had just now" in answer.content.decode()
    assert recorded() == before
    away(is_away=False)
    assert len(b"".join(client.get(path).streaming_content)) == package.size
    assert recorded() > before
