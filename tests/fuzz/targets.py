"""What reads strangers' bytes, what each may answer, and bytes to begin with. Anything else that it raises is a fault.

A target is given bytes and returns nothing. Texts come as UTF-8 with what cannot be decoded kept as surrogates, as
Python hands over file names and headers, where the reader can be given such text; else replaced.
"""

import csv
import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "making" / "samples"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A reader by name. `seeds` are small and whole; `run` raises where the reader does what it must not."""

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def links(raw: bytes) -> None:
    """Any text is a link or is not; keys stay within what columns take, and asking again says the same."""
    from reports.rules.post_keys import recognise_post

    found = recognise_post(_text(raw))
    assert found == recognise_post(_text(raw))
    assert len(found.key or "") <= 600, "a key that no column takes"


def pasted(raw: bytes) -> None:
    """Any message that somebody pastes gives links or none."""
    from reports.rules.pasted import find_links

    find_links(_text(raw))


def uploads(raw: bytes) -> None:
    """Any file is taken as something or refused with a reason."""
    from reports.rules.refusals import Refusal
    from reports.services.uploads import check

    name = "file" + ("." + _text(raw[-3:]) if raw else "")
    try:
        media_type = check(io.BytesIO(raw), size=len(raw), name=name)
    except Refusal:
        return
    assert "/" in media_type, media_type


def mails(raw: bytes) -> None:
    """Any mail is shown as words, without what a page could run."""
    from reports.rules.mail_text import mail_as_text

    mail_as_text(raw)


def bounces(raw: bytes) -> None:
    """Any mail that comes back says what became of a message, or nothing."""
    from reports.rules.bounces import parse_bounce

    parse_bounce(raw, returned_to="updates@hub.example")


def postcodes(raw: bytes) -> None:
    """Any words are a postcode, a part of one, or none; what was read is read the same again."""
    from hatehub.reference.rules.postcodes import parse_postcode

    parsed = parse_postcode(text=_text(raw))
    assert parsed == parse_postcode(text=_text(raw))


def directories(raw: bytes) -> None:
    """Any file is a postcode directory or is refused with its line: CSV, gzip or ZIP."""
    from hatehub.reference.data_files import BadReferenceFile
    from hatehub.reference.directory_file import open_directory
    from hatehub.reference.rules.directory_rows import BadDirectory, BadHeader, find_columns

    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(raw)
        file.flush()
        try:
            with open_directory(path=Path(file.name)) as opened:
                for number, row in enumerate(opened.rows()):
                    if number == 0:
                        find_columns(header=row)
                    if number > 50:
                        break
        except (BadReferenceFile, BadHeader, BadDirectory):
            return


def packages(raw: bytes) -> None:
    """Any file verifies or fails a check that has a name; nothing is raised, and memory stays small."""
    from referrals.verify_package import load_key, verify

    with tempfile.TemporaryDirectory() as folder:
        package, key = Path(folder) / "package.zip", Path(folder) / "hub.pem"
        package.write_bytes(raw)
        key.write_bytes(PUBLIC_KEY)
        checks = verify(str(package), load_key(str(key)))
    assert checks
    assert not all(check["ok"] for check in checks), "a package that nobody signed"


def codes(raw: bytes) -> None:
    """Any text is a receipt code, a reference or neither; what was read is spelt one way and reads as itself."""
    from reports.rules.references import parse_code, parse_reference

    code = parse_code(_text(raw))
    assert code is None or parse_code(code) == code
    reference = parse_reference(_text(raw), prefix="OHR")
    assert reference is None or parse_reference(reference, prefix="OHR") == reference


def ranges(raw: bytes) -> None:
    """Any Range header asks for a part of the file, for what is not there, or for nothing."""
    from reports.rules.byte_ranges import Unsatisfiable, asked_span

    try:
        span = asked_span(_text(raw), size=1000)
    except Unsatisfiable:
        return
    assert span is None or 0 <= span.start < span.stop <= 1000


def bodies(raw: bytes) -> None:
    """Any body of the API is JSON, or a bad request."""
    from rest_framework.exceptions import ParseError

    from referrals.api.parsing import BoundedJSONParser

    try:
        BoundedJSONParser().parse(io.BytesIO(raw), "application/json", {"encoding": "utf-8"})
    except ParseError:
        return


# What they begin with -----------------------------------------------------------------------------
PUBLIC_KEY = b"""-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
"""
CSV = b"pcds,oslaua,osnrth1m,oseast1m,pfa,doterm\nLS6 2AB,E08000035,435000,428000,E23000010,\n"


def _zip(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return target.getvalue()


def _table(*rows: tuple[str, ...]) -> bytes:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue().encode()


MAIL = (
    b"From: somebody@example.org\r\nTo: other@example.org\r\nSubject: =?utf-8?q?Hello?=\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nWords\r\n'
    b"--b\r\nContent-Type: text/html\r\n\r\n<p onclick=x>Words</p>\r\n--b--\r\n"
)
BOUNCE = (
    b"From: MAILER-DAEMON@example.org\r\nTo: updates@hub.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nNot there.\r\n'
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
    b"Final-Recipient: rfc822; a@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea7"
    "35817b0000000049454e44ae426082"
)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\nxref\n0 4\ntrailer<</Size 4/Root 1 0 R>>\n%%EOF\n"
)
URLS = (
    "https://x.com/somebody/status/1700000000000000001?s=20",
    "https://www.facebook.com/story.php?story_fbid=pfbid0abc&id=100",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ%3Ft%3D1",
    "hxxps://web[.]archive[.]org/web/20200101/https://t.me/channel/12",
    "https://xn--80ak6aa92e.com/a/../b?utm_source=x#:~:text=y",
    "www.reddit.com/r/a/comments/1abc/t/kdef/",
)

TARGETS = {
    each.name: each
    for each in (
        Target(name="links", run=links, seeds=tuple(url.encode() for url in URLS)),
        Target(
            name="pasted",
            run=pasted,
            seeds=(("Look: " + " and ".join(URLS)).encode(),),
        ),
        Target(
            name="uploads",
            run=uploads,
            seeds=(
                PNG,
                PDF,
                MAIL,
                b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
                b"Words.\n",
                (SAMPLES / "short.webm").read_bytes()[:4000],
            ),
        ),
        Target(name="mails", run=mails, seeds=(MAIL, BOUNCE)),
        Target(name="bounces", run=bounces, seeds=(BOUNCE, MAIL)),
        Target(
            name="postcodes",
            run=postcodes,
            seeds=(b"LS6 2AB", b"ls62ab", b"LS6", b"Leeds", b"BFPO 57", "\u0130S6 2AB".encode()),
        ),
        Target(
            name="directories",
            run=directories,
            seeds=(CSV, gzip.compress(CSV, mtime=0), _zip(ONSPD_dot_csv=CSV), _table(("a", "b"), ("1", "2"))),
        ),
        Target(
            name="packages",
            run=packages,
            seeds=(
                _zip(
                    bag__bagit_dot_txt=b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
                    bag__data__a_dot_txt=b"words",
                ),
            ),
        ),
        Target(name="codes", run=codes, seeds=(b"OHR-7K3M-9QXD", b"abcd-efgh-jkmn-pqrs", b"oil0")),
        Target(name="ranges", run=ranges, seeds=(b"bytes=0-99", b"bytes=-5", b"bytes=5-", b"bytes=0-1,4-5")),
        Target(
            name="bodies",
            run=bodies,
            seeds=(json.dumps({"crime_number": "13/1", "nested": [{"a": None}]}).encode(), b"[" * 50, b'"\\ud800"'),
        ),
    )
}
