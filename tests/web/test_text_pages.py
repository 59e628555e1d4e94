import pytest

from reports.models import MessageText

pytest_plugins = ["tests.making.http"]
PAGE = "/admin/texts/step_accept/en-gb/"


@pytest.fixture(autouse=True)
def _languages(settings):
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg"), ("ar", "العربية")]


@pytest.fixture
def administrator(staff):
    return staff("reference_admin")


def typed(**changed):
    return {"version": 0, "title": "Accepted by {force}", "body": "One.\r\n\r\nTwo.", "note": "plainer", **changed}


@pytest.mark.parametrize("path", ["/admin/texts/", PAGE, PAGE + "back/"])
@pytest.mark.parametrize("role", ["officer", "supervisor", "force", "partner"])
def test_nobody_else_comes_in(staff, path, role):
    client = staff(role)
    answers = [client.post(path, typed(save="yes"))] if path.endswith("back/") else [client.get(path)]
    assert {answer.status_code for answer in answers} == {403}


@pytest.mark.parametrize("path", ["/admin/texts/", PAGE])
def test_stranger_is_sent_to_sign_in(person, path):
    assert person.get(path).headers["Location"].startswith("/accounts/login/")


def test_session_without_a_second_factor_is_closed(staff):
    assert staff("reference_admin", used_it=False).get(PAGE).headers["Location"] == "/accounts/login/"


def test_first_page_of_the_admin_names_the_texts(administrator, django_user_model):
    django_user_model.objects.update(is_staff=True)
    assert "/admin/reports/messagetext/" in administrator.get("/admin/").content.decode()
    assert administrator.get("/admin/reports/messagetext/").headers["Location"] == "/admin/texts/"
    assert administrator.get("/admin/reports/messagetext/add/").headers["Location"] == "/admin/texts/"


def test_list_says_in_which_languages_a_text_was_changed(administrator):
    administrator.post("/admin/texts/step_accept/cy/", typed(save="yes"))
    page = administrator.get("/admin/texts/").content.decode()
    assert "changed, version 1" in page
    assert page.count("as shipped") == page.count('href="/admin/texts/') - 1


def test_text_is_shown_with_what_it_may_hold(administrator):
    page = administrator.get(PAGE).content.decode()
    assert "The police force has accepted your report" in page
    assert "{force}" in page
    assert "{reference}" in page


def test_preview_shows_every_language_and_saves_nothing(administrator):
    page = administrator.post(PAGE, typed(preview="yes"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Accepted by West Yorkshire Police" in text
    assert text.count('class="hub-card" lang=') == 3
    assert '<section class="hub-card" lang="ar" dir="rtl">' in text
    assert "Updates: An update for you" in text
    assert "Accepted by {force}" in text
    assert not MessageText.objects.exists()


def test_saving_adds_a_version(administrator):
    assert administrator.post(PAGE, typed(save="yes")).headers["Location"] == PAGE
    row = MessageText.objects.get()
    assert (row.version, row.title, row.body, row.note) == (1, "Accepted by {force}", "One.\n\nTwo.", "plainer")
    assert "Saved." in administrator.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"title": "{nobody}"}, "title", "no placeholder"),
        ({"title": ""}, "title", "Enter a title"),
        ({"title": "x" * 201}, "title", "200"),
        ({"body": "open {"}, "body", "brace"),
        ({"body": ""}, "body", "Enter the text"),
        ({"body": "<b>x</b>"}, "body", "HTML"),
        ({"note": "x" * 301}, "note", "300"),
        ({"body": "a\0b"}, "body", "Null characters"),
    ],
)
@pytest.mark.parametrize("button", ["save", "preview"])
def test_broken_text_is_refused_beside_its_field_with_nothing_lost(administrator, changed, field, words, button):
    page = administrator.post(PAGE, typed(**{button: "yes"}, **changed))
    text = page.content.decode()
    assert page.status_code == 422
    assert f'href="#id_{field}"' in text
    assert words in text
    assert ("Two." in text) or field == "body"
    assert ("plainer" in text) or field == "note"
    assert not MessageText.objects.exists()


def test_saving_against_an_outdated_version_is_refused_with_nothing_lost(administrator):
    administrator.post(PAGE, typed(save="yes"))
    page = administrator.post(PAGE, typed(save="yes", title="Mine"))
    assert page.status_code == 422
    assert "Mine" in page.content.decode()
    assert MessageText.objects.count() == 1


def test_nothing_typed_runs_as_markup(administrator):
    text = administrator.post(PAGE, typed(preview="yes", title='" onfocus="x', body="2 <3 & more")).content.decode()
    assert '" onfocus="x' not in text
    assert "2 &lt;3 &amp; more" in text


def test_going_back_adds_a_version(administrator):
    for number in range(2):
        administrator.post(PAGE, typed(save="yes", version=number, title=f"T{number}"))
    assert "Go back to version 1" in administrator.get(PAGE).content.decode()
    assert administrator.post(PAGE + "back/", {"version": 2, "back_to": 1}).headers["Location"] == PAGE
    assert MessageText.objects.get(version=3).title == "T0"
    administrator.post(PAGE + "back/", {"version": 3, "back_to": 0})
    assert MessageText.objects.get(version=4).title == "The police force has accepted your report"


@pytest.mark.parametrize(
    ("sent", "status"),
    [({}, 404), ({"version": 0, "back_to": 9}, 404), ({"version": 5, "back_to": 0}, 302), ({"version": "x"}, 404)],
)
def test_going_back_nowhere_is_refused(administrator, sent, status):
    assert administrator.post(PAGE + "back/", sent).status_code == status
    assert not MessageText.objects.exists()


@pytest.mark.parametrize(
    "path", ["/admin/texts/nonsense/en-gb/", "/admin/texts/step_accept/xx/", "/admin/texts/x/y/z/"]
)
def test_text_that_does_not_exist_is_not_found(administrator, path):
    assert administrator.get(path).status_code in (302, 404)
