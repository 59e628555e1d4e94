import io
import json
import random
import struct
import zipfile

import pytest

from referrals import verify_package
from referrals.rules.bag import BagWriter
from tests.making.packages import KEY, OTHER, pem, signed_package
from tests.making.zips import changed, flip, members, zipped


@pytest.fixture
def whole(at):
    return signed_package(at=at)


@pytest.fixture
def verified(tmp_path, capsys):
    """Run the program on bytes; return exit status, answer and standard error."""

    def run(content, *, key=None):
        (tmp_path / "package.zip").write_bytes(content)
        (tmp_path / "hub.pem").write_bytes(pem(key or KEY))
        status = verify_package.main([str(tmp_path / "package.zip"), "--key", str(tmp_path / "hub.pem")])
        said = capsys.readouterr()
        return status, json.loads(said.out), said.err

    return run


def test_whole_package_passes_every_check(verified, whole):
    status, answer, error = verified(whole)
    assert (status, answer["ok"], error) == (0, True, "")
    names = ["zip", "names", "bag", "key", "signature", "tag files", "payload", "bag info", "exhibits"]
    assert [check["name"] for check in answer["checks"]] == names
    assert all(set(check) == {"name", "ok", "detail"} for check in answer["checks"])


TAGS = (
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "manifest-sha512.txt",
    "tagmanifest-sha256.txt",
    "tagmanifest-sha512.txt",
    "signature.ed25519",
    "VERIFY.txt",
)
PAYLOAD = ("data/reports.json", "data/summary.pdf", "data/exhibits/one.png")


@pytest.mark.parametrize("name", [*TAGS, *PAYLOAD])
def test_flipped_bit_is_named_in_every_class_of_file(verified, whole, name):
    status, answer, error = verified(changed(whole, name, flip))
    assert (status, answer["ok"]) == (1, False)
    failed = [check for check in answer["checks"] if not check["ok"]]
    assert len(failed) == 1
    assert error == f"{failed[0]['name']}: {failed[0]['detail']}\n"
    if name in PAYLOAD:
        assert name in failed[0]["detail"]


@pytest.mark.parametrize("name", [*TAGS[:-1], *PAYLOAD])
def test_removed_file_is_named(verified, whole, name):
    files = [(path, content) for path, content in members(whole).items() if not path.endswith("/" + name)]
    status, answer, error = verified(zipped(files))
    assert (status, answer["ok"]) == (1, False)
    assert name in error


@pytest.mark.parametrize("name", ["data/added.txt", "data/exhibits/two.png", "added.txt", "run-me.exe"])
def test_added_file_is_named(verified, whole, name):
    files = [*members(whole).items(), (f"OHC-0000-0000-v1/{name}", b"added")]
    status, _, error = verified(zipped(files))
    assert status == 1
    assert name in error


def test_payload_and_its_lists_made_anew_fail_at_the_signature(verified, whole, at):
    target = io.BytesIO()
    bag = BagWriter(target, name="OHC-0000-0000-v1", at=at)
    bag.add("reports.json", [b"forged"])
    bag.finish(info={})
    bag.close(signature=members(whole)["OHC-0000-0000-v1/signature.ed25519"])
    status, _, error = verified(target.getvalue())
    assert status == 1
    assert error.startswith("signature:")


def test_package_of_another_hub_fails_at_the_signature(verified, whole):
    status, _, error = verified(whole, key=OTHER)
    assert status == 1
    assert error.startswith("signature:")


@pytest.mark.parametrize("signature", [b"", b"x", bytes(64), OTHER.sign(b"x") * 2])
def test_signature_of_another_shape_fails_as_such(verified, whole, signature):
    status, _, error = verified(changed(whole, "signature.ed25519", lambda _: signature))
    assert status == 1
    assert error.startswith("signature:")


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_truncated_zip_is_named(verified, whole, share):
    status, answer, error = verified(whole[: int(len(whole) * share)])
    assert status == 1
    assert answer["checks"][0]["name"] == "zip"
    assert error.startswith("zip:")


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "OHC-0000-0000-v1/../../evil.txt",
        "/etc/evil.txt",
        "OHC-0000-0000-v1/data\\..\\evil.txt",
        "another-top/file.txt",
        "evil.txt",
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_path_that_climbs_out_is_named(verified, whole, name, is_first):
    files = list(members(whole).items())
    files.insert(0 if is_first else len(files), (name, b"evil"))
    status, _, error = verified(zipped(files))
    assert status == 1
    assert error.startswith("names:")


def test_link_is_named(verified, whole):
    link = zipfile.ZipInfo("OHC-0000-0000-v1/data/link")
    link.external_attr = 0o120777 << 16
    status, _, error = verified(zipped([*members(whole).items(), (link, b"/etc/passwd")]))
    assert status == 1
    assert "link" in error


def test_name_that_stands_twice_is_named(verified, whole):
    files = list(members(whole).items())
    with pytest.warns(UserWarning, match="Duplicate"):
        content = zipped([*files, files[0]])
    status, _, error = verified(content)
    assert status == 1
    assert "twice" in error


def test_zip_bomb_is_named_before_it_is_unpacked(verified, whole):
    files = [*members(whole).items(), ("OHC-0000-0000-v1/data/bomb", bytes(80 * 1024 * 1024))]
    status, _, error = verified(zipped(files, compression=zipfile.ZIP_DEFLATED))
    assert status == 1
    assert "would unpack" in error


def test_manifest_with_a_broken_line_or_other_letters_is_named(verified, whole):
    for text in (b"no digest here\n", b"\xff\xfe", b"\n\n"):
        status, _, _ = verified(changed(whole, "manifest-sha256.txt", lambda _, text=text: text))
        assert status == 1


def test_damaged_bytes_anywhere_end_in_an_answer_and_never_in_a_trace(verified, whole):
    chance = random.Random(1)
    for _ in range(600):
        content = bytearray(whole)
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        status, answer, _ = verified(bytes(content))
        assert (status, answer["ok"]) in ((0, True), (1, False))


def test_compressed_member_that_cannot_be_unpacked_is_named(verified, whole):
    content = bytearray(zipped(members(whole).items()))
    for mark, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        place = content.find(mark)
        while place >= 0:
            struct.pack_into("<H", content, place + offset, zipfile.ZIP_DEFLATED)
            place = content.find(mark, place + 4)
    status, answer, _ = verified(bytes(content))
    assert (status, answer["ok"]) == (1, False)
