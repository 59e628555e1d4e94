"""The catalogues are complete, and the check that says so can fail."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import to_locale

from hatehub.languages import catalogues
from hatehub.languages.sources import FILES, Message, find_messages

LANGUAGES = [to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_is_complete(language):
    assert list(catalogues.problems(settings.BASE_DIR, language)) == []


def test_texts_are_found_in_code_and_templates(tmp_path):
    for file in FILES:
        write(tmp_path, file, "")
    write(tmp_path, "reports/words.py", 'A = _("In code")\nB = ngettext("%d day", "%d days", n)\nC = _(name)\n')
    write(tmp_path, "templates/public/a.html", '{% load i18n %}{% translate "In a template" %}')
    write(tmp_path, "templates/hub/b.html", '{% load i18n %}{% translate "For staff" %}')
    write(tmp_path, "templates/components/tabs.html", '{% load i18n %}{% translate "For staff too" %}')
    block = "{% blocktranslate count n=n %}One of {{ a }}{% plural %}{{ n }} of {{ a }}{% endblocktranslate %}"
    write(tmp_path, "templates/404.html", "{% load i18n %}" + block)
    assert set(find_messages(tmp_path)) == {
        Message(text="In code"),
        Message(text="%d day", plural="%d days"),
        Message(text="In a template"),
        Message(text="One of %(a)s", plural="%(n)s of %(a)s"),
    }


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def project(tmp_path):
    """A project with two texts, translated whole into Welsh."""
    for file in FILES:
        write(tmp_path, file, "")
    write(tmp_path, "reports/words.py", 'A = _("Hello %(name)s")\nB = ngettext("%d day", "%d days", n)\n')
    catalogues.update(tmp_path, "fr")
    change(tmp_path, 'msgstr ""\n\n', 'msgstr "Bonjour %(name)s"\n\n')
    change(tmp_path, 'msgid "Hello %(name)s"\nmsgstr ""\n', 'msgid "Hello %(name)s"\nmsgstr "Bonjour %(name)s"\n')
    change(tmp_path, 'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "%d jour"\nmsgstr[1] "%d jours"')
    compile_it(tmp_path)
    assert list(catalogues.problems(tmp_path, "fr")) == []
    return tmp_path


def change(root: Path, old: str, new: str) -> None:
    path = catalogues.catalogue_path(root, "fr")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def compile_it(root: Path) -> None:
    path = catalogues.catalogue_path(root, "fr").with_suffix(".mo")
    path.write_bytes(catalogues.compile_catalogue(root, "fr"))


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("Bonjour %(name)s", "Bonjour", "other placeholders"),
        ("Bonjour %(name)s", "Bonjour <b>%(name)s</b>", "other placeholders"),
        ("Bonjour %(name)s", "", "not translated"),
        ('msgid "Hello', '#, fuzzy\nmsgid "Hello', "fuzzy"),
        ('"%d jours"', '""', "not translated"),
        ("Hello %(name)s", "Good-bye %(name)s", "missing"),
        ("Hello %(name)s", "Good-bye %(name)s", "no longer used"),
        ("X-Review", "X-Other", "reviewed"),
        ("Bonjour %(name)s", "Bonjour %(name)s ", "space at the edge"),
    ],
)
def test_check_names_what_is_wrong(project, old, new, wrong):
    change(project, old, new)
    compile_it(project)
    assert any(wrong in line for line in catalogues.problems(project, "fr"))


def test_check_notices_a_stale_compiled_catalogue(project):
    change(project, "Bonjour", "Salut")
    assert "stale" in " ".join(catalogues.problems(project, "fr"))


def test_compiled_catalogue_tells_no_time(project):
    assert b"2000-01-01" in catalogues.compile_catalogue(project, "fr")
    assert b"2026" not in catalogues.compile_catalogue(project, "fr")


def test_update_keeps_what_is_translated_and_drops_what_is_gone(project):
    write(project, "reports/words.py", 'A = _("Hello %(name)s")\nC = _("New")\n')
    assert catalogues.update(project, "fr") == 1
    text = catalogues.catalogue_path(project, "fr").read_text(encoding="utf-8")
    assert "Bonjour %(name)s" in text
    assert "%d jours" not in text


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_language_writes_its_dates_without_english(language):
    from datetime import UTC, datetime

    from django.utils import formats

    with translation.override(language):
        written = formats.date_format(datetime(2026, 5, 3, 9, 5, tzinfo=UTC), "DATETIME_FORMAT")
    assert "2026" in written
    assert "09:05" in written
    assert ("May" in written) == (language == "en-gb")
