import html
import itertools
import re

import pytest
from django.db import connection
from django.test import Client

from hatehub.audit.models import Entry
from triage.models import PolicyActivation
from triage.rules.policy import in_order
from triage.selectors.policies import get_policy, list_versions
from triage.web.policy_picture import draw

pytest_plugins = ["tests.making.http"]
PATH, CODE, REVIEW = "/hub/policy/", "2023-code.2", "2026-review.1"


@pytest.fixture
def client(staff):
    return staff("supervisor")


def text_of(page):
    return html.unescape(page.content.decode())


def test_page_shows_the_version_in_force_as_a_picture_and_in_words(client):
    page = client.get(PATH)
    text = text_of(page)
    assert page.status_code == 200
    assert "by hub:hub: The first policy of this hub." in text
    for question in get_policy().questions.values():
        assert question.text in text
    for found in get_policy().exits.values():
        assert found.name in text
        assert found.told in text
    assert "<svg" in text
    assert "in force</button>" not in "".join(text.split("\n"))


def test_another_version_is_shown_and_put_in_force_with_a_reason(client):
    page = client.get(f"{PATH}{REVIEW}/")
    assert ">draft<" in "".join(text_of(page).split())
    refused = client.post(f"{PATH}{REVIEW}/", {"reason": " "})
    assert refused.status_code == 422
    assert "Give the reason." in text_of(refused)
    assert get_policy().version == CODE
    done = client.post(f"{PATH}{REVIEW}/", {"reason": "The review is in force."}, follow=True)
    assert done.redirect_chain == [(PATH, 302)]
    assert "2026-review.1 is in force." in text_of(done)
    assert get_policy().version == REVIEW
    assert Entry.objects.get(verb="policy_activated").reason == "The review is in force."


def test_second_click_changes_nothing(client):
    for _ in range(2):
        answer = client.post(f"{PATH}{REVIEW}/", {"reason": "The review is in force."}, follow=True)
        assert answer.status_code == 200
    assert "is in force already" in text_of(answer)
    assert PolicyActivation.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "\0", "x" * 4001])
def test_reason_that_cannot_be_kept_is_refused(client, reason):
    assert client.post(f"{PATH}{REVIEW}/", {"reason": reason}).status_code == 422
    assert PolicyActivation.objects.count() == 1


def test_unknown_version_is_not_found(client):
    assert client.get(f"{PATH}nonsense/").status_code == 404
    assert client.post(f"{PATH}nonsense/", {"reason": "x"}).status_code == 404


def test_hub_without_policies_says_what_to_do(client):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE triage_policyactivation, triage_policyversion")
    page = client.get(PATH)
    assert page.status_code == 200
    assert "load_policy" in text_of(page)
    assert client.post(PATH, {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("path", [PATH, f"{PATH}{REVIEW}/"])
@pytest.mark.parametrize("role", ["officer", "force", "partner", "reference_admin"])
def test_others_are_refused(staff, role, path):
    client = staff(role)
    for answer in (client.get(path), client.post(path, {"reason": "x"})):
        assert answer.status_code == 403
    assert get_policy().version == CODE
    assert Client().get(path).status_code == 302


def test_navigation_names_the_policy_to_supervisors_alone(staff):
    assert PATH in text_of(staff("supervisor").get("/hub/queues/"))
    assert PATH not in text_of(staff("officer").get("/hub/queues/"))


def test_stale_token_changes_nothing(staff):
    client = staff("supervisor", enforce_csrf_checks=True)
    assert client.post(f"{PATH}{REVIEW}/", {"reason": "x", "csrfmiddlewaretoken": "stale"}).status_code == 403
    assert get_policy().version == CODE


def test_picture_has_every_question_and_every_arrow_once_and_no_two_lanes_on_one_another(db, supervisor):
    for version in list_versions(by=supervisor):
        picture = draw(version.policy)
        questions = in_order(version.policy)
        assert len(picture["boxes"]) == len(questions)
        arrows = len(picture["steps"]) + len(picture["skips"]) + len(picture["chips"])
        assert arrows == 2 * len(questions)
        lanes = {}
        for skip in picture["skips"]:
            x, ends = re.fullmatch(r"M \d+ \d+ H (-?\d+) V (\d+) H \d+", skip["path"]).groups()
            begins = int(skip["path"].split()[2])
            lanes.setdefault(int(x), {}).setdefault(int(ends), []).append(begins)
        assert min(lanes) > 0
        for targets in lanes.values():
            spans = sorted((min(begins), ends) for ends, begins in targets.items())
            assert all(one[1] < two[0] for one, two in itertools.pairwise(spans))
