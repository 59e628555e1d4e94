"""Packages signed with the right key whose lists or facts do not fit: what a hub that errs would make."""

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from referrals import verify_package
from tests.making.packages import KEY, NAME, OTHER, pem, signed_package
from tests.making.zips import changed, members, zipped

NAMES = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt", "VERIFY.txt")


@pytest.fixture
def whole(at):
    return signed_package(at=at)


@pytest.fixture
def checked(tmp_path):
    """Return the check that fails for these bytes, and what it says; two empty words where all pass."""

    def run(content, *, key=None):
        (tmp_path / "package.zip").write_bytes(content)
        (tmp_path / "hub.pem").write_bytes(key or pem(KEY))
        last = verify_package.verify(str(tmp_path / "package.zip"), verify_package.load_key(str(tmp_path / "hub.pem")))[
            -1
        ]
        return ("", "") if last["ok"] else (last["name"], last["detail"])

    return run


def resealed(content, **instead):
    """Return the package with some files changed, and its lists of lists and signature made to fit again."""
    files = {name.removeprefix(f"{NAME}/"): each for name, each in members(content).items()}
    for name, change in instead.items():
        files[name] = change(files.get(name, b""))
    tags = sorted(name for name in files if not name.startswith(("data/", "tagmanifest-", "signature")))
    for algorithm in ("sha256", "sha512"):
        lines = [f"{hashlib.new(algorithm, files[name]).hexdigest()}  {name}\n" for name in tags]
        files[f"tagmanifest-{algorithm}.txt"] = "".join(lines).encode()
    files["signature.ed25519"] = KEY.sign(files["tagmanifest-sha256.txt"])
    return zipped((f"{NAME}/{name}", each) for name, each in files.items())


def replaced(old, new):
    return lambda content: content.replace(old, new)


def test_resealed_package_passes(checked, whole):
    assert checked(resealed(whole)) == ("", "")


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_list_of_one_algorithm_alone_that_differs_is_named(checked, whole, algorithm):
    name = f"manifest-{algorithm}.txt"
    wrong = resealed(whole, **{name: lambda content: (b"0" if content[:1] != b"0" else b"1") + content[1:]})
    check, detail = checked(wrong)
    assert check == "payload"
    assert detail.endswith(f"does not match its {algorithm} in {name}")
    shorter = resealed(whole, **{name: lambda content: content.partition(b"\n")[2]})
    assert checked(shorter) == ("payload", f"data/exhibits/one.png is not listed in {name}")
    line = b"0" * {"sha256": 64, "sha512": 128}[algorithm] + b"  data/zzz\n"
    longer = resealed(whole, **{name: lambda content: content + line})
    assert checked(longer) == ("payload", f"data/zzz is listed in {name} but missing")


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content + content,
        lambda content: content[:-1],
        lambda content: content.replace(b"  ", b" *"),
        lambda content: content.upper(),
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content + b"\xff\n",
        lambda content: b"\n" + content,
    ],
    ids=["twice", "cut off", "binary mark", "capitals", "other line ends", "not UTF-8", "empty line"],
)
@pytest.mark.parametrize("name", ["manifest-sha256.txt", "manifest-sha512.txt"])
def test_list_that_is_written_otherwise_is_named(checked, whole, name, change):
    check, detail = checked(resealed(whole, **{name: change}))
    assert check == "payload"
    assert name in detail


@pytest.mark.parametrize(
    "text", [b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n", b"BagIt-Version: 1.0\n", b"", b"BagIt"]
)
def test_other_declaration_is_named(checked, whole, text):
    assert checked(resealed(whole, **{"bagit.txt": lambda _: text}))[0] == "bag"


@pytest.mark.parametrize("oxum", [b"5055.4", b"5056.3", b"5055", b"", b"5055.3\nPayload-Oxum: 5055.3"])
def test_wrong_totals_are_named(checked, whole, oxum):
    check, detail = checked(resealed(whole, **{"bag-info.txt": replaced(b"5055.3", oxum)}))
    assert (check, "Payload-Oxum" in detail) == ("bag info", True)


def test_package_that_names_another_key_says_which(checked, whole):
    def named(key):
        return b"Signing-Key: " + key_id(key).encode() + b"\n"

    for key, answer in ((KEY, ("", "")), (OTHER, "key")):
        content = resealed(whole, **{"bag-info.txt": lambda info, key=key: info + named(key)})
        said = checked(content)
        assert answer in (said, said[0])
    assert key_id(OTHER) in said[1]
    assert key_id(KEY) in said[1]


def key_id(key):
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"sha256:{hashlib.sha256(der).hexdigest()}"


def test_key_that_came_with_the_package_is_refused(checked, whole):
    files = [*members(resealed(whole)).items(), (f"{NAME}/hub.pem", pem(KEY))]
    assert checked(zipped(files)) == (
        "key",
        "hub.pem in the package is the key that was given: it must come from the hub",
    )
    strange = [*members(resealed(whole)).items(), (f"{NAME}/key.pem", pem(OTHER))]
    check, detail = checked(zipped(strange))
    assert check == "tag files"
    assert detail.endswith("a key that came with a package proves nothing")
    inside = resealed(whole, **{"data/hub.pem": lambda _: pem(KEY)})
    assert checked(inside)[0] == "key"


def test_exhibit_that_is_stated_otherwise_is_named(checked, whole):
    def stated(**more):
        return json.dumps([{"exhibits": [{"exhibit": "one", "sha256": "0" * 64, **more}]}]).encode()

    def with_reports(content):
        """Return the package with other words in its reports, and its lists made to fit."""
        size = len(members(whole)[f"{NAME}/data/reports.json"])
        instead = {
            "data/reports.json": lambda _: content,
            "bag-info.txt": replaced(b"5055.3", b"%d.3" % (5055 + len(content) - size)),
        }
        for algorithm in ("sha256", "sha512"):
            old = hashlib.new(algorithm, members(whole)[f"{NAME}/data/reports.json"]).hexdigest().encode()
            instead[f"manifest-{algorithm}.txt"] = replaced(old, hashlib.new(algorithm, content).hexdigest().encode())
        return resealed(whole, **instead)

    right = hashlib.sha256(members(whole)[f"{NAME}/data/exhibits/one.png"]).hexdigest()
    states = "data/reports.json states another SHA-256 for data/exhibits/one.png than manifest-sha256.txt"
    assert checked(with_reports(stated())) == ("exhibits", states)
    assert checked(with_reports(stated(path="exhibits/one.png"))) == ("exhibits", states)
    assert checked(with_reports(stated(sha256=right.upper(), path="data/exhibits/one.png"))) == ("", "")
    missing = checked(with_reports(stated(path="data/exhibits/two.png")))
    assert missing == ("exhibits", "data/reports.json names data/exhibits/two.png, which is missing")
    assert checked(with_reports(b"[" * 100_000)) == ("exhibits", "data/reports.json is not JSON")


def test_unsigned_and_wrongly_signed_packages_are_named(checked, whole):
    without = zipped((name, each) for name, each in members(whole).items() if not name.endswith("signature.ed25519"))
    assert checked(without) == ("signature", "signature.ed25519 is missing")
    other = changed(whole, "signature.ed25519", lambda _: OTHER.sign(b"tagmanifest-sha256.txt"))
    assert checked(other)[0] == "signature"
    assert checked(whole, key=pem(OTHER))[0] == "signature"


@pytest.mark.parametrize("name", NAMES)
def test_tag_file_that_no_list_names_is_named(checked, whole, name):
    for algorithm in ("sha256", "sha512"):
        listing = f"tagmanifest-{algorithm}.txt"
        lines = members(whole)[f"{NAME}/{listing}"].splitlines(keepends=True)
        left = b"".join(line for line in lines if not line.endswith(f"  {name}\n".encode()))
        content = changed(whole, listing, lambda _, left=left: left)
        signed = changed(
            content, "signature.ed25519", lambda _, c=content: KEY.sign(members(c)[f"{NAME}/tagmanifest-sha256.txt"])
        )
        assert checked(signed) == ("tag files", f"{name} is not listed in {listing}")


def test_file_that_is_not_there_is_misuse(tmp_path, capsys):
    (tmp_path / "hub.pem").write_bytes(pem(KEY))
    for path in (tmp_path / "nowhere.zip", tmp_path):
        assert verify_package.main([str(path), "--key", str(tmp_path / "hub.pem")]) == 2
        said = capsys.readouterr()
        assert (said.out, len(said.err.splitlines())) == ("", 1)


def test_what_fails_is_one_line_whatever_a_file_is_called(tmp_path, whole, capsys):
    (tmp_path / "hub.pem").write_bytes(pem(KEY))
    (tmp_path / "p.zip").write_bytes(zipped([*members(whole).items(), (f"{NAME}/data/a\nb\x1b[2J", b"")]))
    assert verify_package.main([str(tmp_path / "p.zip"), "--key", str(tmp_path / "hub.pem")]) == 1
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 1
    assert said.err.strip().isprintable()
