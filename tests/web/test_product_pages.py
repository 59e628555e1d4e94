"""Products on pages: begun, edited, reviewed, read by forces, acted upon; refusals beside the field."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.reference.models import Force
from intel.models import PreventionAction, Product, ProductVersion, Recommendation
from intel.services import products
from tests.making import publishing
from tests.making import transfers as moving
from tests.making.reports import WEST_YORKSHIRE

pytest_plugins = ["tests.making.http"]


def text_of(page):
    return page.content.decode()


def parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def ago(days):
    return timezone.localdate() - timedelta(days=days)


def begun(**more):
    return {"title": "Pile-ons", "strand": "race", **parts("since", ago(29)), **parts("until", ago(1)), **more}


@pytest.fixture
def of_kent(staff):
    client = staff("force")
    user = client.get("/force/").wsgi_request.user
    user.force = Force.objects.get(code=moving.KENT)
    user.save()
    return client


def test_a_profile_is_begun_edited_recommended_published_and_read(staff, submit):
    submit(strands=("race",))
    officer, supervisor, force = staff("officer"), staff("supervisor"), staff("force")
    page = officer.post("/hub/products/new/", begun(), follow=True)
    assert "Scanning: the problem" in text_of(page)
    reference = Product.objects.get().reference
    address = f"/hub/products/{reference}/"
    assert "Review and publish" not in text_of(page)
    words = {"edits": 1, "title": "Pile-ons on players", "words-causes": "After matches.\n\nSo far as is known."}
    page = text_of(officer.post(f"{address}edit/", words, follow=True))
    assert "So far as is known." in page
    given = {"edits": 2, "what": "Brief moderators.", "owner": "A club", **parts("due_on", ago(-9))}
    assert "Brief moderators." in text_of(officer.post(f"{address}recommend/", given, follow=True))
    assert officer.get(f"{address}publish/").status_code == 403
    page = supervisor.post(
        f"{address}publish/", {"edits": 3, "audience": "some", "forces": [WEST_YORKSHIRE]}, follow=True
    )
    assert "Reviewed and published by" in text_of(page)
    listed = text_of(force.get("/force/guidance/products/"))
    assert "Pile-ons on players" in listed
    page = text_of(force.get(f"/force/guidance/product/?code={reference}"))
    assert "After matches." in page
    assert "Brief moderators." in page
    assert "Reports and cases" in page
    file = force.get(f"/force/products/{reference}/1.pdf")
    assert (file.headers["Content-Type"], file.content[:4]) == ("application/pdf", b"%PDF")


def test_a_force_reads_nothing_that_was_not_published_to_it(staff, of_kent, at, db):
    product = publishing.profile(at=at)
    for client in (staff("force"), of_kent):
        assert client.get(f"/force/guidance/product/?code={product.reference}").status_code == 404
        assert client.get(f"/force/products/{product.reference}/1.pdf").status_code == 404
    publishing.publish(product, at=at, forces=(WEST_YORKSHIRE,))
    assert "Nothing has been published" in text_of(of_kent.get("/force/guidance/products/"))
    assert of_kent.get(f"/force/guidance/prevention/?code={product.reference}").status_code == 404
    assert of_kent.post(f"/force/guidance/prevention/?code={product.reference}", {}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Write a title."),
        ({"strand": ""}, "Choose at least one thing that the profile is about."),
        (parts("until", ago(0)), "Choose whole days"),
        (parts("since", ago(500)), "Choose at most a year."),
        ({"since_day": 40}, "#id_since"),
        ({"strand": "nonsense"}, "#id_strand"),
    ],
)
def test_a_profile_that_cannot_be_is_refused_and_nothing_typed_is_lost(staff, changed, said):
    page = staff("officer").post("/hub/products/new/", begun(**changed))
    assert page.status_code == 422
    assert said in text_of(page)
    assert "Pile-ons" in text_of(page) or "title" in changed
    assert not Product.objects.exists()


def test_what_somebody_saved_meanwhile_is_kept_and_so_is_what_was_typed(staff, at, db):
    product = publishing.profile(at=at)
    client, address = staff("officer"), f"/hub/products/{product.reference}/"
    typed = {"edits": 1, "title": "Mine", "words-causes": "What was typed."}
    client.post(f"{address}redraw/", {"edits": 1})
    page = client.post(f"{address}edit/", typed)
    assert page.status_code == 422
    assert "Somebody else has changed the draft" in text_of(page)
    assert "What was typed." in text_of(page)
    answer = client.post(f"{address}redraw/", {"edits": "x"}, follow=True)
    assert "Somebody else has changed the draft" in text_of(answer)


def test_publishing_needs_forces_and_somebody_else(staff, at, db):
    product = publishing.profile(at=at)
    client, address = staff("supervisor"), f"/hub/products/{product.reference}/publish/"
    page = client.post(address, {"edits": 1, "audience": "some"})
    assert page.status_code == 422
    assert "Choose to which forces it is published." in text_of(page)
    client.post(f"/hub/products/{product.reference}/edit/", {"edits": 1, "title": "Mine"})
    page = client.post(address, {"edits": 2, "audience": "all"})
    assert "You wrote this draft" in text_of(page)
    assert ProductVersion.objects.get().state == "draft"


def test_the_next_version_and_withdrawing(staff, at, db):
    product = publishing.profile(at=at)
    publishing.publish(product, at=at)
    officer, supervisor, force = staff("officer"), staff("supervisor"), staff("force")
    address = f"/hub/products/{product.reference}/"
    assert "version 2" in text_of(officer.post(f"{address}next/", follow=True))
    assert "There is a draft already." in text_of(officer.post(f"{address}next/", follow=True))
    officer.post(f"{address}edit/", {"edits": 1, "title": "Better", "whats_new": "A figure was added."})
    supervisor.post(f"{address}publish/", {"edits": 2, "audience": "all"})
    page = text_of(force.get(f"/force/guidance/product/?code={product.reference}"))
    assert "A figure was added." in page
    former = text_of(force.get(f"/force/guidance/product/?code={product.reference}&version=1"))
    assert "Replaced by a later version" in former
    assert supervisor.post(f"{address}withdraw/", {"number": 1, "why": "Stale."}).status_code == 422
    assert supervisor.post(f"{address}withdraw/", {"number": 2, "why": ""}).status_code == 422
    supervisor.post(f"{address}withdraw/", {"number": 2, "why": "A figure was wrong."})
    assert "A figure was wrong." in text_of(force.get(f"/force/guidance/product/?code={product.reference}"))
    assert supervisor.get(f"{address}withdraw/").status_code == 404
    assert officer.get(f"{address}edit/").status_code == 404


def test_a_recommendation_is_taken_out_and_a_day_that_is_past_is_refused(staff, at, db):
    product = publishing.profile(at=at)
    client, address = staff("officer"), f"/hub/products/{product.reference}/recommend/"
    page = client.post(address, {"edits": 1, "what": "Brief.", "owner": "A club", **parts("due_on", ago(3))})
    assert page.status_code == 422
    assert "Choose a day from today on." in text_of(page)
    client.post(address, {"edits": 1, "what": "Brief.", "owner": "A club", **parts("due_on", ago(-3))})
    row = Recommendation.objects.get()
    client.post(f"{address}{row.id}/take-out/", {"edits": 2})
    assert not Recommendation.objects.exists()


def prevention(day, **more):
    known = {"what": "Moderators were briefed.", "who": "A club", "for_whom": "Players", "aim": "Fewer posts"}
    return {**known, **parts("began_on", day), "measure": "reports", "days": "7", **more}


def test_a_force_records_what_it_did_and_later_what_came_of_it(staff, of_kent, at, db):
    product = publishing.profile(at=at)
    publishing.publish(product, at=at)
    force = staff("force")
    address = f"/force/guidance/prevention/?code={product.reference}"
    page = force.post(address, prevention(ago(20), days="x", aim=""))
    assert page.status_code == 422
    assert "Enter a whole number of days from 7 to 366." in text_of(page)
    assert "Moderators were briefed." in text_of(page)
    page = text_of(force.post(address, prevention(ago(20)), follow=True))
    assert "Moderators were briefed." in page
    row = PreventionAction.objects.get()
    says = f"/force/guidance/prevention-outcome/?action={row.id}"
    assert says in page
    read = text_of(of_kent.get(f"/force/guidance/product/?code={product.reference}"))
    assert "Moderators were briefed." in read
    assert says not in read
    assert of_kent.get(says).status_code == 404
    assert force.get("/force/guidance/prevention-outcome/?action=x").status_code == 404
    page = text_of(force.post(says, {"outcome": "Hardly any change."}, follow=True))
    assert "Hardly any change." in page
    assert "Too few to say whether anything changed." in page
    assert "does not show that the action made the difference" in page


def test_an_officer_records_for_the_hub_and_too_early_is_refused(staff, at, db):
    product = publishing.profile(at=at)
    client, address = staff("officer"), f"/hub/products/{product.reference}/prevention/"
    client.post(f"{address}new/", prevention(ago(1)))
    row = PreventionAction.objects.get()
    page = client.post(f"{address}{row.id}/", {"outcome": "Much."})
    assert page.status_code == 422
    assert "are over on" in text_of(page)
    assert "Much." in text_of(page)


def test_an_assessment_has_no_recommendations_and_no_prevention(staff, at, db):
    week = products.draft_week(by=publishing.ANALYST, at=at)
    client = staff("officer")
    assert client.get(f"/hub/products/{week.reference}/prevention/new/").status_code == 404
    given = {"edits": 1, "what": "Brief.", "owner": "A club", **parts("due_on", ago(-3))}
    assert "Only a profile recommends." in text_of(client.post(f"/hub/products/{week.reference}/recommend/", given))
    listed = text_of(client.get("/hub/products/?kind=tactical"))
    assert "Tactical assessment, week of" in listed
    assert "There is none yet." in text_of(client.get("/hub/products/?kind=profile"))


@pytest.mark.parametrize("path", ["", "edit/", "recommend/", "publish/", "withdraw/", "prevention/new/", "1.pdf"])
def test_a_product_that_there_is_not_is_not_found(staff, path):
    assert staff("supervisor").get(f"/hub/products/OHP-0000-0000/{path}").status_code == 404
