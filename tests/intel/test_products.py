"""Products: drafted from true figures, edited, reviewed by another, published to whom they are for, replaced openly."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.reference.models import Force
from intel.models import PreventionAction, Product, ProductVersion
from intel.rules.changes import Change, compare
from intel.rules.product_scheme import SCHEMES, Kind, Period, week_before
from intel.selectors import products as reading
from intel.services import prevention, product_files, products
from intel.services.prevention import Done, PreventionRefused
from intel.services.products import ProductRefused, Subject
from tests.making import reports as making

MONDAY = datetime(2026, 3, 9, 7, tzinfo=UTC)
DAYS = {"since": date(2026, 2, 23), "until": date(2026, 3, 1)}
WYP = making.WEST_YORKSHIRE
FORCE = Actor(role=Role.FORCE, identifier="client", force_code=WYP)
KENT = Actor(role=Role.FORCE, identifier="client", force_code="E23000032")


# Rules ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(3, 2, "few"), (12, 10, "same"), (30, 10, "more"), (10, 30, "fewer"), (9, 1, "more"), (8, 2, "same")],
)
def test_a_change_is_told_only_where_chance_would_hardly_give_it(now, before, said):
    assert compare(now=now, before=before) == said


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_turning_the_periods_round_turns_what_is_said(now, before):
    turned = {Change.MORE: Change.FEWER, Change.FEWER: Change.MORE}
    said = compare(now=now, before=before)
    assert compare(now=before, before=now) == turned.get(said, said)


def test_the_week_is_the_last_whole_one_on_any_day_of_the_next():
    for day in range(9, 16):
        week = week_before(date(2026, 3, day))
        assert (week.since, week.until) == (date(2026, 3, 2), date(2026, 3, 8))
    assert week_before(date(2026, 3, 16)).since == date(2026, 3, 9)


def test_periods_before_are_as_long_and_do_not_overlap():
    period = Period(**DAYS)
    assert period.before().until == period.since - timedelta(days=1)
    assert period.before(2).days == period.days == 7


def test_every_section_is_named_once():
    for plans in SCHEMES.values():
        assert len({plan.code for plan in plans}) == len(plans)


# Drafting ---------------------------------------------------------------------------------------------
@pytest.fixture
def reported(submit):
    """Twelve reports in the week of 23 February 2026, two in the week before; one is withdrawn."""
    for number in range(12):
        day = -60 * 24 * (1 + number % 6)
        url = f"https://x.com/somebody/status/17000000000002{number:05d}"
        submit(minutes=day, url=url, strands=("race",), postcode="LS6 2AB")
    for number in range(2):
        url = f"https://www.youtube.com/watch?v=aaaaaaaaa0{number}"
        submit(minutes=-60 * 24 * 9 - number, url=url, strands=("religion",), postcode="CT1 2EH")


def profile(officer, at, **more):
    about = Subject(**{"title": "Pile-ons", "strand": "race", **DAYS, **more})
    return products.begin_profile(about=about, by=officer, at=at)


def figure(version, section, code):
    figures = version.sections.get(code=section).figures
    return next(each for each in figures if each["code"] == code)


def test_the_week_is_drafted_once_from_true_figures(reported, at):
    assert products.draft_week(by=HUB, at=at) is not None
    assert products.draft_week(by=HUB, at=at + timedelta(days=2)) is None
    version = ProductVersion.objects.get()
    assert version.title == "Tactical assessment, week of 23 February 2026"
    trend = figure(version, "volume", "trend")
    assert [row[1] for row in trend["rows"]] == [0, 0, 0, 0, 2, 12]
    assert figure(version, "volume", "strands")["rows"][0][1:] == [12, 0]
    platforms = figure(version, "volume", "platforms")["rows"]
    assert [row[1:] for row in platforms] == [[12, 0], [0, 2]]
    areas = figure(version, "volume", "areas")["rows"]
    assert [row[1:] for row in areas] == [[12, 0], [0, 2]]
    assert all(each["definition"] and each["leaves_out"] for each in [trend])
    said = version.sections.get(code="summary").words
    assert "12 reports arrived from 23 February 2026 to 1 March 2026" in said
    assert "more than chance would give" in said


def test_a_profile_counts_what_it_is_about_alone(reported, officer, at):
    version = profile(officer, at, strand="religion", since=date(2026, 2, 16)).versions.get()
    assert figure(version, "scanning", "trend")["rows"][-1][1] == 2
    version = profile(officer, at, platform="x", strand="").versions.get()
    assert figure(version, "scanning", "trend")["rows"][-1][1] == 12
    version = profile(officer, at, force="E23000032", strand="").versions.get()
    assert figure(version, "scanning", "trend")["rows"][-1][1] == 0
    assert [plan.code for plan in SCHEMES[Kind.PROFILE]] == list(
        version.sections.order_by("position").values_list("code", flat=True)
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"strand": ""}, "strand"),
        ({"until": date(2026, 2, 1)}, "until"),
        ({"until": date(2026, 3, 2)}, "until"),
        ({"since": date(2024, 1, 1)}, "since"),
    ],
)
def test_a_profile_about_nothing_or_of_no_days_is_refused(officer, at, changed, field, db):
    with pytest.raises(ProductRefused) as refusal:
        profile(officer, at, **changed)
    assert refusal.value.field == field
    assert not Product.objects.exists()


def test_drawing_asks_as_much_of_many_as_of_few(submit, officer, at):
    counts = []
    for number in (3, 9):
        for each in range(number):
            url = f"https://x.com/a{each}/status/1700000000003{number}{each:04d}"
            submit(minutes=-60 * 24 * 2, url=url, strands=("race",))
        with CaptureQueriesContext(connection) as asked:
            profile(officer, at)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Writing and publishing -------------------------------------------------------------------------------
def edited(product, officer, at, **words):
    version = product.versions.get(state="draft")
    return products.edit(
        reference=product.reference,
        title=version.title,
        whats_new=words.pop("whats_new", ""),
        words=words,
        expected_edits=version.edits,
        by=officer,
        at=at,
    )


def published(product, supervisor, at, *, forces=()):
    version = product.versions.get(state="draft")
    facts = {"reference": product.reference, "expected_edits": version.edits, "by": supervisor, "at": at}
    return products.publish(for_all=not forces, forces=forces, **facts)


def test_words_are_kept_and_figures_stay_until_they_are_drawn_again(reported, submit, officer, at):
    product = profile(officer, at)
    version = edited(product, officer, at, causes="A match.")
    assert version.sections.get(code="causes").is_drafted is False
    drafted = version.sections.get(code="scanning").words
    submit(minutes=-60 * 24 * 2, url="https://x.com/b/status/1700000000009000001", strands=("race",))
    version = products.redraw(reference=product.reference, expected_edits=2, by=officer, at=at + timedelta(hours=1))
    assert figure(version, "scanning", "trend")["rows"][-1][1] == 13
    assert version.sections.get(code="causes").words == "A match."
    assert version.sections.get(code="scanning").words != drafted
    assert version.drawn_at == at + timedelta(hours=1)


def test_lines_of_a_browser_change_nothing(reported, officer, at):
    product = profile(officer, at)
    drafted = product.versions.get().sections.get(code="scanning").words
    assert "\n\n" in drafted
    version = edited(product, officer, at, scanning=drafted.replace("\n", "\r\n"), causes="One.\r\n\r\nTwo.")
    assert version.sections.get(code="scanning").is_drafted
    assert version.sections.get(code="causes").words == "One.\n\nTwo."


def test_what_somebody_saved_meanwhile_is_not_written_over(officer, at, db):
    product = profile(officer, at)
    edited(product, officer, at, causes="Theirs.")
    with pytest.raises(ProductRefused, match="Somebody else"):
        products.redraw(reference=product.reference, expected_edits=1, by=officer, at=at)


def test_a_second_person_publishes_and_nobody_their_own_or_what_nobody_read(officer, supervisor, at, db):
    product = profile(officer, at)
    with pytest.raises(NotPermitted):
        published(product, officer, at)
    edited(product, supervisor, at, causes="Mine.")
    with pytest.raises(ProductRefused, match="You wrote"):
        published(product, supervisor, at)
    edited(product, officer, at, causes="Ours.")
    version = published(product, supervisor, at)
    assert (version.state, version.reviewed_by) == ("published", str(supervisor))
    assert Entry.objects.filter(subject=f"product:{product.reference}", verb="product_published").exists()
    week = products.draft_week(by=HUB, at=at)
    with pytest.raises(ProductRefused, match="Nobody has edited"):
        published(week, supervisor, at)


def test_what_is_published_cannot_be_changed(officer, supervisor, at, db):
    version = published(profile(officer, at), supervisor, at)
    version.title = "Another"
    with pytest.raises(DatabaseError):
        version.save()


def test_a_force_reads_what_was_published_to_it_alone(officer, supervisor, at, db):
    product = profile(officer, at)
    published(product, supervisor, at, forces=[WYP])
    assert [each.product for each in reading.list_for_force(page=1, by=FORCE)] == [product]
    assert list(reading.list_for_force(page=1, by=KENT)) == []
    assert reading.versions_for_force(reference=product.reference, by=KENT) == []
    with pytest.raises(ProductRefused):
        published(profile(officer, at), supervisor, at, forces=["nowhere"])


def test_a_later_version_says_what_is_new_and_the_former_stays(officer, supervisor, at, db):
    product = profile(officer, at)
    edited(product, officer, at, causes="A match.")
    products.recommend(
        reference=product.reference,
        what="Ask the platform.",
        owner="The hub",
        due_on=at.date(),
        expected_edits=2,
        by=officer,
        at=at,
    )
    published(product, supervisor, at)
    second = products.begin_next(reference=product.reference, by=officer, at=at)
    assert second.sections.get(code="causes").words == "A match."
    assert second.recommendations.get().what == "Ask the platform."
    with pytest.raises(ProductRefused, match="what is new"):
        published(product, supervisor, at)
    edited(product, officer, at, whats_new="Figures of March.")
    published(product, supervisor, at, forces=["E23000032"])
    states = dict(product.versions.values_list("number", "state"))
    assert states == {1: "replaced", 2: "published"}
    assert [each.number for each in reading.versions_for_force(reference=product.reference, by=FORCE)] == [1]
    assert [each.number for each in reading.versions_for_force(reference=product.reference, by=KENT)] == [2, 1]


def test_withdrawing_says_why(officer, supervisor, at, db):
    product = profile(officer, at)
    published(product, supervisor, at)
    facts = {"reference": product.reference, "expected_number": 1, "by": supervisor, "at": at}
    with pytest.raises(ProductRefused):
        products.withdraw(why=" ", **facts)
    products.withdraw(why="A figure was wrong.", **facts)
    assert reading.find_for_force(reference=product.reference, by=FORCE) is None
    assert reading.versions_for_force(reference=product.reference, by=FORCE)[0].withdrawn_why == "A figure was wrong."


def test_a_file_is_made(reported, officer, at):
    product = profile(officer, at)
    version = edited(product, officer, at, causes="A match.\n\nAnd another.")
    made = product_files.make_file(version=version, by=officer, at=at)
    assert made.startswith(b"%PDF")
    assert len(made) > 5_000


# Prevention -------------------------------------------------------------------------------------------
DONE = {
    "what": "Moderators were briefed.",
    "who": "A club",
    "for_whom": "Players",
    "aim": "Fewer posts that stay up",
    "measure": "reports",
    "days": 7,
}


def test_what_was_done_stands_with_the_figure_before_and_after(reported, submit, officer, at):
    product = profile(officer, at)
    began = date(2026, 3, 2)
    row = prevention.record_action(reference=product.reference, done=Done(began_on=began, **DONE), by=officer, at=at)
    assert (row.before, row.after) == (12, None)
    with pytest.raises(PreventionRefused, match="are over on 8 March 2026"):
        prevention.say_outcome(action_id=row.id, outcome="Fewer.", by=officer, at=at)
    submit(minutes=60 * 24, url="https://x.com/c/status/1700000000009000009", strands=("race",))
    row = prevention.say_outcome(action_id=row.id, outcome="Fewer came.", by=officer, at=at + timedelta(days=7))
    assert (row.after, row.after_until) == (1, date(2026, 3, 8))
    version = products.redraw(reference=product.reference, expected_edits=1, by=officer, at=at)
    assert figure(version, "assessment", "prevention")["rows"][0][3:] == [12, 1]
    assert "does not show" in figure(version, "assessment", "prevention")["leaves_out"]


def test_a_force_records_against_what_it_reads_alone(officer, supervisor, at, db):
    product = profile(officer, at)
    facts = {"reference": product.reference, "done": Done(began_on=date(2026, 3, 2), **DONE), "at": at}
    with pytest.raises(Product.DoesNotExist):
        prevention.record_action(by=FORCE, **facts)
    published(product, supervisor, at, forces=[WYP])
    row = prevention.record_action(by=FORCE, **facts)
    assert row.force == Force.objects.get(code=WYP)
    with pytest.raises(Product.DoesNotExist):
        prevention.record_action(by=KENT, **facts)
    with pytest.raises(PreventionAction.DoesNotExist):
        prevention.say_outcome(action_id=row.id, outcome="Ours.", by=KENT, at=at + timedelta(days=9))
    week = products.draft_week(by=HUB, at=at)
    with pytest.raises(PreventionRefused):
        prevention.record_action(by=officer, **{**facts, "reference": week.reference})


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what": " "}, "what"),
        ({"measure": "x"}, "measure"),
        ({"days": 3}, "days"),
        ({"began_on": date(2027, 1, 1)}, "began_on"),
    ],
)
def test_an_action_that_says_too_little_is_refused(officer, at, changed, field, db):
    product = profile(officer, at)
    done = Done(**{"began_on": date(2026, 3, 1), **DONE, **changed})
    with pytest.raises(PreventionRefused) as refusal:
        prevention.record_action(reference=product.reference, done=done, by=officer, at=at)
    assert refusal.value.field == field
