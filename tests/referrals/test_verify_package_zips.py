import io
import json
import struct
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referrals import verify_package
from tests.making.packages import KEY, NAME, pem, signed_package
from tests.making.zips import CENTRAL, LOCAL, changed, flip, members, moved, named, patched, zipped

REPORTS = f"{NAME}/data/reports.json"
PICTURE = f"{NAME}/data/exhibits/one.png"


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "hub.pem"
    path.write_bytes(pem(KEY))
    return verify_package.load_key(str(path))


@pytest.fixture
def whole(at):
    return signed_package(at=at)


@pytest.fixture
def failing(tmp_path, key):
    """Return the check that fails for these bytes, and what it says; two empty words where all pass."""

    def run(content):
        (tmp_path / "package.zip").write_bytes(content)
        last = verify_package.verify(str(tmp_path / "package.zip"), key)[-1]
        return ("", "") if last["ok"] else (last["name"], last["detail"])

    return run


@pytest.mark.parametrize("added", [b"x", b"\0" * 22, b"PK\5\6" + bytes(18), b"PK\3\4" * 100])
def test_bytes_behind_the_end_are_named(failing, whole, added):
    assert failing(whole + added)[0] == "zip"


@pytest.mark.parametrize("added", [b"x", b"#!/bin/sh\n", b"MZ" + bytes(100)])
@pytest.mark.parametrize("is_repaired", [True, False])
def test_bytes_before_the_beginning_are_named(failing, whole, added, is_repaired):
    content = added + (moved(whole, len(added)) if is_repaired else whole)
    assert failing(content)[0] == "zip"


def test_comment_at_the_end_is_named(failing, whole):
    content = patched(whole, len(whole) - 2, "<H", 5) + b"hello"
    assert failing(content)[0] == "zip"


def test_whole_package_in_another_whole_package_is_named(failing, whole):
    assert failing(whole + whole)[0] == "zip"
    assert failing(whole[:-22] + whole)[0] == "zip"


def test_bytes_between_two_files_are_named(failing, whole):
    place = named(whole, CENTRAL, f"{NAME}/data/")
    assert failing(moved(whole[:place] + b"hidden" + whole[place:], 6)) == (
        "zip",
        "bytes of no file stand before the directory",
    )


def test_two_entries_over_the_same_bytes_are_named(failing, whole):
    first, second = named(whole, CENTRAL, REPORTS), named(whole, CENTRAL, PICTURE)
    (place,) = struct.unpack("<L", whole[first + 42 : first + 46])
    name, detail = failing(patched(whole, second + 42, "<L", place))
    assert name == "zip"
    assert NAME in detail


def test_file_that_begins_inside_another_is_named(failing):
    """The shape of the bombs in which thousands of files share one block of data."""
    labels = [f"{NAME}/data/{number}".encode() for number in range(3)]
    body, central, headers = b"A" * 1000, b"", []
    for label in reversed(labels):
        header = struct.pack("<4s5H3L2H", LOCAL, 20, 0, 0, 0, 0, zlib.crc32(body), len(body), len(body), len(label), 0)
        headers.insert(0, (zlib.crc32(body), len(body), len(body)))
        body = header + label + body
    for label, sizes in zip(labels, headers, strict=True):
        place = len(body) - sizes[1] - 30 - len(label)
        more = (*sizes, len(label), 0, 0, 0, 0, 0, place)
        central += struct.pack("<4s6H3L5H2L", CENTRAL, 20, 20, 0, 0, 0, 0, *more) + label
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 3, 3, len(central), len(body), 0)
    assert failing(body + central + end) == ("zip", f"{NAME}/data/1 overlaps the file before it")


def test_file_that_holds_itself_is_named(failing, whole):
    """A package within the package is an exhibit of no known kind, and is not opened."""
    name, detail = failing(zipped([*members(whole).items(), (f"{NAME}/data/again.zip", whole)]))
    assert (name, "data/again.zip" in detail) == ("payload", True)


@pytest.mark.parametrize(
    ("place", "form", "value"),
    [(6, "<H", 0x800), (8, "<H", 8), (14, "<L", 1), (26, "<H", 3), (30, "<B", 0x5A)],
    ids=["flags", "method", "check sum", "length of the name", "name"],
)
def test_file_that_says_otherwise_than_the_directory_is_named(failing, whole, place, form, value):
    local = named(whole, LOCAL, REPORTS)
    name, detail = failing(patched(whole, local + place, form, value))
    assert name == "zip"
    assert detail


@pytest.mark.parametrize("both", [True, False])
def test_encrypted_file_is_named(failing, whole, both):
    content = patched(whole, named(whole, LOCAL, REPORTS) + 6, "<H", 1)
    if both:
        content = patched(content, named(content, CENTRAL, REPORTS) + 8, "<H", 1)
    assert failing(content) == ("zip", f"{REPORTS} is encrypted")


@pytest.mark.parametrize("method", [1, 9, 12, 14, 93, 99])
def test_other_ways_of_packing_are_named(failing, whole, method):
    content = patched(whole, named(whole, LOCAL, REPORTS) + 8, "<H", method)
    content = patched(content, named(content, CENTRAL, REPORTS) + 10, "<H", method)
    assert failing(content) == ("zip", f"{REPORTS} is packed in a way that a package is not")


def test_name_that_is_not_utf8_is_named(failing, whole):
    for flags in (0, 0x800):
        content = whole
        for mark, name_at, flags_at in ((LOCAL, 30, 6), (CENTRAL, 46, 8)):
            header = named(content, mark, REPORTS)
            content = patched(content, header + flags_at, "<H", flags)
            content = patched(content, header + name_at + len(NAME) + 6, "<B", 0xFF)
        name, detail = failing(content)
        assert (name, "UTF-8" in detail) == ("zip", True)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("C:evil.txt", "climbs out"),
        ("C:/evil.txt", "climbs out"),
        ("//server/evil.txt", "climbs out"),
        (f"{NAME}/data/./evil.txt", "climbs out"),
        (f"{NAME}/data//evil.txt", "climbs out"),
        (f"{NAME}/..", "climbs out"),
        (f"{NAME}/data/evil.txt:stream", "climbs out"),
        (f"{NAME}/data/evil\ntxt", "no name"),
        (f"{NAME}/data/evil\u202etxt.exe", "no name"),
        (f"{NAME}/data/evil.txt.", "no name"),
        (f"{NAME}/data/evil ", "no name"),
        (f"{NAME}/data/REPORTS.json", "is the same file"),
        (f"{NAME}/data/exhibits", "is a file and a folder"),
        (f"{NAME}/data/summary.pdf/inner", "is a file and a folder"),
        (f"{NAME.lower()}/data/evil.txt", "outside the one folder"),
    ],
)
def test_name_that_is_another_elsewhere_is_named(failing, whole, name, reason):
    check, detail = failing(zipped([*members(whole).items(), (name, b"evil")]))
    assert check == "names"
    assert reason in detail
    assert detail.isprintable()


def test_two_ways_of_writing_an_accent_are_one_name(failing, whole):
    twins = [(f"{NAME}/data/caf\u00e9.txt", b"one"), (f"{NAME}/data/cafe\u0301.txt", b"two")]
    check, detail = failing(zipped([*members(whole).items(), *twins]))
    assert (check, "is the same file" in detail) == ("names", True)


def test_name_with_a_null_is_named(failing, whole):
    content = whole
    for mark, name_at in ((LOCAL, 30), (CENTRAL, 46)):
        content = patched(content, named(content, mark, REPORTS) + name_at + len(REPORTS) - 5, "<B", 0)
    check, detail = failing(content)
    assert check == "names"
    assert "\\x00" in detail


@pytest.mark.parametrize("kind", [0o120000, 0o020000, 0o010000, 0o140000])
def test_links_and_devices_are_named(failing, whole, kind):
    content = patched(whole, named(whole, CENTRAL, REPORTS) + 38, "<L", (kind | 0o644) << 16)
    assert failing(content) == ("names", f"{REPORTS} is a link, and no file")


def test_many_files_that_are_too_much_together_are_named(failing, whole):
    files = [(f"{NAME}/data/{number}", bytes(150 * 1024)) for number in range(600)]
    check, detail = failing(zipped([*members(whole).items(), *files], compression=zipfile.ZIP_DEFLATED))
    assert (check, "would unpack to" in detail) == ("names", True)


def test_more_bytes_than_stated_are_not_unpacked(failing, whole):
    """A small size is stated in both places, and far more would come out."""
    content = zipped(
        [*members(whole).items(), (f"{NAME}/data/bomb", bytes(4_000_000))], compression=zipfile.ZIP_DEFLATED
    )
    label = f"{NAME}/data/bomb"
    content = patched(content, named(content, LOCAL, label) + 22, "<L", 4096)
    content = patched(content, named(content, CENTRAL, label) + 24, "<L", 4096)
    check, detail = failing(content)
    assert check in ("payload", "tag files")
    assert "bomb" in detail


def test_package_that_was_packed_anew_and_smaller_still_passes(failing, whole):
    assert failing(zipped(members(whole).items(), compression=zipfile.ZIP_DEFLATED)) == ("", "")


def test_package_that_was_written_without_going_back_passes(failing, whole):
    class Outlet(io.RawIOBase):
        def __init__(self):
            self.held = b""

        def writable(self):
            return True

        def write(self, content):
            self.held += bytes(content)
            return len(content)

    for is_long in (True, False):
        outlet = Outlet()
        with zipfile.ZipFile(outlet, "w") as archive:
            for name, content in [*members(whole).items()]:
                with archive.open(zipfile.ZipInfo(name), "w", force_zip64=is_long) as file:
                    file.write(content)
        assert failing(outlet.held) == ("", "")
        place = outlet.held.index(LOCAL, 4)
        assert failing(outlet.held[: place - 1] + b"\1" + outlet.held[place:])[0] == "zip"


def test_package_of_more_entries_than_short_numbers_count_passes_the_zip(failing, whole):
    files = [*members(whole).items(), *((f"{NAME}/data/{number}", b"") for number in range(66_000))]
    content = zipped(files)
    assert b"PK\6\6" in content
    assert failing(content)[0] == "payload"
    assert failing(patched(content, len(content) - 14, "<HH", 7, 7)) == (
        "zip",
        "the two ends of the file contradict each other",
    )


def test_more_entries_than_any_package_has_are_named(failing, monkeypatch, whole):
    monkeypatch.setattr(verify_package, "MOST_ENTRIES", 5)
    assert failing(whole) == ("zip", "11 entries are more than 5")


def test_list_that_is_huge_is_named_and_not_read(failing, whole, monkeypatch):
    monkeypatch.setattr(verify_package, "LARGEST_TAG_FILE", 10)
    assert failing(whole)[0] == "key"
    assert "too large" in failing(whole)[1]


@pytest.mark.parametrize("number", [0, 1, 2, 10, 21, 22, 23])
def test_short_files_are_named(failing, number):
    assert failing(b"PK\5\6".ljust(22, b"\0")[:number].ljust(number, b"x"))[0] in ("zip", "bag")


def test_empty_zip_is_named(failing):
    assert failing(zipped([])) == ("bag", "bagit.txt is missing")


def test_folders_of_their_own_do_no_harm_and_hold_nothing(failing, whole):
    assert failing(zipped([(f"{NAME}/", b""), (f"{NAME}/data/", b""), *members(whole).items()])) == ("", "")
    check, detail = failing(zipped([*members(whole).items(), (f"{NAME}/data/", b"hidden")]))
    assert (check, "a folder" in detail) == ("names", True)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_byte_that_changes_what_is_unpacked_is_found(tmp_path, key, whole, data):
    place = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    content = bytearray(whole)
    content[place] ^= 1 << bit
    (tmp_path / "package.zip").write_bytes(content)
    checks = verify_package.verify(str(tmp_path / "package.zip"), key)
    json.dumps(checks)
    if all(check["ok"] for check in checks):
        assert members(bytes(content)) == members(whole)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_byte_of_a_file_is_found_where_the_check_sums_are_mended(tmp_path, key, whole, data):
    name = data.draw(st.sampled_from(sorted(members(whole)))).removeprefix(NAME + "/")
    size = len(members(whole)[f"{NAME}/{name}"])
    place = data.draw(st.integers(0, size - 1))
    (tmp_path / "package.zip").write_bytes(changed(whole, name, lambda content: flip(content, place)))
    last = verify_package.verify(str(tmp_path / "package.zip"), key)[-1]
    assert last["ok"] is False
    assert name in last["detail"] or last["name"] in ("key", "signature", "payload", "tag files")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=400), st.binary(max_size=200).map(lambda b: b"PK\3\4" + b + b"PK\5\6" + bytes(18))
    )
)
def test_rubbish_ends_in_an_answer(tmp_path, key, content):
    (tmp_path / "package.zip").write_bytes(content)
    assert verify_package.verify(str(tmp_path / "package.zip"), key)[-1]["ok"] is False
