"""What the words of a report are searched for, and what becomes of each mark. No database."""

from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from intel.rules.intelligence.grades import BadGrade, check_grade, check_handling, check_source_grade, usual_grades
from intel.rules.intelligence.steps import StepRefused, check_step, draw
from intel.rules.sanitising.finding import (
    Choice,
    ChoiceRefused,
    Do,
    find_all,
    settle,
    standing,
    still_kept,
    tells_somebody,
)
from intel.rules.sanitising.known import Known, Person, places_in
from intel.rules.sanitising.marks import HARD, INSTEAD, ORDER, WHY, Kind, mark
from triage.selectors.word_tables import get_folding

SARAH = Person(
    name="Zoë Lanternfenwick",
    email="zoe.lanternfen@example.org",
    telephone="+44 7700 900123",
    postcode="LS6 2AB",
    bodies=("Harehills Bakers",),
)
TOLD = "He waited by the blue kiosk behind our bakery and shouted that we should all go home. My name is Ottoline Vex."
KNOWN = Known(
    folding=get_folding(),
    people=(SARAH,),
    references=("OHR-7K3M-9QXD",),
    places=("Hyde Park Picture House",),
    subjects=("@hater_of_leeds",),
    own_words=(TOLD,),
    posts=("we should all go home now or else you will see",),
)


def kinds(text, known=KNOWN):
    return [(each.kind.value, each.said) for each in standing(text, known)]


def test_every_kind_says_why_and_what_to_write_instead():
    assert set(WHY) == set(INSTEAD) == set(ORDER) == set(Kind)


@pytest.mark.parametrize(
    "spelt",
    [
        "Lanternfenwick",
        "LANTERNFENWICK",
        "L a n t e r n f e n w i c k",
        "Lantern\u200bfen\u00adwick",
        "Lant\u0435rnfenwick",
        "Lánternfénwick",
        "L4nternf3nwick",
        "l.a.n.t.e.r.n.f.e.n.w.i.c.k",
        "\uff2c\uff41\uff4e\uff54\uff45\uff52\uff4efenwick",
        "Zoe",
        "zoë",
        "Ottoline",
    ],
)
def test_a_name_is_found_in_any_spelling(spelt):
    marks = standing(f"It was {spelt} who saw him.", KNOWN)
    assert [(each.kind, each.said) for each in marks] == [(Kind.NAME, spelt)]
    assert marks[0].is_hard


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to ZOE.lanternfen@EXAMPLE.org", "email_known"),
        ("write to zoe.lanternfenwick@work.example", "name"),
        ("ring 07700 900 123", "telephone_known"),
        ("ring +44 (0)7700-900123", "telephone_known"),
        ("lives at ls62ab", "postcode_known"),
        ("is zoelanternfen there", "handle_known"),
        ("works for harehills  bakers", "body_known"),
        ("see ohr 7k3m 9qxd", "reference"),
    ],
)
def test_what_somebody_gave_of_themselves_is_found(text, kind):
    assert kind in {each for each, _ in kinds(text)}
    assert tells_somebody(text, KNOWN)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ask other@example.com today", "email"),
        ("ring 0113 496 0000 today", "telephone"),
        ("near M1 1AE today", "postcode"),
        ("at 12 Acacia Road today", "address"),
        ("near LS6 today", "place"),
        ("outside hyde park picture house", "place"),
        ("see https://example.com/a/b today", "link"),
        ("as @somebodyelse wrote", "handle"),
        ("it began at 21:45 there", "time"),
        ("it began at 9.30 pm there", "time"),
        ("seen on 3 March 2026 there", "time"),
        ("seen 2026-03-02T09:30:00Z there", "time"),
        ("as told by her brother then", "relation"),
        ("the victim's colleague saw", "relation"),
        ("my neighbour saw", "relation"),
        ("what only she knew", "relation"),
        ("a friend of the complainant saw", "relation"),
        ("what I saw", "voice"),
        ("as i saw", "voice"),
        ("run by @hater_of_leeds alone", "subject"),
        ("run by Hater of Leeds alone", "subject"),
    ],
)
def test_what_may_point_back_is_found_by_its_shape(text, kind):
    found = kinds(text)
    assert kind in {each for each, _ in found}
    assert not tells_somebody(text, KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "The account is run by a group that plans to meet.",
        "Introducing themselves, they went that week then.",
        "The group sold 200 shirts and moved to another platform in spring.",
    ],
)
def test_plain_words_are_left_alone(text):
    assert kinds(text) == []


def test_six_words_of_the_source_are_a_run_and_those_of_the_post_are_not():
    assert kinds("They say he waited by the blue kiosk behind a wall") == [
        ("own_words", "he waited by the blue kiosk behind")
    ]
    assert kinds("waited by the blue kiosk now") == []
    assert "own_words" not in {kind for kind, _ in kinds("should all go home now or else you will see")}


def test_a_withheld_subject_can_never_be_named():
    known = Known(folding=get_folding(), subjects=("@hater_of_leeds",), withholds_subject=True)
    (found,) = standing("run by hater-of-leeds", known)
    assert (found.kind, found.is_hard) == (Kind.SUBJECT_WITHHELD, True)


def test_a_name_that_is_a_word_may_stay_where_it_is_written_small():
    known = Known(folding=get_folding(), people=(Person(name="Will May"),))
    (small,) = standing("they will meet", known)
    (tall,) = standing("and Will said it", known)
    assert (small.kind, tall.kind) == (Kind.NAME_WORD, Kind.NAME)
    assert not small.is_hard
    assert tall.is_hard


def test_marks_are_taken_written_or_kept():
    text = "Zoë saw him at 21:45 near LS6."
    marks = standing(text, KNOWN)
    assert [each.kind for each in marks] == [Kind.NAME, Kind.TIME, Kind.PLACE]
    chosen = {
        0: Choice(do=Do.TAKE),
        1: Choice(do=Do.WRITE, words="that evening"),
        2: Choice(do=Do.KEEP, words="Half a town lives there."),
    }
    made, kept = settle(text, marks, chosen)
    assert made == "A person saw him that evening near LS6."
    assert [(each.kind, each.said) for each in kept] == [("place", "LS6")]
    assert standing(made, KNOWN, kept=kept) == []
    assert still_kept(made, KNOWN, kept=kept) == kept
    assert still_kept("a person saw him.", KNOWN, kept=kept) == []


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{} came.", "A person came."),
        ("He came. {} saw it.", "He came. A person saw it."),
        ("\u201cHe came!\u201d {} said.", "\u201cHe came!\u201d A person said."),
        ("Then {} came.", "Then a person came."),
    ],
)
def test_what_is_proposed_begins_a_sentence_with_a_capital(text, made):
    text = text.format("Zed")
    found = mark(Kind.NAME, text, text.index("Zed"), text.index("Zed") + 3)
    assert settle(text, [found], {0: Choice(do=Do.TAKE)})[0] == made


def test_what_tells_who_it_is_is_never_kept_and_nothing_is_kept_without_a_reason():
    text = "Zoë saw him at 21:45."
    marks = standing(text, KNOWN)
    for number, choice in ((0, Choice(do=Do.KEEP, words="x")), (1, Choice(do=Do.KEEP)), (1, Choice(do=Do.WRITE))):
        with pytest.raises(ChoiceRefused) as refused:
            settle(text, marks, {number: choice})
        assert refused.value.number == number


def test_what_is_kept_uncovers_what_it_lay_over():
    text = "He waited by the blue kiosk behind our bakery"
    (run,) = standing(text, KNOWN)
    assert (run.kind, run.said) == (Kind.OWN_WORDS, text)
    _, kept = settle(text, [run], {0: Choice(do=Do.KEEP, words="x")})
    assert [(each.kind, each.said) for each in standing(text, KNOWN, kept=kept)] == [(Kind.VOICE, "our")]


def test_what_is_left_of_a_run_around_a_name_is_marked_too():
    told = "Then Zoë Lanternfenwick stood beside the indigo kiosk for hours"
    known = Known(folding=get_folding(), people=(SARAH,), own_words=(told,))
    found = [(each.kind.value, each.said) for each in standing(told, known)]
    assert found == [("name", "Zoë Lanternfenwick"), ("own_words", "stood beside the indigo kiosk for hours")]


def test_an_account_that_may_be_named_is_asked_about_once():
    marks = standing("run by @hater_of_leeds", KNOWN)
    assert [(each.kind, each.said) for each in marks] == [(Kind.SUBJECT, "@hater_of_leeds")]
    _, kept = settle("run by @hater_of_leeds", marks, {0: Choice(do=Do.KEEP, words="It is the point.")})
    assert standing("run by @hater_of_leeds", KNOWN, kept=kept) == []


@given(st.text(max_size=200))
def test_any_text_can_be_searched_and_taking_every_mark_leaves_nobody(text):
    for _ in range(8):
        marks = standing(text, KNOWN)
        if not any(each.kind in HARD for each in marks):
            break
        text, _ = settle(text, marks, {number: Choice(do=Do.TAKE) for number, _ in enumerate(marks)})
    assert not tells_somebody(text, KNOWN)
    assert all(each.said == text[each.start : each.end] for each in find_all(text, KNOWN))


def test_places_are_the_short_parts_of_an_answer():
    assert places_in("Outside the Hyde Park Picture House, Leeds") == ("Outside the Hyde Park Picture House", "Leeds")
    assert places_in("I do not want to say anything about where this was, sorry") == ("sorry",)


# Grades and steps -------------------------------------------------------------------------------------
def test_somebody_who_reports_begins_with_2_d_and_nobody_else_with_anything():
    assert usual_grades("complainant") == (2, "D")
    assert usual_grades("force") is None


@pytest.mark.parametrize("grade", ["A", "B", "4", "5", "0", "", "B2", "2B"])
def test_source_grades_of_5x5x5_are_refused(grade):
    with pytest.raises(BadGrade) as refused:
        check_source_grade(grade)
    assert refused.value.field == "source_grade"


@pytest.mark.parametrize("grade", ["1", "2", "5", "F", "", "a"])
def test_grades_of_5x5x5_are_refused(grade):
    with pytest.raises(BadGrade):
        check_grade(grade)


def test_conditions_go_with_c_and_with_nothing_else():
    assert check_handling("C", conditions="Ask first.") == "C"
    assert check_handling("P", conditions=" ") == "P"
    for handling, conditions in (("C", " "), ("P", "Ask first."), ("X", "")):
        with pytest.raises(BadGrade):
            check_handling(handling, conditions=conditions)


def test_a_step_out_of_its_turn_is_refused():
    assert check_step("submit", state="draft").target == "submitted"
    for step, state in (("sign_off", "draft"), ("submit", "signed_off"), ("weed", "submitted"), ("discard", "weeded")):
        with pytest.raises(StepRefused):
            check_step(step, state=state)


def test_the_drawing_in_the_docs_is_that_of_the_table():
    page = (Path(settings.BASE_DIR) / "docs" / "intelligence-reports.md").read_text(encoding="utf-8")
    assert draw() in page
