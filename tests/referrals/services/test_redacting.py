import io

import pytest
from PIL import Image

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.reference.models import Material
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import EvidencePackage, Redaction
from referrals.rules.redaction import BLACKED, Box, Span, Why, find_words
from referrals.services import blacking_out, packaging, redactable, redacting
from reports.models import Case, Evidence, Report
from reports.rules.custody import CustodyVerb
from reports.services import custody, quarantine, subjects
from reports.services.diversion import Diverted
from tests.making import reports as making
from triage.services import diverting
from triage.services.merging import joining

STORY = "My neighbour Wilfreda saw it.\r\nWilfreda lives next door."
BOX = Box(left=5, top=5, width=10, height=8, why=Why.THIRD_PARTY)


def fresh(report):
    found = Report.objects.prefetch_related("contents", "evidence").select_related("case", "complainant")
    return found.get(id=report.id)


def spans_for(text, words, why=Why.THIRD_PARTY):
    return [Span(start=start, end=end, why=why) for start, end in find_words(text, words)]


def hide_words(report, part, words, *, by, at, why=Why.THIRD_PARTY, reason="", replaces=None):
    found = redactable.find_part(report_id=report.id, part=part, by=by)
    shown = redactable.show_text(found, by=by, at=at)
    return blacking_out.black_out_text(
        report_id=report.id,
        part=part,
        spans=spans_for(shown.text, words, why),
        digest=shown.digest,
        words=reason,
        replaces=replaces,
        by=by,
        at=at,
    )


def hide_box(item, *boxes, by, at, replaces=None, reason=""):
    return blacking_out.black_out_picture(
        evidence_id=item.id, boxes=boxes or (BOX,), words=reason, replaces=replaces, by=by, at=at
    )


def bytes_of(item, *, by, at):
    return b"".join(custody.read(item=item, by=by, at=at, verb=CustodyVerb.VIEWED, why="test"))


@pytest.fixture
def with_picture(submit):
    return submit(files=[making.picture()], narrative=STORY, words="Those people and Wilfreda too.")


def test_narrative_goes_out_without_the_words_and_stays_as_it_was(with_picture, officer, at):
    row = hide_words(with_picture, "narrative", "wilfreda", by=officer, at=at)
    left = redacting.texts_for(reports=[fresh(with_picture)])
    assert left == {
        ("narrative", with_picture.id): f"My neighbour {BLACKED} saw it.\n{BLACKED} lives next door.",
    }
    assert redacting.read_narratives(reports=[with_picture]) == {with_picture.id: STORY}
    assert (row.marks, row.reasons, row.copy) == (2, ["third_party"], None)


def test_each_kind_of_text_can_be_blacked_out(submit, officer, at):
    report = submit(words="Wilfreda!", suspect="It was Wilfreda.", details={"why": "Because of Wilfreda."})
    found = fresh(report)
    [content] = found.contents.all()
    for part in ("suspect", "answer:why", f"post:{content.id}", "narrative"):
        words = "leave" if part == "narrative" else "Wilfreda"
        hide_words(report, part, words, by=officer, at=at)
    assert redacting.texts_for(reports=[found]) == {
        ("suspect", report.id): f"It was {BLACKED}.",
        ("answer", f"{report.id}:why"): f"Because of {BLACKED}.",
        ("post", content.id): f"{BLACKED}!",
        ("narrative", report.id): f"They wrote that I should {BLACKED}.",
    }


def test_words_in_the_text_are_nowhere_in_the_tables(with_picture, officer, at):
    hide_words(with_picture, "narrative", "Wilfreda", by=officer, at=at, reason="Wilfreda is not involved")
    row = Redaction.objects.get()
    assert b"Wilfreda" not in bytes(row.sealed)
    assert redacting.notes_of([row])[row.id]["words"] == "Wilfreda is not involved"
    entry = Entry.objects.get(verb="blacked_out")
    assert entry.details == {"part": "narrative", "reasons": ["third_party"]}
    assert entry.reason == ""


def test_picture_goes_out_as_a_copy_with_black_boxes_and_equal_pixels_elsewhere(submit, officer, at):
    original = Image.effect_noise((60, 40), 80).convert("RGB")
    target = io.BytesIO()
    original.save(target, "PNG")
    report = submit(files=[target.getvalue()])
    item = report.evidence.get()
    row = hide_box(item, by=officer, at=at)
    copies = redacting.copies_for(reports=[report])
    assert list(copies) == [item.id]
    copy = copies[item.id]
    assert (copy.origin, copy.made_from, copy.id) == (Evidence.Origin.REDACTED, item, row.copy_id)
    drawn = Image.open(io.BytesIO(bytes_of(copy, by=officer, at=at)))
    for place in ((x, y) for x in range(60) for y in range(40)):
        inside = 5 <= place[0] < 15 and 5 <= place[1] < 13
        assert drawn.getpixel(place) == ((0, 0, 0) if inside else original.getpixel(place))
    assert bytes_of(item, by=officer, at=at) == target.getvalue()
    details = {"exhibit": item.exhibit, "copy": copy.exhibit, "reasons": ["third_party"]}
    assert Entry.objects.get(verb="blacked_out").details == details


def test_text_file_goes_out_as_a_copy_of_what_is_left(submit, officer, at):
    report = submit(files=[b"They wrote to Wilfreda.\r\nAnd to me."])
    item = report.evidence.get()
    hide_words(report, f"exhibit:{item.id}", "Wilfreda", by=officer, at=at)
    copy = redacting.copies_for(reports=[report])[item.id]
    assert bytes_of(copy, by=officer, at=at).decode() == f"They wrote to {BLACKED}.\nAnd to me."
    assert redacting.texts_for(reports=[report]) == {}


def test_taking_back_lets_the_original_out_and_keeps_the_history(with_picture, officer, at):
    item = with_picture.evidence.get()
    row = hide_box(item, by=officer, at=at)
    part = f"exhibit:{item.id}"
    blacking_out.take_back(
        report_id=with_picture.id, part=part, words="They agreed.", replaces=row.id, by=officer, at=at
    )
    assert redacting.copies_for(reports=[with_picture]) == {}
    assert redacting.left_out_for(reports=[with_picture]) == set()
    assert redacting.list_redactions(with_picture.case) == []
    acts = Redaction.objects.order_by("id").values_list("act", "replaced_at")
    assert list(acts) == [("blacked_out", at), ("taken_back", None)]
    assert Entry.objects.get(verb="redaction_taken_back").details == {"exhibit": item.exhibit, "reasons": []}


def test_nothing_can_be_taken_back_twice(with_picture, officer, at):
    row = hide_words(with_picture, "narrative", "Wilfreda", by=officer, at=at)
    again = {"report_id": with_picture.id, "part": "narrative", "words": "x", "by": officer, "at": at}
    back = blacking_out.take_back(replaces=row.id, **again)
    with pytest.raises(blacking_out.NothingMarked):
        blacking_out.take_back(replaces=back.id, **again)


def test_exhibit_left_out_has_no_copy_and_a_reason(with_picture, officer, at):
    item = with_picture.evidence.get()
    act = {"evidence_id": item.id, "why": Why.PRIVILEGED, "replaces": None, "by": officer, "at": at}
    with pytest.raises(blacking_out.RedactionNeedsReason):
        blacking_out.leave_out(words=" ", **act)
    blacking_out.leave_out(words="A letter to a solicitor.", **act)
    assert redacting.left_out_for(reports=[with_picture]) == {item.id}
    assert redacting.copies_for(reports=[with_picture]) == {}
    [line] = redacting.list_redactions(with_picture.case)
    assert (line.exhibit, line.copy, line.act, line.why) == (item.exhibit, "", "left_out", (Why.PRIVILEGED,))
    assert (line.by_role, line.report, line.at) == ("officer", with_picture.reference, at)


def test_later_decision_replaces_the_earlier_one(with_picture, officer, at):
    item = with_picture.evidence.get()
    first = hide_box(item, by=officer, at=at)
    second = hide_box(
        item, BOX, Box(left=20, top=20, width=5, height=5, why=Why.CHILD), by=officer, at=at, replaces=first.id
    )
    assert redacting.copies_for(reports=[with_picture]) == {item.id: second.copy}
    assert second.reasons == ["third_party", "child"]


def test_copy_that_may_not_be_opened_leaves_the_original_out(with_picture, officer, hub, at):
    item = with_picture.evidence.get()
    row = hide_box(item, by=officer, at=at)
    Evidence.objects.filter(id=row.copy_id).update(quarantined_at=at, quarantined_why="changed")
    assert redacting.copies_for(reports=[with_picture]) == {}
    assert redacting.left_out_for(reports=[with_picture]) == {item.id}


def test_whoever_decides_on_an_older_page_is_refused(with_picture, officer, supervisor, at):
    item = with_picture.evidence.get()
    hide_box(item, by=officer, at=at)
    with pytest.raises(blacking_out.RedactionOvertaken):
        hide_box(item, by=supervisor, at=at)
    with pytest.raises(blacking_out.RedactionOvertaken):
        blacking_out.leave_out(evidence_id=item.id, why=Why.CHILD, words="x", replaces=None, by=supervisor, at=at)
    assert Redaction.objects.count() == 1


def test_passages_chosen_on_another_text_are_refused(with_picture, officer, at):
    with pytest.raises(redacting.TextChanged):
        blacking_out.black_out_text(
            report_id=with_picture.id,
            part="narrative",
            spans=[Span(start=0, end=2, why=Why.CHILD)],
            digest=redactable.digest_of("another text"),
            words="",
            replaces=None,
            by=officer,
            at=at,
        )
    assert not Redaction.objects.exists()


def test_nothing_goes_out_of_a_text_that_is_no_longer_the_same(with_picture, officer, at):
    hide_words(with_picture, "narrative", "Wilfreda", by=officer, at=at)
    other = vault.seal("Another story", owner=with_picture.id, purpose=Purpose.MATERIAL, field="narrative")
    Report.objects.filter(id=with_picture.id).update(sealed_narrative=other)
    with pytest.raises(redacting.TextChanged):
        redacting.texts_for(reports=[fresh(with_picture)])


def test_nothing_marked_and_another_reason_without_words_are_refused(with_picture, officer, at):
    item = with_picture.evidence.get()
    outside = Box(left=500, top=500, width=5, height=5, why=Why.CHILD)
    with pytest.raises(blacking_out.NothingMarked):
        hide_box(item, outside, by=officer, at=at)
    other = Box(left=0, top=0, width=5, height=5, why=Why.OTHER)
    with pytest.raises(blacking_out.RedactionNeedsReason):
        hide_box(item, other, by=officer, at=at)
    many = [Box(left=x, top=0, width=1, height=1, why=Why.CHILD) for x in range(blacking_out.MOST_MARKS + 1)]
    with pytest.raises(blacking_out.TooManyMarks):
        hide_box(item, *many, by=officer, at=at)
    assert not Evidence.objects.filter(origin="redacted").exists()


def test_diverted_and_quarantined_are_refused(submit, officer, hub, at):
    report = submit(files=[making.picture(), making.picture(colour="red")], words="Words of a post.")
    diverted, quarantined = report.evidence.order_by("id")
    diverting.divert_exhibit(evidence_id=diverted.id, material=Material.CHILD_SEXUAL_ABUSE, by=officer, at=at)
    quarantine.put(evidence_id=quarantined.id, why=quarantine.Why.MALWARE, by=hub, at=at)
    post = report.contents.get()
    diverting.divert_post(content_id=post.id, material=Material.TERRORIST, by=officer, at=at)
    with pytest.raises(Diverted):
        hide_box(diverted, by=officer, at=at)
    with pytest.raises(quarantine.ExhibitQuarantined):
        hide_box(quarantined, by=officer, at=at)
    with pytest.raises(Diverted):
        hide_words(report, f"post:{post.id}", "Words", by=officer, at=at)
    with pytest.raises(Diverted):
        blacking_out.leave_out(evidence_id=diverted.id, why=Why.CHILD, words="x", replaces=None, by=officer, at=at)


def test_withheld_subject_is_refused(report_at, officer, at):
    report = report_at("assessed_non_crime", files=[making.picture()], suspect="It was Wilfreda.")
    subjects.restrict(case_id=report.case_id, destroy_at=at, by=officer, at=at, reason="x")
    with pytest.raises(subjects.SubjectWithheld):
        hide_words(report, "suspect", "Wilfreda", by=officer, at=at)
    with pytest.raises(subjects.SubjectWithheld):
        hide_box(report.evidence.get(), by=officer, at=at)


def test_only_hub_staff_may_redact(with_picture, west_yorkshire, hub, at):
    item = with_picture.evidence.get()
    for actor in (west_yorkshire, hub):
        with pytest.raises(NotPermitted):
            hide_box(item, by=actor, at=at)
        with pytest.raises(NotPermitted):
            hide_words(with_picture, "narrative", "Wilfreda", by=actor, at=at)


@pytest.mark.parametrize("part", ["exhibit:0", "post:999", "narrative:1", "", "answer:nothing", "suspect", "copy:1"])
def test_part_that_is_not_there_is_refused(part, with_picture, officer, at):
    with pytest.raises(redactable.NoSuchPart):
        hide_words(with_picture, part, "x", by=officer, at=at)


def test_part_of_another_report_and_a_copy_are_no_parts(with_picture, submit, officer, at):
    other = submit(files=[making.picture(colour="red")], minutes=1)
    row = hide_box(with_picture.evidence.get(), by=officer, at=at)
    for part in (f"exhibit:{other.evidence.get().id}", f"exhibit:{row.copy_id}"):
        with pytest.raises(redactable.NoSuchPart):
            redactable.find_part(report_id=with_picture.id, part=part, by=officer)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_picture_that_moves_is_refused(kind, submit, officer, at):
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, kind, save_all=True, append_images=frames[1:])
    item = submit(files=[target.getvalue()]).evidence.get()
    with pytest.raises(redactable.CannotRedact):
        hide_box(item, by=officer, at=at)


def test_new_package_is_asked_for_where_there_is_one(report_at, officer, at):
    report = report_at("packaged", narrative=STORY)
    making.work_off()
    for waiting in EvidencePackage.objects.filter(case=report.case, state="requested"):
        assert packaging.build(package_id=waiting.id, at=at)
    before = EvidencePackage.objects.filter(case=report.case).count()
    hide_words(report, "narrative", "Wilfreda", by=officer, at=at)
    making.work_off()
    assert EvidencePackage.objects.filter(case=report.case).count() == before + 1
    assert redacting.hidden_since(case=report.case, since=at)


def test_redaction_goes_with_its_report_into_another_case(submit, officer, at):
    lead, report = submit(narrative="The first."), submit(narrative=STORY, minutes=1)
    hide_words(report, "narrative", "Wilfreda", by=officer, at=at)
    Case.objects.get(id=lead.case_id)
    joining.merge(report_id=report.id, into_case_id=lead.case_id, by=officer, at=at, reason="x")
    [line] = redacting.list_redactions(Case.objects.get(id=lead.case_id))
    assert line.report == report.reference


def test_whole_case_costs_the_same_however_many_reports(
    submit, officer, at, django_assert_num_queries, django_assert_max_num_queries
):
    reports = [
        submit(narrative=STORY, files=[making.picture(size=(40, 31 + number))], minutes=number) for number in range(4)
    ]
    for report in reports:
        hide_words(report, "narrative", "Wilfreda", by=officer, at=at)
        hide_box(report.evidence.get(), by=officer, at=at)
    chosen = [fresh(report) for report in reports]
    with django_assert_num_queries(1):
        assert len(redacting.copies_for(reports=chosen)) == 4
    with django_assert_num_queries(1):
        assert redacting.left_out_for(reports=chosen) == set()
    with django_assert_max_num_queries(9):
        assert len(redacting.texts_for(reports=chosen)) == 4
    with django_assert_num_queries(1):
        redacting.list_redactions(reports[0].case)


def test_disclosure_list_says_what_and_why_and_quotes_nothing(submit, officer, at):
    report = submit(files=[making.picture(), making.picture(colour="red")], words="Wilfreda!", narrative=STORY)
    first, second = report.evidence.order_by("id")
    hide_words(report, "narrative", "Wilfreda", by=officer, at=at, reason="Wilfreda is not involved")
    hide_words(report, f"post:{report.contents.get().id}", "Wilfreda", by=officer, at=at, why=Why.CHILD)
    copy = hide_box(first, by=officer, at=at).copy
    blacking_out.leave_out(evidence_id=second.id, why=Why.OTHER, words="Wilfreda", replaces=None, by=officer, at=at)
    assert [(line.what, line.because) for line in redacting.list_redactions(report.case)] == [
        ("what the complainant told: 2 parts blacked out", "it concerns a third party"),
        ("the words of post 1: 1 part blacked out", "it concerns a child"),
        (f"exhibit {first.exhibit}: 1 part blacked out in the copy {copy.exhibit}", "it concerns a third party"),
        (f"exhibit {second.exhibit}: left out", "another reason, which the hub has on record"),
    ]
