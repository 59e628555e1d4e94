"""The annexes: hashes in full, the custody log, reduced pictures, characters without a shape, and how to verify."""

import unicodedata
from collections.abc import Iterator, Sequence

from referrals.services.summary import blocks
from referrals.services.summary.given import Given, Row, label, moment, plain
from referrals.services.summary.ink import Ink
from referrals.services.summary.lists import MOST_EXHIBITS
from referrals.services.summary.pictures import Reduced

MOST_ENTRIES = 300
MOST_CHARACTERS_LISTED = 200
COMMANDS = """\
openssl pkeyutl -verify -pubin -inkey hub.pem -rawin \\
  -in tagmanifest-sha256.txt -sigfile signature.ed25519
sha256sum -c tagmanifest-sha256.txt
sha256sum -c manifest-sha256.txt"""


def hashes(given: Given) -> blocks.Part:
    """Return the SHA-256 of each exhibit in full."""
    rows = [row for item in given.exhibits[:MOST_EXHIBITS] for row in _digests(item)]
    listed = {
        "kind": "hashes",
        "head": [blocks.Words("Exhibit"), blocks.Words("SHA-256")],
        "rows": [[blocks.Words(reference), digest] for reference, digest in rows],
    }
    return blocks.Part(
        title="Annex: hashes in full",
        use="MG12. Compare with what sha256sum prints for the file in the package.",
        blocks=[_only_hex(listed)] if rows else [blocks.note("There is no exhibit.")],
    )


def _digests(item: Row) -> Iterator[tuple[str, str]]:
    """Yield the hash at receipt, and that of a copy that stands for it in the package."""
    name, received, copy = (plain(item.get(key)) for key in ("exhibit", "sha256", "sha256_in_package"))
    yield name, received
    if copy and copy != received:
        yield f"{name}, the copy in the package", copy


def custody(given: Given) -> blocks.Part:
    """Return the custody log."""
    rows = [
        (moment(row.get("at")), plain(row.get("subject")), label(row.get("verb")), label(row.get("role")))
        for row in given.custody[:MOST_ENTRIES]
    ]
    head = ("When", "What", "Done", "By")
    widths = ("38mm", "1fr", "1fr", "24mm")
    said = [blocks.table(head, rows, widths=widths, caption="Custody log")] if rows else []
    if len(given.custody) > MOST_ENTRIES:
        said.append(blocks.note(f"{len(given.custody) - MOST_ENTRIES:,} more entries are in custody.json."))
    return blocks.Part(
        title="Annex: custody log",
        use="Continuity of the exhibits. custody.json has the hash of each entry, which chains it to the one before.",
        blocks=said or [blocks.note("The log is in custody.json.")],
    )


def shown(pictures: Sequence[Reduced], *, more: int) -> blocks.Part:
    """Return the part with reduced pictures, one after another."""
    return blocks.Part(
        title="Annex: reduced pictures",
        use="To recognise an exhibit. Small copies that may distress; the exhibit in the package is the evidence.",
        blocks=list(_pictures(pictures, more=more)),
    )


def _pictures(pictures: Sequence[Reduced], *, more: int) -> Iterator[blocks.Block]:
    for each in pictures:
        caption = ". ".join(filter(None, (f"Exhibit {each.exhibit}, reduced", each.caption)))
        if each.file:
            alternative = f"Reduced copy of exhibit {each.exhibit}"
            yield blocks.picture(file=each.file, alternative=alternative, caption=caption)
        else:
            yield blocks.note(f"Exhibit {each.exhibit} cannot be drawn here; the file is in the package.")
    if more > 0:
        yield blocks.note(f"{more:,} more pictures are in the package.")


def verifying() -> blocks.Part:
    """Return how to check the package without the hub."""
    return blocks.Part(
        title="How to verify this package",
        use="Anybody can do it, without the hub: officer, prosecutor or defence.",
        blocks=[
            blocks.steps(
                [
                    "Get the hub's public key from the hub, never from this package, and save it as hub.pem.",
                    "Unpack the ZIP, and open a terminal in the folder that holds VERIFY.txt.",
                    "Run these commands. Each must say that all is well.",
                ]
            ),
            blocks.code(COMMANDS),
            blocks.note("Or with Python 3 and the package cryptography, on the ZIP itself:"),
            blocks.code("python verify_package.py PACKAGE.zip --key hub.pem"),
            blocks.note("This summary is one of the files that are checked. VERIFY.txt says more."),
        ],
    )


def characters(ink: Ink) -> blocks.Part | None:
    """Return which characters are not drawn, with their code points; None where all are."""
    if not ink.times:
        return None
    listed = list(ink.times.items())[:MOST_CHARACTERS_LISTED]
    rows = [
        (
            f"{ink.numbers[letter]}" if letter in ink.numbers else "none",
            f"U+{ord(letter):04X}",
            unicodedata.name(letter, "control, private or unassigned character"),
            f"{times:,}",
        )
        for letter, times in listed
    ]
    table = blocks.table(
        ("Number", "Code point", "Name", "Times"),
        rows,
        widths=("18mm", "26mm", "1fr", "18mm"),
        caption="Characters that are not drawn",
    )
    use = (
        "Reading quoted words exactly. A box with a small number stands for a character that no font here has, or "
        "that would turn the "
        "order of letters round; one without a number is invisible and is left out. The machine-readable files "
        "have all of them."
    )
    return blocks.Part(title="Annex: characters that are not drawn", use=use, blocks=[table])


def _only_hex(listed: blocks.Block) -> blocks.Block:
    """Return the rows with digests set in one line each; what is no digest is not shown as one."""
    rows = [[name, digest] for name, digest in listed["rows"] if digest.isalnum() and digest.isascii()]
    return {**listed, "rows": rows}
