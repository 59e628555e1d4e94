"""Which language a page is in."""

import pytest

pytest_plugins = ["tests.making.http"]


@pytest.mark.parametrize(
    ("language", "direction"),
    [("cy", "ltr"), ("ar", "rtl"), ("ur", "rtl"), ("pl", "ltr"), ("pa", "ltr"), ("fr", "ltr")],
)
def test_public_page_is_in_the_language_that_was_chosen(person, language, direction):
    chosen = person.post("/language/setlang/", {"language": language, "next": "/report/story/"})
    assert chosen.headers["Location"] == "/report/story/"
    page = person.get("/report/story/").content.decode()
    assert f'lang="{language}"' in page
    assert f'dir="{direction}"' in page
    assert "What happened?" not in page


def test_browser_chooses_where_nobody_else_did(person):
    assert 'lang="ro"' in person.get("/", HTTP_ACCEPT_LANGUAGE="ro-RO, en;q=0.5").content.decode()
    assert 'lang="en-gb"' in person.get("/", HTTP_ACCEPT_LANGUAGE="xx").content.decode()


@pytest.mark.parametrize("path", ["/hub/", "/accounts/login/", "/admin/"])
def test_staff_side_is_english_whatever_the_browser_says(person, path):
    page = person.get(path, HTTP_ACCEPT_LANGUAGE="ar", follow=True)
    assert 'lang="en-gb"' in page.content.decode()


def test_choice_is_forgotten_with_the_browser_and_hidden_from_scripts(person):
    cookie = person.post("/language/setlang/", {"language": "pl", "next": "/"}).cookies["hub-language"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_choosing_a_language_leads_nowhere_else(person, elsewhere):
    assert "example.org" not in person.post("/language/setlang/", {"language": "pl", "next": elsewhere})["Location"]


def test_unknown_language_changes_nothing(person):
    person.post("/language/setlang/", {"language": "xx", "next": "/"})
    assert 'lang="en-gb"' in person.get("/").content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Ce texte peut compter au maximum 20,000"), ("en-gb", "This can")]
)
def test_limit_of_a_text_is_told_in_the_language_of_the_page(person, language, words):
    person.post("/language/setlang/", {"language": language, "next": "/"})
    assert words in person.post("/report/story/", {"narrative": "x" * 20_001}).content.decode()
