"""What officers black out is nowhere in the package that follows, and no force is given the one before."""

import hashlib
import io
from datetime import timedelta

import pytest
from PIL import Image

from referrals.models import Capture
from referrals.rules.redaction import BLACKED, Box, Span, Why, find_words
from referrals.services import blacking_out, packaging, redactable
from reports.services import exhibits
from tests.making import bags
from tests.making import reports as making

STORY = "My neighbour Wilfreda saw it, and Wilfreda lives next door."
BOX = Box(left=5, top=5, width=10, height=8, why=Why.THIRD_PARTY)


@pytest.fixture
def sealed(report_at, at):
    """A case with a sealed package that names everything."""
    report = report_at(
        "assigned",
        narrative=STORY,
        files=[making.picture(colour="white"), making.picture(colour="red")],
        name="A Name",
        identity="named",
        shares_with_force=True,
    )
    bags.built(report, at=at)
    return report


def hide_words(report, words, *, by, at):
    found = redactable.find_part(report_id=report.id, part="narrative", by=by)
    shown = redactable.show_text(found, by=by, at=at)
    spans = [Span(start=start, end=end, why=Why.THIRD_PARTY) for start, end in find_words(shown.text, words)]
    given = {
        "spans": spans,
        "digest": shown.digest,
        "words": "[Invented] a neighbour",
        "replaces": None,
        "by": by,
        "at": at,
    }
    blacking_out.black_out_text(report_id=report.id, part="narrative", **given)


def test_what_is_blacked_out_is_in_no_later_package_and_the_one_before_is_held_back(sealed, officer, at):
    assert packaging.latest_to_share(case=sealed.case) is not None
    shown, hidden = sealed.evidence.order_by("id")
    later = at + timedelta(hours=1)
    hide_words(sealed, "Wilfreda", by=officer, at=later)
    blacking_out.black_out_picture(
        evidence_id=shown.id, boxes=(BOX,), words="[Invented] a neighbour", replaces=None, by=officer, at=later
    )
    blacking_out.leave_out(
        evidence_id=hidden.id,
        why=Why.NOT_RELEVANT,
        words="[Invented] no part of it",
        replaces=None,
        by=officer,
        at=later,
    )
    assert packaging.latest_to_share(case=sealed.case) is None
    package = bags.built(sealed, at=later + timedelta(hours=1))
    content = bags.content_of(package, at=later)
    assert packaging.latest_to_share(case=sealed.case) == package
    for where, layer in bags.layers(content):
        assert b"wilfreda" not in layer.lower(), where
        assert hidden.sha256.encode() not in layer or where.endswith("disclosure.json") or where == "zip", where
    [told] = bags.data(content, "reports.json")
    assert told["narrative"] == f"My neighbour {BLACKED} saw it, and {BLACKED} lives next door."
    [path] = [name for name in bags.members(content) if name.startswith("data/exhibits/")]
    picture = Image.open(io.BytesIO(bags.members(content)[path])).convert("RGB")
    assert (picture.getpixel((6, 6)), picture.getpixel((30, 20))) == ((0, 0, 0), (255, 255, 255))
    listed = bags.data(content, "disclosure.json")[0]["left_out"]
    whats = " | ".join(line["what"] for line in listed)
    assert "what the complainant told: 2 parts blacked out" in whats
    assert f"exhibit {hidden.exhibit}: left out" in whats
    assert {line["by"] for line in listed if "by" in line} == {"officer"}


def test_captures_are_listed_with_their_tools_and_lie_beside_the_exhibits(sealed, officer, at):
    page = b"WARC/1.1\r\n\r\n"
    item = exhibits.keep_made(
        report_id=sealed.id,
        chunks=[page],
        name="capture.warc",
        content_type="application/warc",
        origin="captured",
        by=officer,
        at=at,
    )
    given = {
        "case": sealed.case,
        "report": sealed,
        "url": "https://x.com/loud/status/1",
        "tool": "Hub",
        "operator": "officer:7",
    }
    times = {"asked_at": at, "not_before": at, "started_at": at, "finished_at": at}
    Capture.objects.create(**given, **times, state="captured", shown_by="words", warc=item, exit_address="192.0.2.7")
    later = {**times, "asked_at": at + timedelta(minutes=1)}
    Capture.objects.create(**given, **later, state="failed", failure="login_wall")
    Capture.objects.create(**given, **{**times, "finished_at": None}, state="requested")
    content = bags.content_of(bags.built(sealed, at=at + timedelta(hours=1)), at=at)
    taken, walled = bags.data(content, "captures.json")
    assert (taken["state"], taken["operator"], taken["exit_address"]) == ("captured", "officer", "192.0.2.7")
    [file] = taken["files"]
    assert bags.members(content)[file["path"]] == page
    assert file["sha256"] == hashlib.sha256(page).hexdigest()
    assert (walled["state"], walled["files"]) == ("failed", [])
    assert "signed in" in walled["failure_in_words"]
