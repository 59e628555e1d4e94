import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.management import CommandError, call_command

from hatehub.accounts.actors import HUB
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from referrals import verify_package
from referrals.clients import signing
from referrals.models import SigningKey
from referrals.services import packaging, signing_keys

pytest_plugins = ["tests.making.http"]
pytestmark = pytest.mark.django_db


def private_pem(key=None):
    key = key or Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture(autouse=True)
def path(settings, tmp_path):
    settings.PACKAGE_SIGNING_KEY = ""
    settings.PACKAGE_SIGNING_KEY_PATH = tmp_path / "keys" / "package-signing-key.pem"
    return settings.PACKAGE_SIGNING_KEY_PATH


def used(at):
    return signing.key_id(signing_keys.take_key(by=HUB, at=at))


def rotated(at, **given):
    return signing_keys.rotate(by=HUB, at=at, **given)


def published(person):
    return person.get("/keys/").json()["keys"]


def test_file_is_made_once_for_all_who_start_at_once_and_is_nobody_elses(path):
    together = threading.Barrier(8)

    def start(_):
        together.wait()
        return signing.read_or_make(path, make=signing._make)

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(start, range(8)))
    assert len(made) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_key_in_use_is_published_before_and_after_it_signs(person, at):
    (before,) = published(person)
    assert (before["from"], before["until"]) == (None, None)
    assert before["id"] == used(at)
    (after,) = published(person)
    assert (after["id"], after["from"], after["until"]) == (before["id"], at.isoformat(), None)
    assert after["pem"].encode() == person.get("/keys/package-signing-key.pem").content


def test_taking_the_key_again_costs_one_query_and_leaves_no_trace(at, django_assert_num_queries):
    used(at)
    with django_assert_num_queries(3):  # the query, within a savepoint
        used(at)
    assert Entry.objects.filter(verb="signing_key_in_use").count() == 1


def test_rotating_retires_and_publishes_the_old_key(person, at, path):
    old = used(at)
    later = at + timedelta(days=400)
    new = rotated(later)
    assert new != old
    assert used(later) == new
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    keys = published(person)
    assert [(key["id"], key["from"], key["until"]) for key in keys] == [
        (new, later.isoformat(), None),
        (old, at.isoformat(), later.isoformat()),
    ]
    for key in keys:
        answer = person.get(f"/keys/{key['id'].removeprefix('sha256:')}.pem")
        assert answer.content.decode() == key["pem"]
        assert "PRIVATE" not in key["pem"]
    entry = Entry.objects.filter(subject="hub:package-signing-key").latest("sequence")
    assert entry.details == {"key": new, "before": old}


def test_key_that_never_was_is_not_found(person):
    assert person.get(f"/keys/{'0' * 64}.pem").status_code == 404
    assert person.get("/keys/other.pem").status_code == 404


def test_old_package_verifies_with_its_retired_key_and_new_ones_with_the_new(report_at, officer, at, tmp_path, capsys):
    report = report_at("packaged")
    old = signing_keys.list_keys()[0]
    rotated(at + timedelta(days=1))
    package = packaging.request(case_id=report.case_id, by=HUB, at=at + timedelta(days=1))
    assert packaging.build(package_id=package.id, at=at + timedelta(days=1))
    new = signing_keys.list_keys()[0]
    for each in report.case.packages.order_by("version"):
        content = b"".join(packaging.export(package=each, by=officer, at=at))
        (tmp_path / f"{each.version}.zip").write_bytes(content)
    for version, own, other in ((1, old, new), (2, new, old)):
        for key, status in ((own, 0), (other, 1)):
            (tmp_path / "hub.pem").write_text(key.pem)
            given = [str(tmp_path / f"{version}.zip"), "--key", str(tmp_path / "hub.pem")]
            assert verify_package.main(given) == status
            said = capsys.readouterr()
            if status:
                assert said.err.startswith(f"key: bag-info.txt names the key {own.id}, and the one given is {other.id}")
            else:
                assert json.loads(said.out)["checks"][3] == {"name": "key", "ok": True, "detail": own.id}


def test_lost_private_key_is_a_clear_error_and_no_new_key(path, at):
    used(at)
    path.unlink()
    with pytest.raises(signing.SigningKeyLost, match=r"package-signing-key\.pem is gone"):
        used(at)
    with pytest.raises(CommandError, match="--lost"):
        call_command("rotate_signing_key")
    assert not path.exists()


def test_lost_key_can_be_given_up_and_stays_published(path, at):
    old = used(at)
    path.unlink()
    said = StringIO()
    call_command("rotate_signing_key", "--lost", stdout=said)
    assert said.getvalue().strip() == SigningKey.objects.get(until__isnull=True).id
    assert SigningKey.objects.get(id=old).until is not None


def test_package_of_a_hub_that_lost_its_key_waits(path, report_at, at):
    used(at)
    path.unlink()
    report = report_at("assigned")
    package = packaging.request(case_id=report.case_id, by=HUB, at=at)
    assert packaging.build(package_id=package.id, at=at) is False
    package.refresh_from_db()
    assert (package.state, package.last_error) == ("requested", "SigningKeyLost")


@pytest.mark.parametrize("content", [b"", b"garbage", private_pem(generate_ec(SECP256R1()))])
def test_file_that_holds_no_key_is_named(path, content, at):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(signing.BadSigningKey, match=r"package-signing-key\.pem is not"):
        used(at)


def test_key_of_the_settings_is_changed_there_and_the_old_one_is_kept(settings, at):
    settings.PACKAGE_SIGNING_KEY = private_pem().decode().replace("\n", "\\n")
    old = used(at)
    with pytest.raises(CommandError, match="openssl genpkey"):
        call_command("rotate_signing_key")
    settings.PACKAGE_SIGNING_KEY = private_pem().decode()
    new = used(at + timedelta(days=1))
    assert [(key.id, key.until) for key in signing_keys.list_keys()] == [(new, None), (old, at + timedelta(days=1))]


def test_key_that_comes_back_is_in_use_again(settings, at):
    first, second = private_pem().decode(), private_pem().decode()
    settings.PACKAGE_SIGNING_KEY = first
    old = used(at)
    settings.PACKAGE_SIGNING_KEY = second
    used(at + timedelta(days=1))
    settings.PACKAGE_SIGNING_KEY = first
    assert used(at + timedelta(days=2)) == old
    assert SigningKey.objects.get(until__isnull=True).id == old
    assert SigningKey.objects.count() == 2


def test_nobody_else_takes_or_changes_the_key(officer, supervisor, kent, at):
    for by in (officer, supervisor, kent):
        with pytest.raises(NotPermitted):
            signing_keys.rotate(by=by, at=at)
    with pytest.raises(NotPermitted):
        signing_keys.take_key(by=kent, at=at)
    assert not SigningKey.objects.exists()
